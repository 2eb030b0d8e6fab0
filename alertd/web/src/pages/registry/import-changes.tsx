// Which rows an import would add or change, before it does.
import type { Schemas } from "../../api/client";
import { Table, type Column } from "../../ui/parts";
import { listText, translated } from "../../words";
import type { TableName } from "./tables";
import { columnWord, tableWord } from "./words";

type Change = Schemas["Import"]["changes"][number];

const zh = {
  title: "将新增或修改的行", table: "档案表", row: "编号", what: "改动", added: "新增", changed: (columns: string) => `修改：${columns}`,
  more: (count: number) => `另有 ${count} 行未列出`,
};
const en: typeof zh = {
  title: "Rows that would be added or changed", table: "Table", row: "Row", what: "Change", added: "added", changed: (columns) => `changed: ${columns}`,
  more: (count) => `${count} more rows are not listed`,
};
const own = translated({ "zh-CN": zh, en });

export function Changes({ one }: { one: Schemas["Import"] }) {
  const t = own.value;
  if (one.changes.length === 0) return null;
  const columns: Column<Change>[] = [
    { title: t.table, cell: (change) => tableWord(change.table) },
    { title: t.row, cell: (change) => <code>{change.row}</code> },
    { title: t.what, cell: (change) => (change.added ? t.added : t.changed(listText(change.columns.map((column) => columnWord(change.table as TableName, column))))) },
  ];
  const more = one.added + one.changed - one.changes.length;
  return (
    <details open={one.changes.length <= 20}>
      <summary>{t.title}</summary>
      <Table columns={columns} rows={one.changes} keyOf={(change) => `${change.table} ${change.row}`} caption={t.title} />
      {more > 0 && <p class="quiet">{t.more(more)}</p>}
    </details>
  );
}
