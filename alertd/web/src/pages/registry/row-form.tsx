// The form of a row, made from the description of its table.
import { useState } from "preact/hooks";
import { Field, Form, Input, Select, TextArea } from "../../ui/parts";
import { needName, tell } from "../../ui/trouble";
import { wordIn, words } from "../../words";
import { getRow, putRow } from "./calls";
import { plainText, scopeTable, wordOptions } from "./cells";
import { reason, ReasonField } from "./reason";
import { Reference } from "./reference";
import { inFormWords, isStatus } from "./refusals";
import { keyOf, tables, type Cells, type Column, type Row, type TableName } from "./tables";
import { columnWord, text } from "./words";

/// What is typed: text for everything but yes and no.
type Typed = Record<string, string | boolean>;

const typedCell = (column: Column, cell: Cells[string] | undefined) => (column.kind === "yes_no" ? cell === true : String(cell ?? ""));
const typedOf = (table: TableName, row: Cells): Typed =>
  Object.fromEntries(tables[table].columns.map((column) => [column.name, typedCell(column, row[column.name])]));

function cellOf(column: Column, typed: string | boolean | undefined): Cells[string] {
  if (column.kind === "number") return typed ? Number(typed) : null;
  return typed ?? "";
}
/// What is sent; the key stands in the path.
const bodyOf = (table: TableName, typed: Typed): Cells =>
  Object.fromEntries(tables[table].columns.slice(tables[table].keys).map((column) => [column.name, cellOf(column, typed[column.name])]));

function hintOf(table: TableName, column: Column, typed: Typed): string | undefined {
  const { hint, addressHint } = text.value;
  if (column.kind === "address") return wordIn(addressHint, String(typed[column.channel ?? ""] ?? ""));
  const own = wordIn(hint, `${table}.${column.name}`);
  if (own || column.kind === "id") return own ?? hint.id;
  const to = column.kind === "scope" ? scopeTable(typed["level"]) : column.to;
  return to && to !== "streets" && to !== "committees" ? hint.reference : undefined;
}

interface ControlProps {
  table: TableName;
  column: Column;
  typed: Typed;
  onCell: (value: string | boolean) => void;
  disabled: boolean;
}
function Control({ table, column, typed, onCell, disabled }: ControlProps) {
  const value = String(typed[column.name] ?? "");
  const usual = { value, onValue: onCell, required: column.required ?? false, disabled };
  // The server counts bytes; it has the last word.
  const sized = { ...usual, maxLength: column.most ?? (column.kind === "phone" ? 32 : 128) };
  const to = column.kind === "scope" ? scopeTable(typed["level"]) : column.to;
  switch (column.kind) {
    case "long": return <TextArea {...sized} rows={4} />;
    case "number": return <Input {...usual} type="number" min={String(column.least)} max={String(column.most)} />;
    case "date": return <Input {...usual} type="date" min="1900-01-01" />;
    case "phone": return <Input {...sized} type="tel" autocomplete="off" />;
    case "word":
      return <Select {...usual} options={[["", column.required ? text.value.choose : text.value.none], ...wordOptions(table, column)]} />;
    case "scope":
    case "reference":
      return to ? <Reference table={to} {...sized} required={usual.required || column.kind === "scope"} /> : <Input {...sized} disabled />;
    default: return <Input {...sized} autocomplete="off" />;
  }
}

function CellField(props: ControlProps & { now: Row | null }) {
  const { table, column, typed, onCell, disabled, now } = props;
  const name = columnWord(table, column.name);
  const label = column.required ? words.value.common.bracketed(name, words.value.common.required) : name;
  const differs = now && typedCell(column, now[column.name]) !== typed[column.name];
  const other = differs && <small class="registry-now">{text.value.nowIs(plainText(table, column, now) || text.value.notSaid)}</small>;
  if (column.kind === "yes_no") {
    return (
      <div>
        <label class="check">
          <input type="checkbox" checked={typed[column.name] === true} disabled={disabled}
            onChange={(event) => onCell(event.currentTarget.checked)} /> {label}
        </label>
        {other}
      </div>
    );
  }
  return (
    <div class={column.kind === "long" ? "registry-wide" : undefined}>
      <Field label={label} hint={hintOf(table, column, typed)}><Control {...props} />{other}</Field>
    </div>
  );
}

interface Props {
  table: TableName;
  /// The row as it was seen; null: a new one.
  row: Row | null;
  /// What a new row begins with.
  preset?: Cells | undefined;
  onSaved: () => void;
  onCancel: () => void;
}

export function RowForm({ table, row, preset, onSaved, onCancel }: Props) {
  const columns = tables[table].columns;
  const [typed, setTyped] = useState<Typed>(() => typedOf(table, row ?? preset ?? {}));
  const [version, setVersion] = useState(row?.version);
  const [now, setNow] = useState<Row | null>(null);
  const set = (column: Column, value: string | boolean) => {
    const next = { ...typed, [column.name]: value };
    // Another level is another kind of place.
    if (column.name === "level" && "scope" in typed && typed["level"] !== value) next["scope"] = "";
    setTyped(next);
  };
  const lookAgain = async (key: string[]) => {
    let found: Row;
    try { found = await getRow(table, key, table === "access_notes" ? reason.value : undefined); } catch (error) {
      throw isStatus(error, 404) ? new Error(text.value.removedMeanwhile) : error;
    }
    setNow(found);
    setVersion(found.version);
    throw new Error(text.value.changedMeanwhile);
  };
  const save = async () => {
    needName();
    const key = keyOf(table, typed);
    try {
      await putRow(table, key, bodyOf(table, typed), version === undefined ? { onlyNew: true } : { version }, reason.value);
      tell(text.value.saved);
      onSaved();
    } catch (error) {
      if (!isStatus(error, 412)) throw inFormWords(table, error);
      if (version === undefined) throw new Error(text.value.exists);
      await lookAgain(key);
    }
  };
  return (
    <Form submit={words.value.common.save} onSubmit={save} onCancel={onCancel}>
      <div class="registry-form">
        {columns.map((column, at) => (
          <CellField key={column.name} table={table} column={column} typed={typed} now={now} onCell={(value) => set(column, value)}
            disabled={row !== null && at < tables[table].keys} />
        ))}
      </div>
      <ReasonField />
    </Form>
  );
}
