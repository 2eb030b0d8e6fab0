// Cells as people read them.
import { committeeName, streetName } from "../../live/places";
import { href } from "../../route";
import { kindText, wordIn, words } from "../../words";
import { keyText, type Cells, type Column, type TableName } from "./tables";
import { columnWord, text } from "./words";

export const Phone = ({ number }: { number: string }) =>
  number && !number.includes("*") ? <a class="phone" href={`tel:${number}`}>{number}</a> : <span class="phone">{number}</span>;

export const homeHref = (home: string) => href("registry", { home }, "homes");
export const rowHref = (table: TableName, key: readonly string[]) =>
  (table === "homes" ? homeHref(key[0] ?? "") : href("registry", { row: keyText(key) }, table));

const placeWords = (to: TableName | undefined, id: string) =>
  (to === "streets" ? streetName(id) : to === "committees" ? committeeName(id) : id);

/// A word of a column with a fixed set of words.
function wordText(table: TableName, column: string, word: string): string {
  if (table === "devices") return kindText(word);
  const { channels, levels, responderKinds } = text.value;
  return wordIn(column === "kind" ? responderKinds : column === "level" ? levels : channels, word) ?? word;
}

export const wordOptions = (table: TableName, column: Column) =>
  (column.words ?? []).map((word): [string, string] => [word, wordText(table, column.name, word)]);

/// Where a responder belongs: the id of what his level says.
export function scopeTable(level: unknown): TableName | undefined {
  return level === "home" ? "homes" : level === "committee" ? "committees" : level === "street" ? "streets" : undefined;
}

/// The cell without anything to press.
export function plainText(table: TableName, column: Column, row: Cells): string {
  const cell = row[column.name];
  if (column.kind === "yes_no") return cell ? words.value.common.yes : words.value.common.no;
  const content = String(cell ?? "");
  if (!content) return "";
  if (column.kind === "word") return wordText(table, column.name, content);
  return placeWords(column.kind === "scope" ? scopeTable(row["level"]) : column.to, content);
}

export function Cell({ table, column, row }: { table: TableName; column: Column; row: Cells }) {
  const shown = plainText(table, column, row);
  const id = String(row[column.name] ?? "");
  if (!shown) return null;
  if (column.kind === "phone") return <Phone number={shown} />;
  if (table === "homes" && column.kind === "id") return <a href={homeHref(id)}>{shown}</a>;
  const to = column.kind === "scope" ? scopeTable(row["level"]) : column.to;
  if (to && to !== "streets" && to !== "committees") return <a href={rowHref(to, [id])}>{shown}</a>;
  return column.kind === "long" ? <span class="registry-long">{shown}</span> : <>{shown}</>;
}

/// A row's columns one below the other, for who may only look.
export function Facts({ table, columns, row }: { table: TableName; columns: readonly Column[]; row: Cells }) {
  return (
    <dl class="registry-facts">
      {columns.map((column) => (
        <div key={column.name}>
          <dt>{columnWord(table, column.name)}</dt>
          <dd>
            {plainText(table, column, row) ? <Cell table={table} column={column} row={row} /> : <span class="quiet">{text.value.notSaid}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
