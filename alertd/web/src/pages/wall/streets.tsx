// The district's streets by what waits in them: as a map when the server has one, else as tiles.
import { computed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Unreachable } from "../../api/client";
import { incidents } from "../../live/incidents";
import { committeeName, streetName, streets } from "../../live/places";
import { href } from "../../route";
import { useLoaded } from "../../ui/parts";
import { troubleText } from "../../ui/trouble";
import { words } from "../../words";
import { countAreas, nothing, type AreaCount, type Severity } from "./board";
import { draw, MapFault, readDistrict, type Area, type Shape } from "./map";
import { text } from "./words";

const byStreet = computed(() => countAreas(incidents.value, (incident) => incident.street));
const byCommittee = computed(() => countAreas(incidents.value, (incident) => incident.committee));
const severities: readonly Severity[] = ["critical", "major", "minor"];

/// "Critical · 2 waiting", "5 open": what is said of an area besides its name.
function linesOf(count: AreaCount): string[] {
  const say = text.value.map;
  return [
    count.worst && `${words.value.severity[count.worst]} · ${say.waiting(count.waiting)}`,
    count.open > 0 && say.open(count.open),
    count.exercises > 0 && say.exercises(count.exercises),
  ].filter((line): line is string => Boolean(line));
}
const sentence = (name: string, count: AreaCount) => [name, ...(count.open + count.exercises > 0 ? linesOf(count) : [text.value.map.quiet])].join(", ");

function Tile({ name, count, link }: { name: string; count: AreaCount; link: string }) {
  const inside = <><b>{name}</b>{linesOf(count).map((line) => <span key={line}>{line}</span>)}</>;
  const look = `wall-tile ${count.worst ?? (count.open > 0 ? "open" : "")}`;
  return link ? <a class={look} href={link} aria-label={sentence(name, count)}>{inside}</a> : <p class={look}>{inside}</p>;
}

function Tiles({ ids, label }: { ids: readonly string[]; label: string }) {
  const columns = Math.max(1, Math.round(Math.sqrt(ids.length / 1.6)));
  // A dozen tiles leave room for large type.
  const size = Math.min(1, Math.sqrt(12 / ids.length));
  return (
    <ul class="wall-tiles" aria-label={label} style={{ "--columns": String(columns), "--size": `${size}em` }}>
      {ids.map((id) => (
        <li key={id}>
          <Tile name={id ? streetName(id) : text.value.map.nowhere} count={byStreet.value.get(id) ?? nothing} link={id ? href("incidents", { street: id }) : ""} />
        </li>
      ))}
    </ul>
  );
}

const wide = 1000;
const high = 900;
/// A Chinese character is as wide as it is high, a Latin one about half of it.
const widthOf = (line: string) => [...line].reduce((sum, letter) => sum + (letter > "ÿ" ? 1 : 0.56), 0);

function StreetShape({ shape }: { shape: Shape }) {
  const count = byStreet.value.get(shape.id) ?? nothing;
  const name = streetName(shape.id);
  // Short, because a street on a wall is as wide as a hand; the sentence says it in words.
  const lines = count.open > 0 ? [name, `${count.worst ? `${words.value.severity[count.worst]} ` : ""}${count.waiting}/${count.open}`] : [name];
  const size = Math.max(22, Math.min(46, (shape.label.width * 0.94) / Math.max(...lines.map(widthOf))));
  return (
    <a class={`wall-shape ${count.worst ?? (count.open > 0 ? "open" : "")}`} href={href("incidents", { street: shape.id })} aria-label={sentence(name, count)}>
      <title>{sentence(name, count)}</title>
      <path d={shape.path} fill-rule="evenodd" />
      <text font-size={size} text-anchor="middle">
        {lines.map((line, at) => <tspan key={at} x={shape.label.x} y={shape.label.y + size * (0.35 + 1.15 * (at - (lines.length - 1) / 2))}>{line}</tspan>)}
      </text>
    </a>
  );
}
function CommitteeShape({ shape }: { shape: Shape }) {
  const count = byCommittee.value.get(shape.id) ?? nothing;
  const name = committeeName(shape.id);
  if (count.waiting === 0) return <path class="wall-committee" d={shape.path}><title>{sentence(name, count)}</title></path>;
  return (
    <a class={`wall-committee ${count.worst}`} href={href("incidents", { committee: shape.id })} aria-label={sentence(name, count)}>
      <title>{sentence(name, count)}</title>
      <path d={shape.path} fill-rule="evenodd" />
    </a>
  );
}

function DistrictMap({ areas }: { areas: readonly Area[] }) {
  const shapes = useMemo(() => draw(areas, wide, high, 8), [areas]);
  const drawn = new Set(areas.filter((area) => area.kind === "street").map((area) => area.id));
  const missing = allIds().filter((id) => !drawn.has(id));
  return (
    <>
      <svg class="wall-map" viewBox={`0 0 ${wide} ${high}`} role="group" aria-label={text.value.map.title}>
        {shapes.filter((shape) => shape.kind === "street").map((shape) => <StreetShape key={shape.id} shape={shape} />)}
        {shapes.filter((shape) => shape.kind === "committee").map((shape) => <CommitteeShape key={shape.id} shape={shape} />)}
      </svg>
      {missing.length > 0 && <div class="wall-missing"><Tiles ids={missing} label={text.value.map.missing} /></div>}
    </>
  );
}

/// The registry's streets, and what incidents name beyond them.
function allIds(): string[] {
  const known = streets.value.map((street) => street.id);
  const more = [...byStreet.value.keys()].filter((id) => !known.includes(id));
  return [...known, ...more.filter(Boolean).sort(), ...more.filter((id) => !id)];
}

/// null: the server has none.
async function loadMap(signal: AbortSignal): Promise<Area[] | null> {
  let answer: Response;
  try {
    answer = await fetch("/district.geojson", { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Unreachable(String(error));
  }
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  let file: unknown;
  try { file = await answer.json(); } catch { throw new MapFault("json"); }
  return readDistrict(file);
}

function Legend({ ofMap }: { ofMap: boolean }) {
  return (
    <ul class="wall-legend" aria-label={text.value.map.legend}>
      {severities.map((one) => <li key={one}><i class={one} aria-hidden="true" />{words.value.severity[one]}</li>)}
      <li><i aria-hidden="true" />{text.value.map.none}</li>
      {ofMap && <li>{text.value.map.numbers}</li>}
    </ul>
  );
}

export function Streets() {
  const say = text.value;
  const map = useLoaded(loadMap, []);
  const failed = map.error !== null && !(map.error instanceof MapFault);
  useEffect(() => {
    if (!failed || map.loading) return undefined;
    const timer = window.setTimeout(map.again, 60_000);
    return () => window.clearTimeout(timer);
  }, [failed, map.loading]);
  const trouble = map.error === null ? "" : map.error instanceof MapFault ? say.fault[map.error.kind](map.error.feature) :
    say.map.unread(map.error instanceof Unreachable ? troubleText(map.error) : (map.error as Error).message);
  return (
    <section class="wall-streets" aria-label={say.map.title}>
      <h2>{say.map.title} <Legend ofMap={Boolean(map.value)} /></h2>
      {trouble && <p class="wrong" role="status">{trouble}</p>}
      {map.value ? <DistrictMap areas={map.value} /> : <Tiles ids={allIds()} label={say.map.title} />}
    </section>
  );
}
