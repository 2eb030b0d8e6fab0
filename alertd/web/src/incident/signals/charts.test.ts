import { describe, expect, it } from "vitest";
import { chartsOf, gapsOf, latestOf, saidOfSums, type Readings } from "./charts";

const readings = (series: Partial<Readings["series"][number]>[]): Readings => ({
  home: "h", from: "2026-03-01T00:00:00.000Z", slot_seconds: 3600, keep_days: 31,
  series: series.map((one) => ({ device: "d", kind: "presence", name: "movements", unit: "", values: [], ...one })),
});

describe("the charts of a home", () => {
  it("has bars for each device, and one chart of lines for each sign", () => {
    const charts = chartsOf(readings([
      { name: "battery", device: "b", unit: "%", values: [80] }, { name: "battery", device: "a", unit: "%", values: [70] },
      { name: "heart_rate", unit: "bpm", values: [60] }, { device: "kitchen", values: [1] }, { device: "hall", values: [1] }, { name: "water_used", unit: "m3", values: [1] },
    ]), new Set(["kitchen"]));
    expect(charts.map((chart) => [chart.name, chart.shape, chart.lines.map((line) => line.device)])).toEqual([
      ["water_used", "bars", ["d"]], ["movements", "bars", ["kitchen"]], ["movements", "bars", ["hall"]], ["heart_rate", "lines", ["d"]], ["battery", "steps", ["a", "b"]],
    ]);
  });
  it("shows where nothing was heard, but not that the last hours are still to come", () => {
    const bars = (values: (number | null)[]) => gapsOf({ name: "movements", unit: "", shape: "bars", lines: [{ device: "d", values }] });
    expect(bars([null, 0, 0, null, null, 3, 0, null, null])).toEqual([[0, 1], [3, 5]]);
    expect(bars([1, null, null, null])).toEqual([[1, 4]]);
  });
  it("holds a battery for half a day", () => {
    const [chart] = chartsOf(readings([{ name: "battery", unit: "%", values: [80, ...Array<null>(20).fill(null)] }]), new Set());
    expect(gapsOf(chart!)).toEqual([[13, 21]]);
  });
});

describe("what sums say", () => {
  it("tells nothing used from nothing heard", () => {
    expect(saidOfSums([0, 0.2, 0, 0, 0.1, 0, null])).toEqual({ ago: 2, day: expect.closeTo(0.3, 6), silent: 0 });
    expect(saidOfSums([0, 0, 0, null])).toEqual({ ago: null, day: 0, silent: 0 });
    expect(saidOfSums([1, null, null, null, null])).toEqual({ ago: 4, day: 1, silent: 4 });
    expect(saidOfSums(Array<null>(30).fill(null)).day).toBe(null);
  });
  it("finds the last value", () => {
    expect(latestOf([1, 2, null])).toEqual({ value: 2, slot: 1 });
    expect(latestOf([null])).toBe(null);
  });
});
