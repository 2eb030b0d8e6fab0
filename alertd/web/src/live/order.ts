// The order of the list, and what is in it. Pure.
import type { Schemas } from "../api/client";

export type Incident = Schemas["Incident"];

const severityRank = { critical: 0, major: 1, minor: 2 } as const;

/// Nobody has taken it yet.
export const isWaiting = (incident: Incident) =>
  !incident.acknowledged_at && incident.state !== "resolved" && incident.state !== "closed";

/// Unacknowledged first, real before exercises, the severest first, then the oldest.
export function compare(a: Incident, b: Incident): number {
  return Number(isWaiting(b)) - Number(isWaiting(a)) || Number(Boolean(a.exercise)) - Number(Boolean(b.exercise)) ||
    severityRank[a.severity] - severityRank[b.severity] ||
    (a.opened_at < b.opened_at ? -1 : a.opened_at > b.opened_at ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/// Where `incident` stands, or would stand, in a sorted list.
export function placeOf(sorted: readonly Incident[], incident: Incident): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle]!, incident) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Filter {
  /// Empty: all.
  class: string;
  severity: string;
  state: "" | "waiting" | "mine" | "taken";
  street: string;
  committee: string;
  /// "": everything, "no": without tests and drills, "only": nothing else.
  exercise: "" | "no" | "only";
  words: string;
}

export function matches(incident: Incident, filter: Filter, own: string | null): boolean {
  if (filter.class && incident.class !== filter.class) return false;
  if (filter.severity && incident.severity !== filter.severity) return false;
  if (filter.street && incident.street !== filter.street) return false;
  if (filter.committee && incident.committee !== filter.committee) return false;
  if (filter.exercise === "no" && incident.exercise) return false;
  if (filter.exercise === "only" && !incident.exercise) return false;
  if (filter.state === "waiting" && !isWaiting(incident)) return false;
  if (filter.state === "taken" && isWaiting(incident)) return false;
  if (filter.state === "mine" && incident.owner !== own) return false;
  if (!filter.words) return true;
  const text = `${incident.address} ${incident.home} ${incident.gateway} ${incident.owner ?? ""} ${incident.id}`.toLowerCase();
  return hasWords(text, filter.words);
}
/// Whether each of the words stands in the text, which is in small letters.
export const hasWords = (text: string, words: string) => words.toLowerCase().split(/\s+/).every((word) => text.includes(word));

/// How urgent the timer of an unacknowledged case is: the field's target is 60 s, its hard breach 180 s.
export const lateAfter = 60_000;
export const breachAfter = 180_000;
export function urgency(incident: Incident, now: number): "calm" | "late" | "breach" {
  if (!isWaiting(incident) || incident.class === "technical") return "calm";
  const waited = now - Date.parse(incident.opened_at);
  return waited >= breachAfter ? "breach" : waited >= lateAfter ? "late" : "calm";
}

type Condition = Schemas["Condition"];
/// Which class of incident a condition opens. One that is missing here does not compile.
export const classOf: Record<Condition, Schemas["Class"]> = {
  smoke: "emergency", smoke_prealarm: "emergency", co: "emergency", gas: "emergency", call: "emergency", fall: "emergency", fall_suspected: "emergency",
  water_leak: "welfare", no_water_use: "welfare", pipe_leak: "welfare", pipe_burst: "welfare", vital_sign: "welfare", no_movement: "welfare",
  reverse_flow: "technical", water_no_data: "technical", low_battery: "technical", tamper: "technical", fault: "technical", offline: "technical", babbling: "technical",
  gateway_lost: "technical", outbox_gap: "technical", escalation_stalled: "technical", area_outage: "technical",
};
export const conditions = Object.keys(classOf) as Condition[];
