// What is open now, as it comes over the stream, and the numbers that a handover will carry.
import { useMemo } from "preact/hooks";
import { api } from "../../api/client";
import { complete, incidents, loaded } from "../../live/incidents";
import { isWaiting, type Incident } from "../../live/order";
import { committeeName, streetName } from "../../live/places";
import { href } from "../../route";
import { Shown, Table, useLoaded, type Loaded } from "../../ui/parts";
import { actorText, timeText, words } from "../../words";
import { type OpenWork, workChanged } from "./calls";
import { text } from "./words";

const mostListed = 200;

/// Of the area; cases from the stream, which is quicker, unless it could not send them all.
export function useOpenWork(street: string): Loaded<OpenWork> {
  const loaded = useLoaded(async (signal) => (await api.get("/api/v1/handover-preview", { query: street ? { street } : {}, signal })).open,
    [street], [workChanged.value]);
  const list = incidents.value;
  const value = useMemo(() => {
    if (!loaded.value || !complete.value) return loaded.value;
    const here = list.filter((one) => !street || one.street === street);
    const count = (name: Incident["class"]) => here.filter((one) => one.class === name).length;
    const named = here.filter((one) => one.class !== "technical").slice(0, mostListed).map((one) => one.id);
    return {
      ...loaded.value, emergency: count("emergency"), welfare: count("welfare"), technical: count("technical"), waiting: here.filter(isWaiting).length,
      incidents: named,
    };
  }, [loaded.value, list, street, complete.value]);
  return { ...loaded, value };
}

/// "紧急 2", "关爱 0" ...; none of it by colour alone.
export function Numbers({ work }: { work: OpenWork }) {
  const of = words.value.class;
  const all: [string, number, string][] = [
    [of.emergency, work.emergency, "urgent"], [of.welfare, work.welfare, ""], [of.technical, work.technical, ""],
    [text.value.waiting, work.waiting, "urgent"], [text.value.silences, work.silences, ""], [text.value.overdue, work.overdue, "late"],
  ];
  return (
    <dl class="numbers">
      {all.map(([title, count, kind]) => <div key={title} class={count > 0 ? kind : ""}><dt>{title}</dt><dd>{count}</dd></div>)}
    </dl>
  );
}

const Place = ({ of }: { of: Incident }) => (
  <>{of.address || of.home}<small class="under">{[streetName(of.street), committeeName(of.committee)].filter(Boolean).join(" ")}</small></>
);

const What = ({ of }: { of: Incident }) => (
  <a href={href("incidents", { id: of.id })}>
    {words.value.condition[of.headline]}{of.exercise && <> <b class="mark">{words.value.exercise[of.exercise]}</b></>}
    <small class="under">{words.value.class[of.class]} · {words.value.severity[of.severity]}</small>
  </a>
);

export function Cases({ rows, caption, more }: { rows: readonly Incident[]; caption: string; more: number }) {
  const t = text.value;
  return (
    <>
      <Table caption={caption} empty={t.casesNone} rows={rows} keyOf={(one) => one.id} columns={[
        { title: t.what, cell: (one) => <What of={one} /> },
        { title: t.where, cell: (one) => <Place of={one} /> },
        { title: t.state, cell: (one) => words.value.incidentState[one.state] },
        { title: t.owner, cell: (one) => actorText(one.owner) || t.nobody },
        { title: t.since, cell: (one) => timeText(one.opened_at) },
      ]} />
      {more > 0 && <p class="quiet">{t.casesMore(more)}</p>}
    </>
  );
}

export function OpenNow({ street, work }: { street: string; work: Loaded<OpenWork> }) {
  const t = text.value;
  const here = incidents.value.filter((one) => one.class !== "technical" && (!street || one.street === street)).slice(0, mostListed);
  // The list may hold a part of them; the numbers are of all.
  const all = work.value ? work.value.emergency + work.value.welfare : 0;
  return (
    <section class="card" aria-labelledby="handover-now">
      <h2 id="handover-now">{t.now} <small class="no-print">{t.nowLead}</small></h2>
      <Shown of={work}>{(found) => <Numbers work={found} />}</Shown>
      {loaded.value
        ? <div class="case-list"><Cases rows={here} caption={t.cases} more={Math.max(0, all - here.length)} /></div>
        : <p class="quiet" role="status">{words.value.common.loading}</p>}
    </section>
  );
}
