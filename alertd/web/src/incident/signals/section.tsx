// What the home's devices measured before and after the alerts, drawn, so that one sees rather than reads. Whoever
// cannot see it has the sentence above each chart, and the values as a table.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { api } from "../../api/client";
import { now, zone } from "../../live/clock";
import { parameter, setQuery } from "../../route";
import { Act, Shown, Table, useLoaded } from "../../ui/parts";
import { onThemeChange } from "../../ui/theme";
import { dateText, language, wordIn } from "../../words";
import type { Detail } from "../pane";
import { chartsOf, isMidnight, latestOf, saidOfSums, type Chart, type Readings } from "./charts";
import { draw, type Scene } from "./draw";
import "./signals.css";
import { text } from "./words";

const tenMinutes = 600_000;
const spans = [48, 168] as const;
const span = parameter("hours");

const nameOf = (name: string) => wordIn(text.value.names, name) ?? name;
function valueText(chart: Chart, value: number): string {
  const unit = chart.name === "movements" ? text.value.times : (wordIn(text.value.units, chart.unit) ?? chart.unit);
  const digits = chart.unit === "m3" ? 3 : 1;
  return `${value.toLocaleString(language.value, { maximumFractionDigits: digits })}${unit === "%" ? "" : " "}${unit}`;
}
const slotBegin = (readings: Readings, slot: number) => Date.parse(readings.from) + slot * readings.slot_seconds * 1000;

/// "last use about 3 h ago; 0.12 m³ in 24 h"
function sentenceOf(chart: Chart, readings: Readings): string {
  const t = text.value;
  if (chart.shape !== "bars") {
    return chart.lines.map((line) => {
      const latest = latestOf(line.values);
      const who = chart.lines.length > 1 ? `${line.device} ` : "";
      return latest ? who + (chart.shape === "steps" ? valueText(chart, latest.value) : t.latest(valueText(chart, latest.value), dateText(slotBegin(readings, latest.slot)))) : "";
    }).filter(Boolean).join(t.join);
  }
  const said = saidOfSums(chart.lines[0]!.values);
  const water = chart.name === "water_used";
  const parts = [said.ago === null ? (water ? t.noUse : t.noMove) : (water ? t.lastUse : t.lastMove)(said.ago)];
  if (said.day !== null) parts.push(t.sum(valueText(chart, said.day)));
  if (said.silent > 0) parts.push(t.silent(said.silent));
  return parts.join(t.join);
}

function Signal({ chart, readings, marks }: { chart: Chart; readings: Readings; marks: readonly number[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [slot, setSlot] = useState<number | null>(null);
  const sentence = sentenceOf(chart, readings);
  const title = nameOf(chart.name);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const hours = new Intl.DateTimeFormat(language.value, { timeZone: zone.value.name, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const days = new Intl.DateTimeFormat(language.value, { timeZone: zone.value.name, month: "numeric", day: "numeric" });
    const scene: Scene = {
      chart, marks, from: Date.parse(readings.from) / 1000, slot: readings.slot_seconds, slots: chart.lines[0]!.values.length, noData: text.value.noData,
      zone: zone.value, tickText: (at) => (isMidnight(zone.value, at) ? days : hours).format(at * 1000), onSlot: setSlot,
    };
    let drawing = draw(element, scene);
    const sizes = new ResizeObserver(() => drawing.resize());
    sizes.observe(element);
    const themes = onThemeChange(() => { drawing.end(); drawing = draw(element, scene); });
    return () => { sizes.disconnect(); themes(); drawing.end(); };
  }, [chart, readings, marks, language.value, zone.value]);
  const under = slot === null ? "" : chart.lines.flatMap((line) => {
    const value = line.values[slot];
    return value === null || value === undefined ? [] : [`${chart.lines.length > 1 ? `${line.device} ` : ""}${valueText(chart, value)}`];
  }).join(text.value.join) || text.value.noData;
  return (
    <figure class="signal" data-name={chart.name}>
      <figcaption><b>{title}</b> {chart.shape === "bars" && <code>{chart.lines[0]!.device}</code>}<small>{slot === null ? sentence : `${dateText(slotBegin(readings, slot))}  ${under}`}</small></figcaption>
      <div ref={box} class="plot" role="img" aria-label={`${title} ${chart.shape === "bars" ? chart.lines[0]!.device : ""} ${sentence}`} />
    </figure>
  );
}

interface Row { slot: number }
function Values({ charts, readings }: { charts: readonly Chart[]; readings: Readings }) {
  const lines = charts.flatMap((chart) => chart.lines.map((line) => ({ chart, line })));
  const rows: Row[] = Array.from({ length: lines[0]?.line.values.length ?? 0 }, (_, at) => ({ slot: at })).reverse();
  const columns = lines.map(({ chart, line }) => ({
    title: `${nameOf(chart.name)} ${line.device}`, number: true,
    cell: ({ slot }: Row) => { const value = line.values[slot]; return value === null || value === undefined ? "—" : valueText(chart, value); },
  }));
  return <Table caption={text.value.table} rows={rows} keyOf={(row) => row.slot} columns={[{ title: text.value.hour, cell: ({ slot }: Row) => dateText(slotBegin(readings, slot)) }, ...columns]} />;
}

function Charts({ readings, detail }: { readings: Readings; detail: Detail }) {
  const [open, setOpen] = useState(false);
  const devices = detail.alerts.map((alert) => alert.device).join("\n");
  const times = detail.alerts.map((alert) => alert.received_first).join("\n");
  const charts = useMemo(() => chartsOf(readings, new Set(devices.split("\n"))), [readings, devices]);
  const marks = useMemo(() => times.split("\n").filter(Boolean).map((at) => Date.parse(at) / 1000), [times]);
  if (charts.length === 0) return <p class="quiet">{text.value.none}</p>;
  return (
    <>
      <p class="quiet"><span class="alert-key" aria-hidden="true">▾</span> {text.value.mark}</p>
      {charts.map((chart) => <Signal key={`${chart.name} ${chart.unit} ${chart.shape === "bars" ? chart.lines[0]!.device : ""}`} chart={chart} readings={readings} marks={marks} />)}
      <details class="no-print" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{text.value.table}</summary>
        {open && <Values charts={charts} readings={readings} />}
      </details>
    </>
  );
}

export function Signals({ detail }: { detail: Detail }) {
  const hours = spans.find((one) => String(one) === span.value) ?? spans[0];
  const home = detail.incident.home;
  const loaded = useLoaded((signal) => api.get("/api/v1/homes/{id}/readings", { path: { id: home }, query: { hours }, signal }), [home, hours], [Math.floor(now.value / tenMinutes)]);
  // A centre that keeps none has nothing to show.
  if (loaded.value?.keep_days === 0) return null;
  return (
    <section class="card signals" aria-label={text.value.title} aria-busy={loaded.loading}>
      <div class="signals-head">
        <h3>{text.value.title}</h3>
        <div class="tools" role="group" aria-label={text.value.span}>
          {spans.map((one) => <Act key={one} kind="plain" aria-pressed={hours === one} run={() => setQuery({ hours: one === spans[0] ? "" : String(one) })}>{text.value.spans[one]}</Act>)}
        </div>
      </div>
      <Shown of={loaded}>{(readings) => <Charts readings={readings} detail={detail} />}</Shown>
    </section>
  );
}
