// How long the oldest case has been waiting, and how many there are.
import { computed } from "@preact/signals";
import { api, type Schemas } from "../../api/client";
import { now } from "../../live/clock";
import { complete, incidents, loaded, sums } from "../../live/incidents";
import { streetName } from "../../live/places";
import { connected } from "../../live/stream";
import { href } from "../../route";
import { durationText, words } from "../../words";
import { lateness, tally, type Severity } from "./board";
import { Stale, usePolled } from "./polled";
import { text } from "./words";

export function WaitingClock() {
  const say = text.value.clock;
  const oldest = sums.value.oldestWaiting;
  // An empty list without a connection, or one that is still on its way, is no good news.
  if (!oldest && !(connected.value && loaded.value)) {
    return (
      <section class="wall-clock unknown" aria-label={say.title}>
        <h2>{say.title}</h2>
        <p class="wall-calm">{say.unknown}</p>
      </section>
    );
  }
  if (!oldest) {
    return (
      <section class="wall-clock none" aria-label={say.title}>
        <h2>{say.title}</h2>
        <p class="wall-calm">✓ {say.none}</p>
        <p>{say.noneMore}</p>
      </section>
    );
  }
  const waited = now.value - Date.parse(oldest.opened_at);
  const how = lateness(waited);
  return (
    <section class={`wall-clock ${how}`} aria-label={say.title}>
      <h2>{say.title}{!complete.value && ` ${say.atLeast}`}</h2>
      <p class={`wall-time ${waited >= 3_600_000 ? "hours" : ""}`} role="timer">{durationText(waited)}</p>
      <p class="wall-word">{say[how]}</p>
      <p class="wall-line">
        <a href={href("incidents", { id: oldest.id })}>{words.value.condition[oldest.headline]} · {streetName(oldest.street) || text.value.map.nowhere}</a>
      </p>
    </section>
  );
}

const live = computed(() => tally(loaded.value ? incidents.value : []));
const severities: readonly Severity[] = ["critical", "major", "minor"];
const classes: readonly Schemas["Class"][] = ["emergency", "welfare", "technical"];

/// `kind` colours it as long as it is not 0.
function Sum({ name, value, kind = "", more }: { name: string; value: number | undefined; kind?: string; more?: string | undefined }) {
  return <div class={`wall-number ${value ? kind : ""}`}><dt>{name}</dt><dd><b>{value ?? "–"}</b>{more && <small> {more}</small>}</dd></div>;
}

export function Counts() {
  const say = text.value.counts;
  const polled = usePolled((signal) => api.get("/api/v1/counts", { signal }), 15_000);
  const server = polled.value;
  // The list moves at once and the server's sums four times a minute; but only they know all when the list was cut.
  const byServer = !complete.value && server;
  const open = byServer ? server.open : live.value.classes;
  const shown = (value: number) => (byServer || (connected.value && loaded.value) || live.value.open > 0 ? value : undefined);
  return (
    <section class="wall-counts" aria-label={say.title}>
      <h2>{say.title}</h2>
      <dl class="wall-numbers big">
        <Sum name={say.waiting} value={shown(byServer ? server.unacknowledged : live.value.waiting)} kind="alarm" />
        <Sum name={say.open} value={shown(byServer ? open.emergency + open.welfare + open.technical : live.value.open)} />
        <Sum name={say.gateways} value={server?.gateways_lost} kind="warn" more={server && say.of(server.gateways)} />
        <Sum name={say.exercises} value={shown(byServer ? server.exercises : live.value.exercises)} />
      </dl>
      <div class="wall-split">
        <dl class="wall-numbers" aria-label={say.classes}>
          {classes.map((one) => <Sum key={one} name={words.value.class[one]} value={shown(open[one])} />)}
        </dl>
        <dl class="wall-numbers" aria-label={say.severities}>
          {severities.map((one) => <Sum key={one} name={words.value.severity[one]} value={shown(live.value.severities[one])} kind={one} />)}
        </dl>
      </div>
      {loaded.value && !complete.value && <p class="wrong">{text.value.incomplete}</p>}
      <Stale of={polled} />
    </section>
  );
}
