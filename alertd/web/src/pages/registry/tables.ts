// The tables of the registry and what their columns hold; lists, forms and filters are made from it. A column that the
// API does not have, or a word that it does not know, does not compile.
import type { Schemas } from "../../api/client";

export interface Rows {
  streets: Schemas["Street"];
  committees: Schemas["Committee"];
  homes: Schemas["Home"];
  access_notes: Schemas["AccessNote"];
  residents: Schemas["ResidentRow"];
  contacts: Schemas["ContactRow"];
  devices: Schemas["DeviceRow"];
  gateways: Schemas["GatewayRow"];
  responders: Schemas["ResponderRow"];
  team_members: Schemas["TeamMember"];
}
export type TableName = keyof Rows;
/// A row of any table, as a form and a list handle it.
export type Cells = Record<string, string | number | boolean | null>;
export type Row = Cells & { version: number };

export type Kind =
  | "id" | "text" | "long" | "phone" | "yes_no" | "number" | "date"
  /// One of `words`.
  | "word"
  /// The id of a row of the table `to`.
  | "reference"
  /// The id of what the row's level says.
  | "scope"
  /// What it must be depends on the channel in the column `channel`.
  | "address";

export interface Column<Name extends string = string> {
  name: Name;
  kind: Kind;
  required?: boolean;
  words?: readonly string[];
  to?: TableName;
  least?: number;
  most?: number;
  /// The column that holds the channel of this address.
  channel?: string;
  /// The list may be narrowed by it.
  filter?: boolean;
  /// Only in the form: a list of all columns would be too wide.
  hidden?: boolean;
}
export interface Table<Name extends string = string> {
  /// How many of the first columns are the key.
  keys: number;
  columns: readonly Column<Name>[];
}
type Described = { [T in TableName]: Table<Exclude<keyof Rows[T], "version"> & string> };

const names = { kind: "text", most: 200 } as const;
const deviceKinds = [
  "smoke", "co", "gas", "water_leak", "call_button", "button", "water_meter", "fall", "presence", "vibration", "door", "bed", "badge",
  "blood_pressure", "spo2", "thermometer", "sleep", "camera_ai",
] as const satisfies readonly Rows["devices"]["kind"][];
export const channels = ["webhook", "log", "email", "wecom_robot", "wecom_app", "sms", "mqtt"] as const satisfies readonly Rows["responders"]["channel"][];
export const levels = ["home", "committee", "street", "district"] as const satisfies readonly Rows["responders"]["level"][];
export const responderKinds = ["person", "team", "member"] as const satisfies readonly Rows["responders"]["kind"][];

export const tables: Described = {
  streets: { keys: 1, columns: [{ name: "id", kind: "id", required: true }, { name: "name", ...names, required: true }] },
  committees: {
    keys: 1, columns: [
      { name: "id", kind: "id", required: true }, { name: "street", kind: "reference", to: "streets", required: true, filter: true },
      { name: "name", ...names, required: true },
    ],
  },
  homes: {
    keys: 1, columns: [
      { name: "id", kind: "id", required: true }, { name: "address", kind: "text", most: 500 },
      { name: "committee", kind: "reference", to: "committees", required: true, filter: true },
      { name: "gateway", kind: "reference", to: "gateways", most: 64, filter: true },
    ],
  },
  access_notes: {
    keys: 1, columns: [{ name: "home", kind: "reference", to: "homes", required: true }, { name: "notes", kind: "long", most: 4000, required: true }],
  },
  residents: {
    keys: 1, columns: [
      { name: "id", kind: "id", required: true }, { name: "home", kind: "reference", to: "homes", required: true, filter: true },
      { name: "name", ...names, required: true },
      { name: "phone", kind: "phone" }, { name: "birth_year", kind: "number", least: 1880, most: 2100 }, { name: "lives_alone", kind: "yes_no" },
      { name: "medical_notes", kind: "long", most: 4000 },
    ],
  },
  contacts: {
    keys: 1, columns: [
      { name: "id", kind: "id", required: true }, { name: "resident", kind: "reference", to: "residents", required: true, filter: true },
      { name: "name", ...names, required: true },
      { name: "relation", ...names }, { name: "phone", kind: "phone" }, { name: "has_key", kind: "yes_no" },
      { name: "position", kind: "number", least: 1, most: 99 },
      { name: "call_at_night", kind: "yes_no" },
    ],
  },
  devices: {
    keys: 2, columns: [
      { name: "home", kind: "reference", to: "homes", required: true, filter: true }, { name: "id", kind: "id", required: true },
      { name: "kind", kind: "word", words: deviceKinds, required: true, filter: true }, { name: "name", ...names },
      { name: "manufacturer", ...names }, { name: "model", ...names },
      { name: "installed", kind: "date" },
    ],
  },
  gateways: {
    keys: 1, columns: [
      { name: "id", kind: "id", most: 64, required: true }, { name: "name", ...names }, { name: "manufacturer", ...names },
      { name: "model", ...names }, { name: "serial", ...names },
      { name: "installed", kind: "date" }, { name: "notes", kind: "long", most: 4000 },
    ],
  },
  responders: {
    keys: 1, columns: [
      { name: "id", kind: "id", required: true }, { name: "name", ...names, required: true },
      { name: "kind", kind: "word", words: responderKinds, required: true, filter: true },
      { name: "level", kind: "word", words: levels, required: true, filter: true }, { name: "scope", kind: "scope", filter: true },
      { name: "phone", kind: "phone" },
      { name: "channel", kind: "word", words: channels, required: true, filter: true },
      { name: "address", kind: "address", channel: "channel", most: 500, hidden: true },
      { name: "channel2", kind: "word", words: channels, hidden: true },
      { name: "address2", kind: "address", channel: "channel2", most: 500, hidden: true },
      { name: "channel3", kind: "word", words: channels, hidden: true },
      { name: "address3", kind: "address", channel: "channel3", most: 500, hidden: true },
    ],
  },
  team_members: {
    keys: 2, columns: [
      { name: "team", kind: "reference", to: "responders", required: true, filter: true },
      { name: "member", kind: "reference", to: "responders", required: true, filter: true },
    ],
  },
};

export const tableNames = Object.keys(tables) as TableName[];
export const isTable = (name: string | undefined): name is TableName => name !== undefined && Object.hasOwn(tables, name);

export const keyColumns = (table: TableName): readonly Column[] => tables[table].columns.slice(0, tables[table].keys);
export const keyOf = (table: TableName, row: Cells): string[] => keyColumns(table).map((column) => String(row[column.name] ?? ""));
/// No id holds a tab, as the server's cursors know too.
export const keyText = (key: readonly string[]) => key.join("\t");
export const keyIn = (text: string) => text.split("\t");
