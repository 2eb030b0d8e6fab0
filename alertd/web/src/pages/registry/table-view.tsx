// One table of the registry as a list of pages, narrowed by one column at a time.
import { useEffect, useState } from "preact/hooks";
import { mayChangeRegistry, mayReveal } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { go, href, parameter, setQuery } from "../../route";
import { Act, Field, Input, Select, Shown, Table, useLoaded, type Column as ListColumn } from "../../ui/parts";
import { words } from "../../words";
import { listRows } from "./calls";
import { Cell, homeHref, rowHref, wordOptions } from "./cells";
import { AddDialog, ExportDialog, isChangeable, RemoveDialog, RowDialog } from "./dialogs";
import { Reference } from "./reference";
import { keyIn, keyOf, keyText, tables, type Column, type Row, type TableName } from "./tables";
import { columnWord, tableWord, text } from "./words";

const pageSize = 50;
const after = parameter("after");
const chosenRow = parameter("row");

const filtersOf = (table: TableName) => tables[table].columns.filter((column) => column.filter);
/// The column by which the address narrows the list; of two the first one, because the server takes no more.
function filterIn(table: TableName): Record<string, string> {
  for (const column of filtersOf(table)) {
    const value = parameter(column.name).value;
    if (value) return { [column.name]: value };
  }
  return {};
}
function narrow(table: TableName, column: string, value: string): void {
  const none = Object.fromEntries(filtersOf(table).map((one) => [one.name, ""]));
  setQuery({ ...none, [column]: value.trim(), after: "" }, true);
}

function FilterField({ table, column }: { table: TableName; column: Column }) {
  const value = filterIn(table)[column.name] ?? "";
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const label = columnWord(table, column.name);
  const choose = (next: string) => narrow(table, column.name, next);
  if (column.kind === "word") {
    return <Field label={label}><Select value={value} onValue={choose} options={[["", words.value.common.all], ...wordOptions(table, column)]} /></Field>;
  }
  if (column.to === "streets" || column.to === "committees") {
    return <Field label={label}><Reference table={column.to} value={value} onValue={choose} empty={words.value.common.all} /></Field>;
  }
  return (
    <form onSubmit={(event) => { event.preventDefault(); narrow(table, column.name, typed); }}>
      <Field label={label}>
        {column.to ? <Reference table={column.to} value={typed} onValue={setTyped} /> : <Input value={typed} onValue={setTyped} maxLength={128} />}
      </Field>
      <button type="submit" class="button" aria-label={`${text.value.apply}: ${label}`}>{text.value.apply}</button>
    </form>
  );
}

function OpenById({ table }: { table: TableName }) {
  const [id, setId] = useState("");
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (id.trim()) go(rowHref(table, [id.trim()])); }}>
      <Field label={text.value.openById}><Input value={id} onValue={setId} placeholder={text.value.exactId} maxLength={128} required /></Field>
      <button type="submit" class="button">{text.value.open}</button>
    </form>
  );
}

function Filters({ table }: { table: TableName }) {
  const filters = filtersOf(table);
  const narrowed = Object.keys(filterIn(table)).length > 0;
  return (
    <section class="registry-filters" aria-label={text.value.filters}>
      {filters.map((column) => <FilterField key={`${table}/${column.name}`} table={table} column={column} />)}
      {tables[table].keys === 1 && <OpenById key={table} table={table} />}
      {narrowed && <Act kind="plain" run={() => narrow(table, "", "")}>{text.value.clear}</Act>}
      {filters.length > 1 && <small>{text.value.oneFilter}</small>}
    </section>
  );
}

/// What can be done to a row; `remove` opens the window.
function RowActions({ table, row, remove }: { table: TableName; row: Row; remove: (row: Row) => void }) {
  const key = keyOf(table, row);
  const label = (act: string) => text.value.rowActions(act, key.join(" / "));
  const changes = mayChangeRegistry.value && isChangeable(table);
  const look = changes ? words.value.common.change : text.value.show;
  const opens = isChangeable(table) && (table === "homes" ? changes : table !== "access_notes" || mayReveal.value);
  const button = (title: string, run: () => void) => <Act kind="plain" aria-label={label(title)} run={run}>{title}</Act>;
  return (
    <span class="registry-acts">
      {table === "homes" && (
        <a class="button plain" href={homeHref(key[0] ?? "")} aria-label={label(text.value.card)}>{text.value.card}</a>
      )}
      {opens && button(look, () => setQuery({ row: keyText(key) }, true))}
      {mayChangeRegistry.value && button(words.value.common.remove, () => { if (isNamed()) remove(row); })}
    </span>
  );
}

