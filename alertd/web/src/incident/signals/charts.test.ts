import { describe, expect, it } from "vitest";
import { zoneOf } from "../../live/zone";
import { chartsOf, gapsOf, isMidnight, latestOf, saidOfSums, ticksOf, type Readings } from "./charts";

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

describe("the axis of times", () => {
  const shown = (name: string, begin: string, hours: number) => {
    const zone = zoneOf(name);
    return ticksOf(zone, Date.parse(begin) / 1000, hours * 3600).map((at) => `${new Date(at * 1000).toISOString().slice(5, 16)}${isMidnight(zone, at) ? " day" : ""}`);
  };
  it("has each quarter of the district's day, and each day of a week, whatever this machine's zone is", () => {
    expect(shown("Asia/Shanghai", "2026-05-01T03:00:00Z", 24)).toEqual(["05-01T04:00", "05-01T10:00", "05-01T16:00 day", "05-01T22:00"]);
    expect(shown("America/New_York", "2026-05-01T03:00:00Z", 24)).toEqual(["05-01T04:00 day", "05-01T10:00", "05-01T16:00", "05-01T22:00"]);
    expect(shown("Asia/Kathmandu", "2026-05-01T03:00:00Z", 96)).toEqual(["05-01T18:15 day", "05-02T18:15 day", "05-03T18:15 day", "05-04T18:15 day"]);
  });
  it("follows the clocks when they are set", () => {
    expect(shown("Europe/Berlin", "2026-03-28T20:00:00Z", 16)).toEqual(["03-28T23:00 day", "03-29T04:00", "03-29T10:00"]);
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
