// One incident with all that belongs to it. It is loaded when it is chosen, and again with each entry that its journal gets.
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../api/client";
import { mayAct, ownActor } from "../api/session";
import { keys, onKey } from "../desk/keys";
import { incidentOf, revision } from "../live/incidents";
import { isWaiting, type Incident } from "../live/order";
import { committeeName, streetName } from "../live/places";
import { onDelta } from "../live/stream";
import { href, setQuery } from "../route";
import { Act, Shown, useLoaded } from "../ui/parts";
import { tellTrouble } from "../ui/trouble";
import { actorText, dateText, timeText, words } from "../words";
import { acknowledge, acted, isNamed, takeOver } from "./acts";
import type { Asked, DialogProps } from "./dialogs";
import { HomeCard } from "./card";
import { Aftercare } from "./aftercare";
import { Alerts } from "./alerts";
import { Escalation } from "./escalation";
import { People } from "./people";
import { Timeline } from "./timeline";

export type Detail = Schemas["IncidentDetail"];
type Ask = (asked: Asked) => void;

/// What may be done to a case as it stands, by button and by key.
function allowed(incident: Incident) {
  const open = incident.state !== "resolved" && incident.state !== "closed";
  const taken = open && !isWaiting(incident);
  return {
    dispatch: open, resolve: open, close: incident.state !== "closed", reopen: !open, takeOver: taken && incident.owner !== ownActor.value, assign: taken, note: true, merge: open,
    split: open && incident.alerts > 1,
  };
}

function Buttons({ incident, ask }: { incident: Incident; ask: Ask }) {
  const text = words.value.act;
  const printed = <Act kind="plain" run={() => window.print()}>{text.print} <kbd>{keys.print}</kbd></Act>;
  if (!mayAct.value) return <p class="tools">{printed}</p>;
  const may = allowed(incident);
  return (
    <p class="tools">
      {isWaiting(incident) && <Act kind="main" run={() => acknowledge(incident.id)}>{text.acknowledge} <kbd>{keys.acknowledge}</kbd></Act>}
      {may.dispatch && <Act run={() => ask("dispatch")}>{text.dispatch} <kbd>{keys.dispatch}</kbd></Act>}
      {may.resolve && <Act run={() => ask("resolve")}>{text.resolve} <kbd>{keys.resolve}</kbd></Act>}
      {may.close && <Act run={() => ask("close")}>{text.close} <kbd>{keys.close}</kbd></Act>}
      {may.reopen && <Act run={() => ask("reopen")}>{text.reopen}</Act>}
      {may.takeOver && <Act run={() => takeOver(incident)}>{text.takeOver} <kbd>{keys.takeOver}</kbd></Act>}
      {may.assign && <Act kind="plain" run={() => ask("assign")}>{text.assign} <kbd>{keys.assign}</kbd></Act>}
      <Act run={() => ask("note")}>{text.note} <kbd>{keys.note}</kbd></Act>
      <Act kind="plain" run={() => ask("followUp")}>{text.followUp}</Act>
      <Act kind="plain" run={() => ask("callback")}>{text.callback}</Act>
      {may.merge && <Act kind="plain" run={() => ask("merge")}>{text.merge}</Act>}
      {may.split && <Act kind="plain" run={() => ask("split")}>{text.split}</Act>}
      {printed}
    </p>
  );
}

/// The keys of the case. What has no button has no key either, and a key is there as soon as its button.
function useKeys(incident: Incident, ask: Ask) {
  useLayoutEffect(() => {
    const may = allowed(incident);
    const ends = [onKey("print", () => window.print())];
    if (mayAct.value) {
      for (const name of ["dispatch", "note", "resolve", "close", "assign"] as const) if (may[name]) ends.push(onKey(name, () => ask(name)));
      if (may.takeOver) ends.push(onKey("takeOver", () => void takeOver(incident)));
    }
    return () => ends.forEach((end) => end());
  }, [incident, mayAct.value, ownActor.value]);
}

