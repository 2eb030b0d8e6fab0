// What the state of an import and the names of its files allow. Pure.
import type { Schemas } from "../../api/client";
import { isTable, type TableName } from "./tables";

type State = Schemas["Import"]["state"];

/// The server is at work on it, so that it has to be looked at again.
export const isUnderWay = (state: State) => state === "checking" || state === "applying";
/// Its files may still be replaced.
export const mayBeMended = (state: State) => state === "draft" || state === "checked" || state === "refused";
/// What it would change, or has changed, is known.
export const isCounted = (state: State) => state === "checked" || state === "applying" || state === "finished";

/// How many mistakes the lines tell of: of more than a hundred the last one says how many others there are.
export function countMistakes(lines: readonly string[]): number {
  const more = /^and (\d+) more$/.exec(lines.at(-1) ?? "");
  return more ? lines.length - 1 + Number(more[1]) : lines.length;
}

/// The table that a file's name says.
export function tableOf(fileName: string): TableName | undefined {
  const name = /^(.*)\.csv$/i.exec(fileName)?.[1]?.toLowerCase();
  return isTable(name) ? name : undefined;
}
export function fileMistake(table: TableName | undefined, all: readonly { table: TableName | undefined }[]): "unknownFile" | "twice" | null {
  if (!table) return "unknownFile";
  return all.filter((one) => one.table === table).length > 1 ? "twice" : null;
}
