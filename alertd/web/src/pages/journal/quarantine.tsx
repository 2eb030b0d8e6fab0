// Messages that nobody understood, as they came.
import { api, type Schemas } from "../../api/client";
import { seesDistrict } from "../../api/session";
import { parameter, setQuery } from "../../route";
import { Act, Field, Select, Shown, Table, useLoaded, type Column } from "../../ui/parts";
import { timeText, words } from "../../words";
import { text } from "./words";

type Row = Schemas["QuarantineList"]["messages"][number];
const limits = ["50", "200", "500"] as const;
const limit = parameter("limit");

function columns(): Column<Row>[] {
  const t = text.value.quarantine;
  return [
    { title: text.value.time, cell: (row) => <time dateTime={row.at}>{timeText(row.at)}</time> },
    { title: t.source, cell: (row) => <code>{row.source}</code> },
    { title: t.reason, cell: (row) => row.reason },
    { title: t.payload, cell: (row) => <details><summary>{t.show(row.payload.length)}</summary><pre>{row.payload}</pre></details> },
  ];
}

export function Quarantine() {
  const t = text.value.quarantine;
  const most = limits.find((one) => one === limit.value) ?? "50";
  const found = useLoaded((signal) => api.get("/api/v1/quarantine", { query: { limit: Number(most) }, signal }), [most]);
  // To others the server gives an empty list, which would look like good news.
  if (!seesDistrict.value) return <p class="wrong">{t.note}</p>;
  return (
    <>
      <p class="quiet">{t.note}</p>
      <div class="choice">
        <Field label={t.limit}><Select value={most} onValue={(value) => setQuery({ limit: value })} options={limits.map((one) => [one, one] as const)} /></Field>
        <Act run={found.again} disabled={found.loading}>{words.value.common.refresh}</Act>
      </div>
      <Shown of={found}>
        {({ messages }) => (
          <>
            <Table caption={t.list} columns={columns()} rows={messages} keyOf={(row, at) => `${row.at}/${at}`} empty={t.none} />
            {messages.length >= Number(most) && <p class="quiet">{t.cut(Number(most))}</p>}
          </>
        )}
      </Shown>
    </>
  );
}