function Heading({ incident }: { incident: Incident }) {
  const text = words.value;
  const area = [streetName(incident.street), committeeName(incident.committee)].filter(Boolean).join(" ");
  return (
    <header class={`incident-head ${incident.severity}`}>
      <h2>{incident.exercise && <b class="mark">{text.exercise[incident.exercise]}</b>} {text.condition[incident.headline]} <small>{text.class[incident.class]} · {text.severity[incident.severity]}</small></h2>
      <p class="address-line">{incident.address || incident.home} <small>{area}</small></p>
      <p>
        <b class="state">{text.incidentState[incident.state]}</b>
        {incident.owner && <> · {text.list.owner} <b>{actorText(incident.owner)}</b></>}
        {incident.all_clear && <> · {text.list.allClear}</>}
        {incident.silenced_until && <> · {text.list.silenced(timeText(incident.silenced_until))}</>}
        {incident.disposition && <> · {text.disposition[incident.disposition]}</>}
      </p>
      <p class="quiet">{text.incident.opened} <time dateTime={incident.opened_at}>{dateText(incident.opened_at)}</time>
        {incident.acknowledged_at && <> · {text.incident.acknowledged} {timeText(incident.acknowledged_at)}</>}
        {incident.closed_at && <> · {text.incident.closed} {dateText(incident.closed_at)}</>}
        {incident.reports > 1 && <> · {text.list.times(incident.reports)}</>}
      </p>
    </header>
  );
}

/// The windows come when the first one is asked for: the list is there sooner without them.
function LazyDialog(props: DialogProps) {
  const [dialogs, setDialogs] = useState<typeof import("./dialogs") | null>(null);
  useEffect(() => {
    import("./dialogs").then(setDialogs, (error: unknown) => { tellTrouble(error); props.onClose(); });
  }, []);
  return dialogs && <dialogs.ActDialog {...props} />;
}

/// So does what draws the curves.
function LazySignals(props: { detail: Detail }) {
  const [part, setPart] = useState<typeof import("./signals/section") | null>(null);
  useEffect(() => { import("./signals/section").then(setPart, tellTrouble); }, []);
  return part && <part.Signals {...props} />;
}

function Body({ detail, incident }: { detail: Detail; incident: Incident }) {
  const text = words.value.incident;
  const [asked, setAsked] = useState<Asked | null>(null);
  // A name is asked for before the window opens, because nothing beside a window can be reached.
  const ask = (what: Asked) => { if (isNamed()) setAsked(what); };
  useKeys(incident, ask);
  return (
    <>
      <Heading incident={incident} />
      <Buttons incident={incident} ask={ask} />
      {detail.storm && <p class="banner storm">{text.storm(detail.storm.gone, detail.storm.most)}</p>}
      {incident.merged_into && <p>{text.mergedInto} <a href={href("incidents", { id: incident.merged_into })}>{incident.merged_into}</a></p>}
      <HomeCard detail={detail} incident={incident} />
      <Escalation detail={detail} incident={incident} />
      <People detail={detail} incident={incident} />
      <Alerts detail={detail} />
      {incident.registered && <LazySignals detail={detail} />}
      <Aftercare detail={detail} />
      <Timeline detail={detail} />
      {asked && <LazyDialog asked={asked} detail={detail} incident={incident} onClose={() => setAsked(null)} />}
    </>
  );
}

const tellWithin = 250;
/// Rises when the journal has got entries of the case, which need not change the case itself: a follow-up does not. Those
/// of one act count once, and those of a storm four times a second.
function useEntries(id: string): number {
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let timer = 0;
    let lastTold = -tellWithin;
    const tell = () => {
      timer = 0;
      lastTold = performance.now();
      setTimes((before) => before + 1);
    };
    const stop = onDelta((delta) => {
      if (!timer && (!delta || delta.incident_id === id)) timer = window.setTimeout(tell, Math.max(0, lastTold + tellWithin - performance.now()));
    });
    return () => { stop(); window.clearTimeout(timer); };
  }, [id]);
  return times;
}

export function IncidentPane({ id }: { id: string }) {
  // The list knows of a change before this does.
  const live = id ? (revision.value, incidentOf(id)) : undefined;
  const entries = useEntries(id);
  const loaded = useLoaded<Detail | null>(
    (signal) => (id ? api.get("/api/v1/incidents/{id}", { path: { id }, signal }) : Promise.resolve(null)),
    [id], [entries, acted.value],
  );
  if (!id) return <section class="incident-side empty" aria-label={words.value.incident.pane}><p class="quiet">{words.value.incident.select}</p></section>;
  const detail = loaded.value?.incident.id === id ? loaded.value : undefined;
  const newest = detail && live && live.version > detail.incident.version ? live : detail?.incident;
  return (
    <section class="incident-side" aria-label={words.value.incident.pane} aria-busy={loaded.loading}>
      <Act kind="plain" class="back" run={() => setQuery({ id: "" })}>← {words.value.incident.back}</Act>
      <Shown of={{ ...loaded, value: detail }}>{(value) => value && newest && <Body key={id} detail={value} incident={newest} />}</Shown>
    </section>
  );
}
