// A roster laid out on the clock of the district: who comes when, what overrides make of it, and where it stands in a week.
// The rules are those of alertd/core/roster.hpp; nothing here asks or shows anything.
import type { Schemas } from "../../api/client";
import { dayIn, type Zone } from "../../live/zone";

export type Shift = Schemas["Shift"];
export type Override = Schemas["Override"];
export type Weekday = NonNullable<Shift["weekdays"]>[number];
/// "2026-05-01".
export type Day = string;
/// UTC, in milliseconds; until just before `to`.
export interface Interval {
  from: number;
  to: number;
}
/// A person's part of a turn, as overrides have left it.
export interface Duty extends Interval {
  key: string;
  turn: string;
  shift: string | null;
  /// Whom the shift names; null: an additional duty.
  planned: string | null;
  /// Who comes; null: nobody, the planned one is away.
  who: string | null;
  /// The overrides that made it so, in their order.
  changes: Override[];
}
/// Once that a crew comes to work, or an additional duty.
export interface Turn extends Interval {
  key: string;
  shift: Shift | null;
  duties: Duty[];
}
/// What of something lies on one day, in minutes of its clock, and beside what else it stands.
export interface Piece<T> {
  of: T;
  begins: number;
  ends: number;
  /// It began before this day; it goes on after it.
  before: boolean;
  after: boolean;
  lane: number;
  lanes: number;
}

const minute = 60_000;
export const dayLength = 24 * 60 * minute;
export const weekdays: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

// ---- days and clocks ---------------------------------------------------------------------------

export const dayStart = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const dayAt = (local: number): Day => new Date(local).toISOString().slice(0, 10);
export const addDays = (day: Day, count: number): Day => dayAt(dayStart(day) + count * dayLength);
export const daysBetween = (from: Day, to: Day) => Math.round((dayStart(to) - dayStart(from)) / dayLength);
/// 0: Monday.
const weekdayOf = (day: Day) => (new Date(dayStart(day)).getUTCDay() + 6) % 7;
export const mondayOf = (day: Day): Day => addDays(day, -weekdayOf(day));
export const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(dayStart(text)) && dayAt(dayStart(text)) === text;

export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}
const two = (value: number) => String(value).padStart(2, "0");
/// 1440 is "24:00": the end of a day.
export const minutesText = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
// ---- shifts ------------------------------------------------------------------------------------

const isOvernight = (shift: Pick<Shift, "begins" | "ends">) => minutesOf(shift.ends) <= minutesOf(shift.begins);

export function beginsOn(shift: Shift, day: Day): boolean {
  if (day < shift.from || (shift.until && day > shift.until)) return false;
  if (shift.weekdays && !shift.weekdays.includes(weekdays[weekdayOf(day)]!)) return false;
  return !shift.except?.includes(day);
}

/// The number of the crew whose turn a day is, whether or not the shift begins on it; -1 before the first day.
export function turnOn(shift: Pick<Shift, "from" | "crews" | "rotate_days">, day: Day): number {
  if (day < shift.from || shift.crews.length === 0 || shift.rotate_days < 1) return -1;
  return Math.floor(daysBetween(shift.from, day) / shift.rotate_days) % shift.crews.length;
}

export function intervalOn(shift: Shift, day: Day, zone: Zone): Interval {
  const start = dayStart(day);
  return {
    from: zone.toUtc(start + minutesOf(shift.begins) * minute),
    to: zone.toUtc(start + minutesOf(shift.ends) * minute + (isOvernight(shift) ? dayLength : 0)),
  };
}

export const overlap = (one: Interval, other: Interval) => Math.max(one.from, other.from) < Math.min(one.to, other.to);
export const spanOf = (change: Pick<Override, "from" | "to">): Interval => ({ from: Date.parse(change.from), to: Date.parse(change.to) });

/// What the overrides make of one person's time, cut where it changes. They apply in their order, so that a later one may replace a stand-in.
function cut(planned: string, when: Interval, changes: readonly Override[]): (Interval & { who: string | null; changes: Override[] })[] {
  const inside = changes.filter((change) => change.person && overlap(spanOf(change), when));
  const moments = new Set([when.from, when.to]);
  for (const change of inside) {
    const span = spanOf(change);
    moments.add(Math.max(span.from, when.from)).add(Math.min(span.to, when.to));
  }
  const sorted = [...moments].sort((a, b) => a - b);
  const parts: (Interval & { who: string | null; changes: Override[] })[] = [];
  sorted.slice(1).forEach((to, at) => {
    const from = sorted[at]!;
    let who: string | null = planned;
    const applied: Override[] = [];
    for (const change of inside) {
      if (change.person !== who || !overlap(spanOf(change), { from, to })) continue;
      who = change.instead;
      applied.push(change);
    }
    const last = parts.at(-1);
    const same = last && last.who === who && last.changes.length === applied.length && last.changes.every((one, place) => one === applied[place]);
    if (same) last.to = to;
    else parts.push({ from, to, who, changes: applied });
  });
  return parts;
}

