// What happened in a home: what is open, as the stream tells it, and what was closed.
import { useEffect, useState } from "preact/hooks";
import { api } from "../../api/client";
import { incidents } from "../../live/incidents";
import type { Incident } from "../../live/order";
import { href } from "../../route";
import { Act, Shown, Table, useLoaded, type Column } from "../../ui/parts";
import { tellTrouble } from "../../ui/trouble";
import { dateText, timeText, words } from "../../words";
import { text } from "./words";

const pageSize = 20;
const closedOf = (home: string, signal?: AbortSignal, cursor?: string) =>
  api.get("/api/v1/incidents", { query: { home, open: false, order: "newest", limit: pageSize, ...(cursor ? { cursor } : {}) }, signal });

const Headline = ({ incident }: { incident: Incident }) => (
  <><a href={href("incidents", { id: incident.id })}>{words.value.condition[incident.headline]}</a> {incident.exercise && <span class="badge">{words.value.exercise[incident.exercise]}</span>}</>
);

function Closed({ home }: { home: string }) {
  // A case of this home that is closed leaves the open ones, and is looked for here.
  const open = incidents.value.filter((one) => one.home === home).length;
  const first = useLoaded((signal) => closedOf(home, signal), [home, open]);
  const [more, setMore] = useState<{ rows: Incident[]; next: string | null } | null>(null);
  useEffect(() => setMore(null), [first.value]);
  const columns: Column<Incident>[] = [
    { title: text.value.headline, cell: (one) => <Headline incident={one} /> },
    { title: words.value.filter.class, cell: (one) => words.value.class[one.class] },
    { title: text.value.opened, cell: (one) => dateText(one.opened_at) },
    { title: text.value.closed, cell: (one) => dateText(one.closed_at) },
    { title: text.value.disposition, cell: (one) => (one.disposition ? words.value.disposition[one.disposition] : one.merged_into ? words.value.incident.mergedInto : "") },
  ];
  const load = async (cursor: string) => {
    try {
      const page = await closedOf(home, undefined, cursor);
      setMore({ rows: [...(more?.rows ?? []), ...page.incidents], next: page.next });
    } catch (error) { tellTrouble(error); }
  };
  return (
    <section class="card">
      <h3>{text.value.closedCases}</h3>
      <Shown of={first}>
        {(page) => {
          const next = more ? more.next : page.next;
          return (
            <>
              <Table columns={columns} rows={[...page.incidents, ...(more?.rows ?? [])]} keyOf={(one) => one.id} caption={text.value.closedCases} empty={text.value.noClosed} />
              {next !== null && <Act run={() => load(next)}>{words.value.common.more}</Act>}
            </>
          );
        }}
      </Shown>
    </section>
  );
}

export function CasesCard({ home }: { home: string }) {
  const columns: Column<Incident>[] = [
    { title: text.value.headline, cell: (one) => <Headline incident={one} /> },
    { title: words.value.filter.class, cell: (one) => words.value.class[one.class] },
    { title: words.value.filter.severity, cell: (one) => words.value.severity[one.severity] },
    { title: words.value.common.state, cell: (one) => words.value.incidentState[one.state] },
    { title: text.value.opened, cell: (one) => timeText(one.opened_at) },
  ];
  return (
    <>
      <section class="card">
        <h3>{text.value.openCases}</h3>
        <Table columns={columns} rows={incidents.value.filter((one) => one.home === home)} keyOf={(one) => one.id} caption={text.value.openCases} empty={text.value.noOpen} />
      </section>
      <Closed home={home} />
    </>
  );
}
