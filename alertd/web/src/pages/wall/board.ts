// What the wallboard makes of the list of open incidents and of the statistics. Pure.
import type { Schemas } from "../../api/client";
import { breachAfter, compare, isWaiting, lateAfter, type Incident } from "../../live/order";

export type Severity = Schemas["Severity"];
const severities: readonly Severity[] = ["minor", "major", "critical"];

/// For how long somebody at the wall wants to see that a case was taken.
const justTaken = 30 * 60_000;
const rowsShown = 10;

export interface Rows {
  rows: Incident[];
  /// How many more wait than there is room for.
  moreWaiting: number;
}
const isTechnical = (incident: Incident) => incident.class === "technical";

/// Who waits, people before machines and real before exercises; then who was taken last.
export function lastRows(incidents: readonly Incident[], now: number): Rows {
  const waiting = incidents.filter(isWaiting).sort((a, b) =>
    Number(Boolean(a.exercise)) - Number(Boolean(b.exercise)) || Number(isTechnical(a)) - Number(isTechnical(b)) || compare(a, b));
  const taken = incidents
    .filter((incident) => !isWaiting(incident) && incident.acknowledged_at && now - Date.parse(incident.acknowledged_at) < justTaken)
    .sort((a, b) => Date.parse(b.acknowledged_at!) - Date.parse(a.acknowledged_at!));
  return { rows: [...waiting, ...taken].slice(0, rowsShown), moreWaiting: Math.max(0, waiting.length - rowsShown) };
}

export interface AreaCount {
  open: number;
  waiting: number;
  /// Open tests and drills, which are counted nowhere else here and give no colour.
  exercises: number;
  /// Of those that wait.
  worst: Severity | null;
}
export const nothing: AreaCount = { open: 0, waiting: 0, exercises: 0, worst: null };

/// By street or committee; under "" what belongs to none.
export function countAreas(incidents: readonly Incident[], areaOf: (incident: Incident) => string | null): Map<string, AreaCount> {
  const counts = new Map<string, AreaCount>();
  for (const incident of incidents) {
    const area = areaOf(incident) ?? "";
    const count = counts.get(area) ?? { ...nothing };
    counts.set(area, count);
    if (incident.exercise) {
      count.exercises++;
      continue;
    }
    count.open++;
    if (!isWaiting(incident)) continue;
    count.waiting++;
    if (severities.indexOf(incident.severity) > severities.indexOf(count.worst!)) count.worst = incident.severity;
  }
  return counts;
}

interface Tally {
  open: number;
  waiting: number;
  exercises: number;
  classes: Record<Schemas["Class"], number>;
  severities: Record<Severity, number>;
}
export function tally(incidents: readonly Incident[]): Tally {
  const sum: Tally = { open: 0, waiting: 0, exercises: 0, classes: { emergency: 0, welfare: 0, technical: 0 }, severities: { critical: 0, major: 0, minor: 0 } };
  for (const incident of incidents) {
    sum.open++;
    sum.classes[incident.class]++;
    sum.severities[incident.severity]++;
    if (incident.exercise) sum.exercises++;
    if (isWaiting(incident)) sum.waiting++;
  }
  return sum;
}

type Lateness = "calm" | "late" | "breach";
export const lateness = (waited: number): Lateness => (waited >= breachAfter ? "breach" : waited >= lateAfter ? "late" : "calm");

type TimesRow = Schemas["TimeFigures"]["rows"][number];
export interface Share {
  count: number;
  /// null: nothing of which it could be a part.
  share: number | null;
}
/// The share over the classes in which somebody waits for people; technical cases have no such target.
export function shareOf(rows: readonly TimesRow[], measure: TimesRow["measure"], limit: "within_60_s" | "within_180_s" | "within_45_min"): Share {
  let count = 0;
  let within = 0;
  for (const row of rows) {
    const share = row[limit];
    if (row.measure !== measure || row.class === "technical" || share === null) continue;
    count += row.count;
    within += share * row.count;
  }
  return { count, share: count > 0 ? within / count : null };
}

/// "97.4": never rounded up to a target that was missed.
export const percentText = (share: number) => (share >= 1 ? "100" : (Math.floor(share * 1000 + 1e-6) / 10).toFixed(1));
