import { describe, expect, test } from "vitest";
import { addDays, daysBetween, everyDay, isDay, monthBack, pieces } from "./days";

describe("days", () => {
  test("only those that there are", () => {
    expect(["2026-02-28", "2024-02-29", "2026-02-29", "2026-02-31", "2026-13-01", "2026-2-1", "", "2026-05-01T08:00"].map(isDay))
      .toEqual([true, true, false, false, false, false, false, false]);
  });
  test("both ends count", () => {
    expect([daysBetween("2026-05-01", "2026-05-01"), daysBetween("2024-02-28", "2024-03-01"), daysBetween("2026-05-02", "2026-05-01")]).toEqual([1, 3, 0]);
    expect(addDays("2025-12-31", 1)).toBe("2026-01-01");
    expect(everyDay("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
    expect(everyDay("2026-03-01", "2026-02-27")).toEqual([]);
  });
});

test("months back", () => {
  expect(monthBack("2026-05-20", 0)).toEqual({ from: "2026-05-01", to: "2026-05-20" });
  expect(monthBack("2026-03-31", 1)).toEqual({ from: "2026-02-01", to: "2026-02-28" });
  expect(monthBack("2026-01-05", 1)).toEqual({ from: "2025-12-01", to: "2025-12-31" });
});

describe("pieces of a period", () => {
  test("days, as long as there are not too many", () => {
    expect(pieces("2026-05-01", "2026-05-03", 31)).toEqual(["2026-05-01", "2026-05-02", "2026-05-03"].map((day) => ({ from: day, to: day })));
  });
  test("without a gap, and the last may be shorter", () => {
    const all = pieces("2026-01-01", "2026-12-31", 31);
    expect(all).toHaveLength(31);
    all.forEach((piece, at) => { if (at > 0) expect(piece.from).toBe(addDays(all[at - 1]!.to, 1)); });
    expect([all[0]!.from, all.at(-1)!.to, daysBetween(all.at(-1)!.from, all.at(-1)!.to)]).toEqual(["2026-01-01", "2026-12-31", 5]);
  });
  test("of nothing are none", () => {
    expect(pieces("2026-05-02", "2026-05-01", 31)).toEqual([]);
  });
});
