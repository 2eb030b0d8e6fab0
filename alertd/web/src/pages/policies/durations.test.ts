import { expect, it, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("document", { documentElement: {} }));
const { durationOf, said } = await import("./durations");

it("reads durations as policies write them", () => {
  expect(["90s", "1m30s", "1h30m", "250ms", "1d", "0s"].map(durationOf)).toEqual([90_000, 90_000, 5_400_000, 250, 86_400_000, 0]);
  expect(["", "90", "1.5m", "1m 30s", "-1s", "m"].map(durationOf)).toEqual(Array(6).fill(null));
});

it("says them as people do, and what it cannot read as it was written", () => {
  expect(["90s", "1d1h", "0s", "soon"].map(said)).toEqual(["1 分钟 30 秒", "1 天 1 小时", "0 秒", "soon"]);
});
