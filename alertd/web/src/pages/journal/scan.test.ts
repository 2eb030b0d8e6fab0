import { beforeEach, describe, expect, test, vi } from "vitest";
import { mostLooked, pageSize, scan, type Entry, type Wanted } from "./scan";

interface Asked { order: "oldest" | "newest"; after: number | undefined; limit: number; event: string }
const server = vi.hoisted(() => ({ get: vi.fn() }));
vi.mock("../../api/client", () => ({ api: server }));

const entry = (seq: number) => ({ seq, event: "incident.noted", actor: "user:Ann", incident: null }) as unknown as Entry;
/// As alertd gives it: of `rows` entries those that fit, from so many numbers, and how far it has looked for them.
function serve(rows: number, fits: (seq: number) => boolean = () => true, looksAt = 1_000): void {
  server.get.mockImplementation((_path: string, { query: { order, after, limit } }: { query: Asked }) => {
    const step = order === "newest" ? -1 : 1;
    const entries: Entry[] = [];
    let next = Math.min(after ?? (step > 0 ? 0 : rows + 1), rows + 1);
    for (let looked = 0; looked < looksAt && entries.length < limit && next + step >= 1 && next + step <= rows; ++looked) {
      next += step;
      if (fits(next)) entries.push(entry(next));
    }
    return Promise.resolve({ entries, next, head: rows });
  });
}
const all: Wanted = { upward: false, start: null, event: "", actor: "", incident: "" };
const run = (wanted: Partial<Wanted>, stop = () => false) => scan({ ...all, ...wanted }, new AbortController().signal, stop, () => undefined);
const seqs = (entries: readonly Entry[]) => entries.map((one) => one.seq);
const range = (from: number, to: number) => Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => (from < to ? from + at : from - at));

beforeEach(() => { server.get.mockReset(); });

describe("without a filter", () => {
  test("the newest first, page by page to the first", async () => {
    serve(250);
    const first = await run({});
    expect([seqs(first.entries), first.next, first.lowest, first.highest]).toEqual([range(250, 151), 150, 151, 250]);
    const last = await run({ start: 50 });
    expect([seqs(last.entries), last.next, last.looked]).toEqual([range(50, 1), null, 50]);
  });
  test("upward from a number", async () => {
    serve(250);
    const found = await run({ upward: true, start: 120 });
    expect([seqs(found.entries), found.next]).toEqual([range(120, 219), 220]);
    expect((await run({ upward: true, start: 220 })).next).toBeNull();
  });
  test("beyond the end there is nothing, and an empty journal has an end", async () => {
    serve(250);
    expect(await run({ upward: true, start: 251 })).toMatchObject({ entries: [], next: null, looked: 0 });
    serve(0);
    expect(await run({})).toMatchObject({ entries: [], next: null, looked: 0, stopped: false });
  });
});

describe("with a filter", () => {
  test("says it to the server, finds what is far away once each, and goes on behind a full page", async () => {
    serve(3_000, (seq) => seq % 20 === 0);
    for (const upward of [false, true]) {
      const first = await run({ upward, event: "alert." });
      const second = await run({ upward, event: "alert.", start: first.next });
      expect(first.entries).toHaveLength(pageSize);
      expect(seqs([...first.entries, ...second.entries])).toEqual((upward ? range(1, 150) : range(150, 1)).map((at) => at * 20));
      expect(second.next).toBeNull();
    }
    expect(server.get.mock.calls.every(([, { query }]) => query.event === "alert.")).toBe(true);
  });
  test("stops when it is told to, and when it has looked at enough", async () => {
    serve(mostLooked + 2_000_000, () => false, 1_000_000);
    let pieces = 0;
    expect(await run({ event: "nothing" }, () => ++pieces > 2)).toMatchObject({ stopped: true, looked: 3_000_000, next: mostLooked - 1_000_000 });
    expect(await run({ event: "nothing" })).toMatchObject({ stopped: true, looked: mostLooked, next: 2_000_000 });
  });
});
