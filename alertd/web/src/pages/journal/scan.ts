// Goes through the journal, newest first or upward. The server gives pieces by number, oldest first; what a filter
// leaves out is passed over here.
import { api, type Schemas } from "../../api/client";

export type Entry = Schemas["JournalEntry"];
export interface Wanted {
  upward: boolean;
  /// The number to begin at; null: at the newest, or upward at the first.
  start: number | null;
  event: string;
  actor: string;
  incident: string;
}
export interface Found {
  entries: Entry[];
  head: number;
  looked: number;
  /// The lowest and highest number that was looked at.
  lowest: number;
  highest: number;
  /// Where to go on; null at the end.
  next: number | null;
  stopped: boolean;
}

export const pageSize = 100;
const pieceSize = 500;

const fits = (entry: Entry, { event, actor, incident }: Wanted) =>
  entry.event.startsWith(event) && entry.actor.toLowerCase().includes(actor.toLowerCase()) && (!incident || entry.incident === incident);

/// Up to a page of entries that fit. `stop` ends it early with what there is; `onLooked` hears how far it is.
export async function scan(wanted: Wanted, signal: AbortSignal, stop: () => boolean, onLooked: (rows: number) => void): Promise<Found> {
  const filtered = Boolean(wanted.event || wanted.actor || wanted.incident);
  const size = filtered ? pieceSize : pageSize;
  let head = (await api.get("/api/v1/journal", { query: { limit: 1 }, signal })).head;
  const found: Found = { entries: [], head, looked: 0, lowest: 0, highest: 0, next: null, stopped: false };
  const start = wanted.start === null ? (wanted.upward ? 1 : head) : Math.max(1, wanted.upward ? wanted.start : Math.min(wanted.start, head));
  let at: number | null = head > 0 && start <= head ? start : null;
  if (at !== null) found.lowest = found.highest = at;
  while (at !== null && found.entries.length < pageSize) {
    if (stop()) { found.stopped = true; break; }
    const low: number = wanted.upward ? at : Math.max(1, at - size + 1);
    const high: number = wanted.upward ? Math.min(head, at + size - 1) : at;
    const page = await api.get("/api/v1/journal", { query: { after: low - 1, limit: high - low + 1 }, signal });
    head = page.head;
    const inPiece = page.entries.filter((entry) => entry.seq >= low && entry.seq <= high);
    if (!wanted.upward) inPiece.reverse();
    at = take(found, inPiece, wanted, low, high);
    if (at !== null && (at < 1 || at > head)) at = null;
    onLooked(found.looked);
  }
  return { ...found, head, next: at };
}

/// Takes what fits of one piece; answers the number to go on with.
function take(found: Found, inPiece: readonly Entry[], wanted: Wanted, low: number, high: number): number {
  const step = wanted.upward ? 1 : -1;
  let last = wanted.upward ? high : low;
  for (const entry of inPiece) {
    if (!fits(entry, wanted)) continue;
    found.entries.push(entry);
    if (found.entries.length === pageSize) { last = entry.seq; break; }
  }
  found.looked += wanted.upward ? last - low + 1 : high - last + 1;
  if (wanted.upward) found.highest = last; else found.lowest = last;
  return last + step;
}
