// The entries of the journal, a page at a time. Where one is and what is filtered stands in the address.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { parameter, setQuery } from "../../route";
import { Act, Field, Input, Select, Table, type Column } from "../../ui/parts";
import { troubleText } from "../../ui/trouble";
import { actorText, timeText, wordIn, words } from "../../words";
import { IncidentLink } from "./link";
import { isFiltered, scan, type Entry, type Found, type Wanted } from "./scan";
import { text } from "./words";

const order = parameter("order");
const from = parameter("from");
const event = parameter("event");
const actor = parameter("actor");
const incident = parameter("incident");

function wantedNow(): Wanted {
  const start = Number.parseInt(from.value, 10);
  return { upward: order.value === "up", start: start > 0 ? start : null, event: event.value, actor: actor.value, incident: incident.value };
}

/// The words for it, with the word that stands in the journal.
const EventName = ({ event: name }: { event: string }) => <>{wordIn(text.value.events, name) ?? ""} <code>{name}</code></>;

function Detail({ detail }: { detail: Entry["detail"] }) {
  return <dl class="detail">{Object.entries(detail).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

function columns(): Column<Entry>[] {
  const t = text.value;
  return [
    { title: t.seq, number: true, cell: (entry) => entry.seq },
    { title: t.time, cell: (entry) => <time dateTime={entry.at}>{timeText(entry.at)}</time> },
    { title: t.what, cell: (entry) => <EventName event={entry.event} /> },
    { title: t.who, cell: (entry) => <span title={entry.actor}>{actorText(entry.actor)}</span> },
    { title: t.ofIncident, cell: (entry) => entry.incident && <IncidentLink id={entry.incident} /> },
    { title: t.detail, cell: (entry) => <Detail detail={entry.detail} /> },
  ];
}

function Filters() {
  const t = text.value;
  const now = { order: order.value, from: from.value, event: event.value, actor: actor.value, incident: incident.value };
  const [typed, setTyped] = useState(now);
  // Back and links change the address under the form.
  useEffect(() => setTyped(now), [JSON.stringify(now)]);
  const change = (part: Partial<typeof now>) => setTyped({ ...typed, ...part });
  return (
    <form class="choice" role="search" aria-label={t.filters} onSubmit={(submitted) => {
      submitted.preventDefault();
      setQuery({ ...typed, event: typed.event.trim(), actor: typed.actor.trim(), incident: typed.incident.trim().toUpperCase() }, true);
    }}>
      <Field label={t.direction}>
        <Select value={typed.order} onValue={(value) => change({ order: value })} options={[["", t.newest], ["up", t.upward]]} />
      </Field>
      <Field label={t.startAt}>
        <Input type="number" min="1" value={typed.from} onValue={(value) => change({ from: value })} placeholder={t.startHint} title={t.startHint} />
      </Field>
      <Field label={t.event}>
        <Input value={typed.event} onValue={(value) => change({ event: value })} list="journal-events" placeholder={t.eventHint} maxLength={64} />
      </Field>
      <Field label={t.actor}><Input value={typed.actor} onValue={(value) => change({ actor: value })} maxLength={64} /></Field>
      <Field label={t.incident}>
        <Input value={typed.incident} onValue={(value) => change({ incident: value })} maxLength={26} placeholder={t.incidentHint} />
      </Field>
      <datalist id="journal-events">{Object.entries(t.events).map(([name, label]) => <option key={name} value={name}>{label}</option>)}</datalist>
      <button type="submit" class="button main">{t.apply}</button>
      <button type="button" class="button plain" onClick={() => setQuery({ order: "", from: "", event: "", actor: "", incident: "" }, true)}>{t.clear}</button>
    </form>
  );
}

interface State {
  found: Found | null;
  /// What was asked when it was found.
  of: string;
  busy: boolean;
  wrong: unknown;
  looked: number;
}
/// Runs the search of the address; stop() ends it with what was found.
function useScan(wanted: Wanted) {
  const key = JSON.stringify(wanted);
  const [state, setState] = useState<State>({ found: null, of: key, busy: true, wrong: null, looked: 0 });
  const [round, setRound] = useState(0);
  const stopped = useRef(false);
  useEffect(() => {
    const leave = new AbortController();
    const set = (change: Partial<State>) => { if (!leave.signal.aborted) setState((before) => ({ ...before, ...change })); };
    stopped.current = false;
    set({ busy: true, wrong: null, looked: 0 });
    scan(wanted, leave.signal, () => stopped.current, (looked) => set({ looked })).then(
      (found) => set({ found, of: key, busy: false }),
      (wrong: unknown) => set({ wrong, busy: false }),
    );
    return () => leave.abort();
  }, [key, round]);
  // What another search found stays while this one runs, but not as the answer to one that failed.
  const found = state.wrong === null || state.of === key ? state.found : null;
  return { ...state, found, stop: () => { stopped.current = true; }, again: () => setRound((number) => number + 1) };
}

function Pager({ found, wanted, again }: { found: Found; wanted: Wanted; again?: ComponentChildren }) {
  const t = text.value;
  const isNewest = !wanted.upward && wanted.start === null;
  const onward = found.stopped ? t.goOn : wanted.upward ? t.onward : t.older;
  return (
    <p class="pager">
      {again}
      {!isNewest && <button type="button" class="button" onClick={() => setQuery({ order: "", from: "" }, true)}>{t.first}</button>}
      {found.next !== null && <button type="button" class="button" onClick={() => setQuery({ from: String(found.next) }, true)}>{onward}</button>}
      <small>{found.looked > 0 && t.looked(found.looked, found.lowest, found.highest)} · {t.head(found.head)}{found.next === null && ` · ${t.end}`}</small>
    </p>
  );
}

export function Entries() {
  const t = text.value;
  const wanted = wantedNow();
  const { found, busy, wrong, looked, stop, again } = useScan(wanted);
  const filtered = isFiltered(wanted);
  // Without a filter it takes long for whoever may see little of the journal.
  const searching = busy && (filtered || looked > 0);
  return (
    <>
      <Filters />
      {filtered && <p class="quiet">{t.filterNote}</p>}
      <p class="quiet">
        <span role="status">{searching ? t.searching(looked) : busy ? words.value.common.loading : found?.stopped ? t.stopped : ""}</span>{" "}
        {searching && <button type="button" class="button" onClick={stop}>{t.stop}</button>}
      </p>
      {wrong !== null && <p class="wrong" role="alert">{troubleText(wrong)} <Act run={again}>{words.value.common.retry}</Act></p>}
      {found && (
        <div aria-busy={busy}>
          <Pager again={<Act run={again} disabled={busy}>{words.value.common.refresh}</Act>} found={found} wanted={wanted} />
          <Table caption={t.list} columns={columns()} rows={found.entries} keyOf={(entry) => entry.seq} empty={t.nothing} />
          {found.entries.length > 20 && <Pager found={found} wanted={wanted} />}
        </div>
      )}
    </>
  );
}
