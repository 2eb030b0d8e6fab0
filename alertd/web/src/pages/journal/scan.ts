// Goes through the journal, newest first or upward. The server gives pieces by number, oldest first, and knows no
// filter; what one leaves out is passed over here.
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
  /// Before there was a page of entries: somebody stopped it, or it had looked at enough.
  stopped: boolean;
}

export const pageSize = 100;
const pieceSize = 500;
/// A filter that fits nothing must not fetch a journal of millions; whoever wants that goes on from here.
export const mostLooked = 50_000;

export const isFiltered = ({ event, actor, incident }: Wanted) => Boolean(event || actor || incident);
const fits = (entry: Entry, { event, actor, incident }: Wanted) =>
  entry.event.startsWith(event) && entry.actor.toLowerCase().includes(actor.toLowerCase()) && (!incident || entry.incident === incident);

/// Up to a page of entries that fit. `stop` ends it early with what there is; `onLooked` hears how far it is.
export async function scan(wanted: Wanted, signal: AbortSignal, stop: () => boolean, onLooked: (rows: number) => void): Promise<Found> {
  let head = (await api.get("/api/v1/journal", { query: { limit: 1 }, signal })).head;
  const start = wanted.start === null ? (wanted.upward ? 1 : head) : wanted.upward ? wanted.start : Math.min(wanted.start, head);
  let at: number | null = head > 0 && start <= head ? start : null;
  const found: Found = { entries: [], head, looked: 0, lowest: at ?? 0, highest: at ?? 0, next: null, stopped: false };
  // Without a filter a page is most often one piece, unless much of the journal is of places that are not the reader's.
  let size = isFiltered(wanted) ? pieceSize : pageSize;
  while (at !== null && found.entries.length < pageSize) {
    if (stop() || found.looked >= mostLooked) { found.stopped = true; break; }
    const low: number = wanted.upward ? at : Math.max(1, at - size + 1);
    const page = await api.get("/api/v1/journal", { query: { after: low - 1, limit: wanted.upward ? size : at - low + 1 }, signal });
    head = page.head;
    // The server has looked as far as `next`, which may be beyond a piece of which little may be seen.
    const high: number = wanted.upward ? Math.max(low, page.next) : at;
    at = take(found, page.entries.filter((entry) => entry.seq <= high), wanted, low, high);
    if (at < 1 || at > head) at = null;
    size = pieceSize;
    onLooked(found.looked);
  }
  return { ...found, head, next: at };
}

/// Takes what fits of one piece; answers the number to go on with.
function take(found: Found, piece: readonly Entry[], wanted: Wanted, low: number, high: number): number {
  const step = wanted.upward ? 1 : -1;
  let last = wanted.upward ? high : low;
  for (const entry of wanted.upward ? piece : [...piece].reverse()) {
    if (!fits(entry, wanted)) continue;
    found.entries.push(entry);
    if (found.entries.length === pageSize) { last = entry.seq; break; }
  }
  found.looked += wanted.upward ? last - low + 1 : high - last + 1;
  if (wanted.upward) found.highest = last; else found.lowest = last;
  return last + step;
}
