// What happened in a home: what is open, as the stream tells it, and what was closed.
import { api } from "../../api/client";
import { incidents, loaded } from "../../live/incidents";
import type { Incident } from "../../live/order";
import { href } from "../../route";
import { Act, Shown, Table, usePaged, type Column } from "../../ui/parts";
import { dateText, timeText, words } from "../../words";
import { text } from "./words";

const pageSize = 20;
const Headline = ({ incident }: { incident: Incident }) => (
  <>
    <a href={href("incidents", { id: incident.id })}>{words.value.condition[incident.headline]}</a>{" "}
    {incident.exercise && <span class="badge">{words.value.exercise[incident.exercise]}</span>}
  </>
);
const dispositionText = (one: Incident) =>
  (one.disposition ? words.value.disposition[one.disposition] : one.merged_into ? words.value.incident.mergedInto : "");

/// `open`: the ids of the open ones. One that is closed leaves them, and is looked for here.
function Closed({ home, open }: { home: string; open: string }) {
  const closed = usePaged(async (cursor, signal) => {
    const query = { home, open: false, order: "newest", limit: pageSize, ...(cursor ? { cursor } : {}) } as const;
    const page = await api.get("/api/v1/incidents", { query, signal });
    return { rows: page.incidents, next: page.next };
  }, [home], [open]);
  const columns: Column<Incident>[] = [
    { title: text.value.headline, cell: (one) => <Headline incident={one} /> },
    { title: words.value.filter.class, cell: (one) => words.value.class[one.class] },
    { title: text.value.opened, cell: (one) => dateText(one.opened_at) },
    { title: text.value.closed, cell: (one) => dateText(one.closed_at) },
    { title: text.value.disposition, cell: dispositionText },
  ];
  return (
    <section class="card">
      <h3>{text.value.closedCases}</h3>
      <Shown of={closed}>
        {(all) => (
          <>
            <Table columns={columns} rows={all.rows} keyOf={(one) => one.id} caption={text.value.closedCases} empty={text.value.noClosed} />
            {all.more && <Act run={closed.more}>{words.value.common.more}</Act>}
          </>
        )}
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
  const open = incidents.value.filter((one) => one.home === home);
  return (
    <>
      <section class="card">
        <h3>{text.value.openCases}</h3>
        <Table columns={columns} rows={open} keyOf={(one) => one.id} caption={text.value.openCases}
          empty={loaded.value ? text.value.noOpen : words.value.common.loading} />
      </section>
      <Closed home={home} open={open.map((one) => one.id).join(" ")} />
    </>
  );
}
