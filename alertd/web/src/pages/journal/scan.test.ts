import { beforeEach, describe, expect, test, vi } from "vitest";
import { mostLooked, pageSize, scan, type Entry, type Wanted } from "./scan";

interface Asked { after?: number; limit: number }
const server = vi.hoisted(() => ({ get: vi.fn() }));
vi.mock("../../api/client", () => ({ api: server }));

const mostPassed = 1_000;
const journal = (rows: number, eventOf: (seq: number) => string = () => "incident.noted") =>
  Array.from({ length: rows }, (_, at) => ({ seq: at + 1, event: eventOf(at + 1), actor: "user:Ann", incident: null }) as unknown as Entry);
/// As alertd gives it: rows that may be seen, and how far it has looked for them.
function serve(rows: readonly Entry[], visible: (seq: number) => boolean = () => true): void {
  server.get.mockImplementation((_path: string, { query: { after = 0, limit } }: { query: Asked }) => {
    const entries: Entry[] = [];
    let next = after;
    for (const row of rows.slice(after, after + Math.max(limit, mostPassed))) {
      if (entries.length === limit) break;
      next = row.seq;
      if (visible(row.seq)) entries.push(row);
    }
    return Promise.resolve({ entries, next, head: rows.length });
  });
}
const all: Wanted = { upward: false, start: null, event: "", actor: "", incident: "" };
const run = (wanted: Partial<Wanted>, stop = () => false) => scan({ ...all, ...wanted }, new AbortController().signal, stop, () => undefined);
const seqs = (entries: readonly Entry[]) => entries.map((entry) => entry.seq);
const range = (from: number, to: number) => Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => (from < to ? from + at : from - at));

beforeEach(() => { server.get.mockReset(); });

describe("without a filter", () => {
  test("the newest first, page by page to the first", async () => {
    serve(journal(250));
    const first = await run({});
    expect([seqs(first.entries), first.next, first.lowest, first.highest]).toEqual([range(250, 151), 150, 151, 250]);
    const last = await run({ start: 50 });
    expect([seqs(last.entries), last.next, last.looked]).toEqual([range(50, 1), null, 50]);
  });
  test("upward from a number", async () => {
    serve(journal(250));
    const found = await run({ upward: true, start: 120 });
    expect([seqs(found.entries), found.next]).toEqual([range(120, 219), 220]);
    expect((await run({ upward: true, start: 220 })).next).toBeNull();
    expect((await run({ upward: true, start: 251 })).entries).toEqual([]);
  });
  test("an empty journal has an end", async () => {
    serve([]);
    expect(await run({})).toMatchObject({ entries: [], next: null, stopped: false });
  });
});

describe("with a filter", () => {
  test("finds what is far away, once each, and goes on behind a full page", async () => {
    serve(journal(3_000, (seq) => (seq % 20 === 0 ? "alert.raised" : "incident.noted")));
    for (const upward of [false, true]) {
      const first = await run({ upward, event: "alert." });
      const second = await run({ upward, event: "alert.", start: first.next });
      expect(first.entries).toHaveLength(pageSize);
      expect(seqs([...first.entries, ...second.entries])).toEqual((upward ? range(1, 150) : range(150, 1)).map((at) => at * 20));
      expect(second.next).toBeNull();
    }
  });
  test("stops when it is told to, and when it has looked at enough", async () => {
    serve(journal(mostLooked + 2_000));
    let pieces = 0;
    expect(await run({ event: "nothing" }, () => ++pieces > 3)).toMatchObject({ stopped: true, looked: 1_500, next: mostLooked + 500 });
    expect(await run({ event: "nothing" })).toMatchObject({ stopped: true, looked: mostLooked, next: 2_000 });
  });
});

test("whoever may see little of it goes upward as far as the server has looked", async () => {
  serve(journal(5_000), (seq) => seq > 4_990);
  const found = await run({ upward: true });
  expect([seqs(found.entries), found.next]).toEqual([range(4_991, 5_000), null]);
  expect(server.get.mock.calls.length).toBeLessThanOrEqual(7);
});
