// The endpoints that the server makes for each table. Their paths are put together here, where the compiler cannot
// follow; what goes in and comes out is said by tables.ts.
import { api, type Schemas } from "../../api/client";
import { loadPlaces } from "../../live/places";
import { keyColumns, type Cells, type Row, type TableName } from "./tables";

export interface Rows {
  rows: Row[];
  next: string | null;
}
/// Who has seen what: a version that is changed, or that there was none.
type Seen = { version: number } | { onlyNew: true };
export type Encoding = "utf-8" | "utf-8-bom" | "gb18030";

const rowsPath = (table: TableName) => `/api/v1/registry/${table}` as never;
const rowPath = (table: TableName) => `/api/v1/registry/${table}/${keyColumns(table).map((column) => `{${column.name}}`).join("/")}` as never;
const inPath = (table: TableName, key: readonly string[]) => Object.fromEntries(keyColumns(table).map((column, at) => [column.name, key[at] ?? ""]));

export const listRows = (table: TableName, query: Record<string, string | number>, signal?: AbortSignal) =>
  api.get(rowsPath(table), { query, signal } as never) as Promise<Rows>;

/// `reason`: for the tables at which nobody looks without the journal's knowing.
export const getRow = (table: TableName, key: readonly string[], reason?: string, signal?: AbortSignal) =>
  api.get(rowPath(table), { path: inPath(table, key), reason, signal } as never) as Promise<Row>;

/// Names of streets and committees are shown everywhere.
function refreshPlaces(table: TableName): void {
  if (table === "streets" || table === "committees") loadPlaces().catch(() => undefined);
}
export async function putRow(table: TableName, key: readonly string[], body: Cells, seen: Seen, reason: string): Promise<void> {
  await api.put(rowPath(table), { path: inPath(table, key), body, reason, ...seen } as never);
  refreshPlaces(table);
}
export async function removeRow(table: TableName, key: readonly string[], version: number, reason: string): Promise<void> {
  await api.delete(rowPath(table), { path: inPath(table, key), version, reason } as never);
  refreshPlaces(table);
}

export const exportTable = (table: TableName, encoding: Encoding) => api.file(`/api/v1/exports/${table}` as never, { query: { encoding } } as never);

export const addFile = (id: string, table: TableName, file: Blob) =>
  api.put(`/api/v1/imports/{id}/${table}` as never, { path: { id }, body: file, mediaType: "text/csv" } as never) as Promise<Schemas["Import"]>;

/// A gateway as it is now; the list begins shortly before its id. Undefined: it never reported.
export async function gatewayNow(id: string, signal: AbortSignal): Promise<Schemas["Gateway"] | undefined> {
  let cursor = id.slice(0, -1);
  for (;;) {
    const page = await api.get("/api/v1/gateways", { query: { limit: 500, ...(cursor ? { cursor } : {}) }, signal });
    const found = page.gateways.find((one) => one.id === id);
    const last = page.gateways.at(-1);
    if (found || page.next === null || !last || last.id > id) return found;
    cursor = page.next;
  }
}
