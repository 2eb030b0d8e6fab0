// Which charts a home's readings make, and what they say in words. No drawing.
import type { Schemas } from "../../api/client";
import type { Zone } from "../../live/zone";

export type Readings = Schemas["Readings"];
export type Values = readonly (number | null)[];

export interface Line {
  device: string;
  values: Values;
}
export interface Chart {
  name: string;
  unit: string;
  /// Bars are sums of an hour, of one device each; steps are what stays until it is told anew.
  shape: "bars" | "lines" | "steps";
  lines: Line[];
}

/// A battery is told every six hours; one that was told in the last twelve is known.
const batteryHolds = 12;
/// The hour that runs is told when it is over, and a meter's with its next reading.
const pendingSums = 2;

const filled = (values: Values): Values => {
  let known: number | null = null;
  let age = 0;
  return values.map((value) => {
    age = value === null ? age + 1 : 0;
    if (value !== null) known = value;
    return age <= batteryHolds ? known : null;
  });
};

/// Water first, then who moved, then what the body shows, then batteries; devices of the incident before others.
export function chartsOf(readings: Readings, ofIncident: ReadonlySet<string>): Chart[] {
  const order = (name: string) => ["water_used", "movements"].indexOf(name) + 1 || (name === "battery" ? 9 : 5);
  const series = [...readings.series].sort((a, b) =>
    order(a.name) - order(b.name) || Number(ofIncident.has(b.device)) - Number(ofIncident.has(a.device)) || a.name.localeCompare(b.name) || a.device.localeCompare(b.device));
  const charts: Chart[] = [];
  for (const { name, unit, device, values } of series) {
    const bars = name === "water_used" || name === "movements";
    const shape = bars ? "bars" : name === "battery" ? "steps" : "lines";
    const same = bars ? undefined : charts.find((chart) => chart.name === name && chart.unit === unit);
    const line = { device, values: shape === "steps" ? filled(values) : values };
    if (same) same.lines.push(line);
    else charts.push({ name, unit, shape, lines: [line] });
  }
  return charts;
}

/// Where nothing was heard from any of its devices: [first slot, slot behind the last].
export function gapsOf(chart: Chart): [number, number][] {
  const slots = chart.lines[0]?.values.length ?? 0;
  // Somebody who is measured twice a day has not been lost in between.
  const shortest = chart.shape === "lines" ? 3 : 1;
  const gaps: [number, number][] = [];
  for (let at = 0; at < slots; ++at) {
    if (chart.lines.some((line) => line.values[at] !== null)) continue;
    let end = at;
    while (end < slots && chart.lines.every((line) => line.values[end] === null)) ++end;
    const isPending = end === slots && end - at <= (chart.shape === "bars" ? pendingSums : shortest);
    if (end - at >= shortest && !isPending) gaps.push([at, end]);
    at = end;
  }
  return gaps;
}

const hour = 3_600_000;
/// Each quarter of a day by the district's clocks, each day when there are many; in seconds, as what is given.
export function ticksOf(zone: Zone, from: number, length: number): number[] {
  const step = length * 1000 > 72 * hour ? 24 * hour : 6 * hour;
  const ticks: number[] = [];
  for (let local = Math.ceil(zone.toLocal(from * 1000) / step) * step; ; local += step) {
    const at = zone.toUtc(local) / 1000;
    if (at > from + length) return ticks;
    ticks.push(at);
  }
}
/// Whether a day begins there.
export const isMidnight = (zone: Zone, seconds: number) => zone.toLocal(seconds * 1000) % (24 * hour) === 0;

export interface SumSaid {
  /// Hours since the last one that was not zero; null: none in this time.
  ago: number | null;
  /// Of the last day; null: nothing was heard in it.
  day: number | null;
  /// Hours without data up to now; 0: it is heard.
  silent: number;
}
export function saidOfSums(values: Values): SumSaid {
  const lastWhere = (fits: (value: number | null) => boolean) => { for (let at = values.length - 1; at >= 0; --at) if (fits(values[at] ?? null)) return at; return -1; };
  const used = lastWhere((value) => value !== null && value > 0);
  const heard = lastWhere((value) => value !== null);
  const day = values.slice(-25).filter((value) => value !== null);
  const silent = values.length - 1 - heard;
  return {
    ago: used < 0 ? null : Math.max(1, values.length - 1 - used),
    day: day.length === 0 ? null : day.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    silent: silent > pendingSums ? silent : 0,
  };
}

/// The last value, and in which slot it stands.
export function latestOf(values: Values): { value: number; slot: number } | null {
  for (let slot = values.length - 1; slot >= 0; --slot) {
    const value = values[slot];
    if (value !== null && value !== undefined) return { value, slot };
  }
  return null;
}
