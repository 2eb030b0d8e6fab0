// What the server says to a change of the registry, in the words of the form.
import { operatorName, session } from "../../api/session";
import { Refusal } from "../../api/client";
import { words } from "../../words";
import { expectedWords } from "./expected";
import type { TableName } from "./tables";
import { columnWord, text } from "./words";

export interface Use {
  table: string;
  row: string;
}

/// Above the page a window hides the field for the name, so the form has to say that it is missing.
export function needName(): void {
  if (!session.value?.name && !operatorName.value) throw new Error(words.value.login.needName);
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