/// Everything of a roster that overlaps `window`, by its beginning.
export function turnsOf(roster: { shifts: readonly Shift[]; overrides: readonly Override[] }, zone: Zone, window: Interval): Turn[] {
  const turns: Turn[] = [];
  const add = (key: string, shift: Shift | null, when: Interval, people: readonly string[], changes: readonly Override[]) => {
    const duties = people.flatMap((person) => cut(person, when, changes).map((part): Duty => ({
      ...part, key: `${key}/${person}/${part.from}`, turn: key, shift: shift?.id ?? null, planned: shift ? person : null,
    })));
    turns.push({ key, shift, ...when, duties });
  };
  // A shift lasts at most a day, and clocks are set by less than another.
  const first = addDays(dayIn(zone, window.from), -2);
  const last = dayIn(zone, window.to);
  for (const shift of roster.shifts) {
    for (let day = first; day <= last; day = addDays(day, 1)) {
      const crew = beginsOn(shift, day) ? (shift.crews[turnOn(shift, day)] ?? []) : [];
      if (crew.length === 0) continue;
      const when = intervalOn(shift, day, zone);
      // A shift inside the hour that spring leaves out does not exist.
      if (overlap(when, window)) add(`${shift.id}/${day}`, shift, when, crew, roster.overrides);
    }
  }
  roster.overrides.forEach((change, at) => {
    if (change.person || !change.instead || !overlap(spanOf(change), window)) return;
    add(`+${change.id}`, null, spanOf(change), [change.instead], roster.overrides.slice(at + 1));
  });
  return turns.sort((a, b) => a.from - b.from || a.to - b.to || a.key.localeCompare(b.key));
}

/// A duty that was seen before, as the roster has it now.
export const dutyNow = (roster: { shifts: readonly Shift[]; overrides: readonly Override[] }, zone: Zone, seen: Duty): Duty | undefined =>
  turnsOf(roster, zone, seen).flatMap((turn) => turn.duties).find((duty) => duty.key === seen.key);

// ---- the week ----------------------------------------------------------------------------------

export const weekOf = (monday: Day): Day[] => weekdays.map((_, at) => addDays(monday, at));
export const weekWindow = (monday: Day, zone: Zone): Interval => ({ from: zone.toUtc(dayStart(monday)), to: zone.toUtc(dayStart(addDays(monday, 7))) });

/// What lies on a day, side by side where it overlaps.
export function piecesOn<T extends Interval>(things: readonly T[], day: Day, zone: Zone): Piece<T>[] {
  const start = dayStart(day);
  const pieces: Piece<T>[] = [];
  for (const of of things) {
    const from = zone.toLocal(of.from);
    // In the hour that autumn has twice, the clock may show an end before the beginning.
    const to = Math.max(zone.toLocal(of.to), from + minute);
    const begins = Math.max(0, (from - start) / minute);
    const ends = Math.min(24 * 60, (to - start) / minute);
    if (begins < ends) pieces.push({ of, begins, ends, before: from < start, after: to > start + dayLength, lane: 0, lanes: 1 });
  }
  pieces.sort((a, b) => a.begins - b.begins || b.ends - a.ends);
  return inLanes(pieces);
}

function inLanes<T>(pieces: Piece<T>[]): Piece<T>[] {
  let group: Piece<T>[] = [];
  let reached = -1;
  const close = () => {
    const lanes = Math.max(0, ...group.map((piece) => piece.lane)) + 1;
    for (const piece of group) piece.lanes = lanes;
    group = [];
  };
  for (const piece of pieces) {
    if (piece.begins >= reached) close();
    const taken = new Set(group.filter((other) => other.ends > piece.begins).map((other) => other.lane));
    while (taken.has(piece.lane)) piece.lane++;
    group.push(piece);
    reached = Math.max(reached, piece.ends);
  }
  close();
  return pieces;
}

/// How many days ahead gaps must be asked for so that they reach `until`; the server looks 366 days ahead at most.
export const gapDays = (now: number, until: number) => Math.min(366, Math.max(30, Math.ceil((until - now) / dayLength)));

/// Why two duties cannot be swapped; null when they can.
export function swapTrouble(first: Duty, second: Duty): "away" | "same" | "overlap" | null {
  if (!first.who || !second.who) return "away";
  if (first.who === second.who) return "same";
  // At the same time each would be sent away by the other's half.
  return overlap(first, second) ? "overlap" : null;
}

/// The other half of a swap, if this override is one of two.
export function otherHalf(change: Override, all: readonly Override[]): Override | undefined {
  const name = /^(.*)-([12])$/.exec(change.id);
  if (!name) return undefined;
  return all.find((one) => one.id === `${name[1]}-${name[2] === "1" ? 2 : 1}` && one.person === change.instead && one.instead === change.person);
}