/// The cursors of the pages before this one, as long as nobody goes elsewhere; the first page has none.
function Pages({ next, count }: { next: string | null; count: number }) {
  const [way, setWay] = useState<readonly string[]>([]);
  useEffect(() => { if (!after.value) setWay([]); }, [after.value]);
  // The browser's own Back leads to a page of the way, and what comes behind that is not before it.
  const at = way.indexOf(after.value);
  const before = at < 0 ? way : way.slice(0, at);
  const forward = () => { setWay([...before, after.value]); setQuery({ after: next ?? "" }, true); };
  const back = () => setQuery({ after: before.at(-1) ?? "" }, true);
  return (
    <nav class="registry-pages" aria-label={text.value.pages}>
      <span class="quiet" role="status">{text.value.rows(count)}</span>
      {after.value && <Act run={() => setQuery({ after: "" }, true)}>{text.value.first}</Act>}
      {before.length > 0 && <Act run={back}>{text.value.previous}</Act>}
      {next !== null && <Act run={forward}>{text.value.next}</Act>}
    </nav>
  );
}

type Asked = { what: "add" } | { what: "export" } | { what: "remove"; row: Row };

function TableTools({ ask, table }: { ask: (asked: Asked) => void; table: TableName }) {
  if (!mayChangeRegistry.value) return null;
  return (
    <div class="tools">
      <Act kind="main" run={() => { if (isNamed()) ask({ what: "add" }); }}>{text.value.addTo(tableWord(table))}</Act>
      <Act run={() => { if (isNamed()) ask({ what: "export" }); }}>{words.value.common.export}</Act>
      <a class="button" href={href("registry", {}, "imports")}>{words.value.common.import}</a>
    </div>
  );
}

export function TableView({ table }: { table: TableName }) {
  const filter = filterIn(table);
  const [asked, setAsked] = useState<Asked | null>(null);
  const page = useLoaded(
    (signal) => listRows(table, { limit: pageSize, ...filter, ...(after.value ? { cursor: after.value } : {}) }, signal),
    [table, after.value, JSON.stringify(filter)],
  );
  const close = () => setAsked(null);
  const columns: ListColumn<Row>[] = tables[table].columns.filter((column) => !column.hidden).map((column) => ({
    title: columnWord(table, column.name), number: column.kind === "number", cell: (row) => <Cell table={table} column={column} row={row} />,
  }));
  columns.push({
    title: words.value.common.actions,
    cell: (row) => <RowActions table={table} row={row} remove={(one) => setAsked({ what: "remove", row: one })} />,
  });
  return (
    <>
      <div class="registry-head"><h2>{tableWord(table)}</h2><TableTools table={table} ask={setAsked} /></div>
      <Filters table={table} />
      <Shown of={page}>
        {(found) => (
          <>
            <Table columns={columns} rows={found.rows} keyOf={(row) => keyText(keyOf(table, row))} caption={text.value.listOf(tableWord(table))}
              empty={Object.keys(filter).length > 0 ? text.value.emptyHere : text.value.empty} />
            <Pages next={found.next} count={found.rows.length} />
          </>
        )}
      </Shown>
      {chosenRow.value && (
        <RowDialog key={chosenRow.value} table={table} rowKey={keyIn(chosenRow.value)} onClose={() => setQuery({ row: "" }, true)} onDone={page.again} />
      )}
      {asked?.what === "add" && <AddDialog table={table} preset={filter} onClose={close} onDone={page.again} />}
      {asked?.what === "export" && <ExportDialog table={table} onClose={close} />}
      {asked?.what === "remove" && <RemoveDialog table={table} row={asked.row} onClose={close} onDone={page.again} />}
    </>
  );
}
