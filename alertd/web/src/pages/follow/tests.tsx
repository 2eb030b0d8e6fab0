// Devices whose test is overdue.
import { api, type Schemas } from "../../api/client";
import { mayManageDuty } from "../../api/session";
import { committeeName, streetName, streets } from "../../live/places";
import { href, parameter, setQuery } from "../../route";
import { Act, HomeName, Select, Shown, Table, usePaged, type Column } from "../../ui/parts";
import { dateText, kindText, words } from "../../words";
import { text } from "./words";

type Test = Schemas["DeviceTest"];

function columns(): Column<Test>[] {
  const t = text.value;
  const common = words.value.common;
  return [
    { title: common.street, cell: (one) => streetName(one.street) },
    { title: common.committee, cell: (one) => committeeName(one.committee) },
    { title: common.home, cell: (one) => <HomeName id={one.home} /> },
    { title: t.device, cell: (one) => <>{kindText(one.kind)} <code>{one.device}</code></> },
    { title: t.tested, cell: (one) => (one.tested_at ? dateText(one.tested_at) : t.never) },
    { title: t.dueAt, cell: (one) => <>{one.due_at ? dateText(one.due_at) : t.atOnce} {one.overdue && <b class="overdue under">{t.overdue}</b>}</> },
    ...(mayManageDuty.value ? [{ title: common.actions, cell: (one: Test) => <a href={href("silences", { tab: "homes", home: one.home })}>{t.goTest}</a> }] : []),
  ];
}

const kindOf = parameter("kind");
const streetOf = parameter("street");

export function TestsTab() {
  const t = text.value;
  const kind = kindOf.value;
  const street = streetOf.value;
  const found = usePaged(async (cursor, signal) => {
    const query = { overdue: true, limit: 100, ...(kind ? { kind } : {}), ...(street ? { street } : {}), ...(cursor ? { cursor } : {}) };
    const page = await api.get("/api/v1/tests", { query, signal });
    return { rows: page.tests, next: page.next };
  }, [kind, street]);
  const all = words.value.common.all;
  return (
    <>
      <p class="quiet">{t.testsText}</p>
      <div class="tools">
        <Select aria-label={t.streetFilter} value={street} onValue={(value) => setQuery({ street: value })}
          options={[["", words.value.common.labelled(words.value.common.street, all)], ...streets.value.map((one): [string, string] => [one.id, one.name])]} />
        <Select aria-label={t.kindFilter} value={kind} onValue={(value) => setQuery({ kind: value })} options={[["", words.value.common.labelled(t.device, all)], ...Object.entries(words.value.kind)]} />
      </div>
      <Shown of={found}>{(rows) => (
        <>
          <Table columns={columns()} rows={rows.rows} keyOf={(one) => `${one.home}\n${one.device}`} caption={t.tabs.tests} empty={t.noTests} />
          {rows.more && <Act run={found.more}>{t.moreRows}</Act>}
        </>
      )}</Shown>
    </>
  );
}
