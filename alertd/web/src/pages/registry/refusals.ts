// What the server says to a change of the registry, in the words of the form.
import { Refusal } from "../../api/client";
import { words } from "../../words";
import { expectedWords } from "./expected";
import type { TableName } from "./tables";
import { columnWord, text } from "./words";

export interface Use {
  table: string;
  row: string;
}

export const isStatus = (error: unknown, status: number): error is Refusal => error instanceof Refusal && error.status === status;

/// What needs the row that was to be removed; nothing: it was refused for something else.
export function usesIn(error: unknown): Use[] | null {
  if (!isStatus(error, 409)) return null;
  return (error.problem as { uses?: Use[] }).uses ?? null;
}

/// Names the field that is wrong as the form does.
export function inFormWords(table: TableName, error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  const [, field = "", expected = ""] = /^field '(\w+)'[^:]*: expected (.*)$/s.exec(error.message) ?? [];
  if (field) return new Error(text.value.fieldWrong(columnWord(table, field), expectedWords(expected)));
  if (error.message.startsWith("field 'reason'")) return new Error(text.value.fieldWrong(words.value.common.reason, text.value.reasonHint));
  return error;
}
