// Goes through the journal, newest first or upward. The server filters; of a long journal it looks at one piece after
// another, so that whoever waits sees how far it is, and can stop.
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
/// A filter that fits nothing goes so far without being asked to go on.
export const mostLooked = 5_000_000;

export const isFiltered = ({ event, actor, incident }: Wanted) => Boolean(event || actor || incident);

/// Up to a page of entries that fit. `stop` ends it early with what there is; `onLooked` hears how far it is.
export async function scan(wanted: Wanted, signal: AbortSignal, stop: () => boolean, onLooked: (rows: number) => void): Promise<Found> {
  const { upward, start, event, actor, incident } = wanted;
  const step = upward ? 1 : -1;
  const filters = { order: upward ? "oldest" as const : "newest" as const, event, actor, incident };
  const found: Found = { entries: [], head: 0, looked: 0, lowest: 0, highest: 0, next: null, stopped: false };
  let after = start === null ? undefined : start - step;
  let first: number | null = null;
  for (;;) {
    const page = await api.get("/api/v1/journal", { query: { ...filters, after, limit: pageSize - found.entries.length }, signal });
    found.head = page.head;
    first ??= upward ? (start ?? 1) : Math.min(start ?? page.head, page.head);
    found.entries.push(...page.entries);
    found.looked = Math.max(0, (page.next - first) * step + 1);
    [found.lowest, found.highest] = upward ? [first, page.next] : [page.next, first];
    found.next = (upward ? page.next < page.head : page.next > 1) ? page.next + step : null;
    onLooked(found.looked);
    if (found.next === null || found.entries.length >= pageSize) return found;
    if (stop() || found.looked >= mostLooked) return { ...found, stopped: true };
    after = page.next;
  }
}
