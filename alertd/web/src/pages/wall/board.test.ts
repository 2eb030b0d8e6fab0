import { describe, expect, test } from "vitest";
import type { Incident } from "../../live/order";
import { countAreas, lastRows, lateness, percentText, shareOf, tally } from "./board";

const now = Date.parse("2026-05-01T08:00:00Z");
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
let last = 0;
const incident = (more: Partial<Incident>): Incident => ({
  id: `01J${String(++last).padStart(23, "0")}`, version: 1, class: "emergency", severity: "major", headline: "smoke", state: "open", home: "h",
  registered: true, committee: null, street: "a", address: "", gateway: "g", alerts: 1, reports: 1, opened_at: ago(30), changed_at: ago(30),
  acknowledged_at: null, resolved_at: null, closed_at: null, owner: null, disposition: null, step: 0, policy: null, all_clear: false, exercise: null,
  silenced_until: null, silenced_by: null, part: 1, merged_into: null, ...more,
});
const taken = (seconds: number, more: Partial<Incident> = {}) =>
  incident({ state: "acknowledged", acknowledged_at: ago(seconds), owner: "user:x", opened_at: ago(seconds + 20), ...more });

describe("rows", () => {
  test("people before machines before exercises, then what was taken last", () => {
    const list = [
      taken(500, { id: "t2" }), taken(60, { id: "t1" }), taken(3600, { id: "old" }),
      incident({ id: "drill", exercise: "drill", severity: "critical" }), incident({ id: "technical", class: "technical", severity: "critical" }),
      incident({ id: "minor", severity: "minor" }), incident({ id: "major" }),
    ];
    expect(lastRows(list, now).rows.map((row) => row.id)).toEqual(["major", "minor", "technical", "drill", "t1", "t2"]);
  });
  test("ten at most, and how many more wait", () => {
    const shown = lastRows([...Array.from({ length: 13 }, () => incident({})), taken(5)], now);
    expect(shown.rows).toHaveLength(10);
    expect(shown.moreWaiting).toBe(3);
  });
});

test("areas: worst of what waits, exercises apart", () => {
  const counts = countAreas([
    incident({ severity: "minor" }), incident({ severity: "major" }), taken(5, { severity: "critical" }), incident({ exercise: "test", severity: "critical" }),
    incident({ street: null, severity: "critical" }), taken(5, { street: "b" }),
  ], (one) => one.street);
  expect(counts.get("a")).toEqual({ open: 3, waiting: 2, exercises: 1, worst: "major" });
  expect(counts.get("")).toEqual({ open: 1, waiting: 1, exercises: 0, worst: "critical" });
  expect(counts.get("b")).toEqual({ open: 1, waiting: 0, exercises: 0, worst: null });
});

test("sums", () => {
  const sum = tally([incident({}), incident({ class: "technical", severity: "minor", exercise: "drill" }), taken(5, { severity: "critical" })]);
  expect(sum).toEqual({ open: 3, waiting: 2, exercises: 1, classes: { emergency: 2, welfare: 0, technical: 1 }, severities: { critical: 1, major: 1, minor: 1 } });
});

test("lateness by the targets", () => {
  expect([0, 59_999, 60_000, 179_999, 180_000].map(lateness)).toEqual(["calm", "calm", "late", "late", "breach"]);
});

describe("shares", () => {
  const row = (more: object) => ({
    class: "emergency" as const, measure: "answered" as const, count: 0, p50_s: null, p95_s: null, p99_s: null,
    within_60_s: null, within_180_s: null, within_45_min: null, ...more,
  });
  test("weighed by count, without technical and other measures", () => {
    const rows = [
      row({ count: 30, within_60_s: 1 }), row({ class: "welfare", count: 10, within_60_s: 0.5 }),
      row({ class: "technical", count: 500, within_60_s: 0 }), row({ measure: "attended", count: 9, within_60_s: 0 }),
    ];
    expect(shareOf(rows, "answered", "within_60_s")).toEqual({ count: 40, share: 35 / 40 });
    expect(shareOf(rows, "attended", "within_45_min")).toEqual({ count: 0, share: null });
  });
  test("never rounded up", () => {
    expect([0.97499, 0.9999, 1, 0, 0.975, 0.29].map(percentText)).toEqual(["97.4", "99.9", "100", "0.0", "97.5", "29.0"]);
  });
});
