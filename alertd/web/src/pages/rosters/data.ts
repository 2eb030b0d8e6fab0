// What the views share: which clock times go by, the people of a place, and times in words.
import { computed, signal } from "@preact/signals";
import { allPages, api, Refusal, type Schemas } from "../../api/client";
import { session, sight } from "../../api/session";
import { now, zone } from "../../live/clock";
import { committeeName, streetName } from "../../live/places";
import { useLoaded } from "../../ui/parts";
import { language, words } from "../../words";
import { dayStart, type Day, type Override } from "./week";
import { text } from "./words";

export type Roster = Schemas["Roster"];
export type Summary = Schemas["RosterSummary"];
export type Level = Roster["level"];
export type Responder = Schemas["ResponderPage"]["responders"][number];
export interface Place {
  level: Level;
  scope: string | null;
}

/// Rises when this page has changed a roster, so that what shows rosters loads them anew.
export const changed = signal(0);

export const loadRosters = (signal: AbortSignal) => allPages(async (cursor) => {
  const page = await api.get("/api/v1/rosters", { query: { limit: 500, ...(cursor ? { cursor } : {}) }, signal });
  return { rows: page.rosters, next: page.next };
});

export const placeText = (place: Place) =>
  (place.level === "district" ? words.value.level.district : place.level === "street" ? streetName(place.scope) : committeeName(place.scope));

/// Runs a change that names the version which was seen. When somebody else was first, the newest is loaded, and the refusal told.
export async function withNewest<T>(change: () => Promise<T>): Promise<T> {
  try {
    const answer = await change();
    changed.value++;
    return answer;
  } catch (error) {
    if (error instanceof Refusal && (error.status === 412 || error.status === 404)) changed.value++;
    throw error;
  }
}

/// The begin of the minute that it is: shifts begin and end on minutes, and drawing a week each second is for nothing.
export const minute = computed(() => Math.floor(now.value / 60_000) * 60_000);

/// By which clock times are shown.
export function clockText(): string {
  const { name } = zone.value;
  return name === session.value?.time_zone ? text.value.clock(name) : text.value.clockUnknown(name);
}

// ---- people ------------------------------------------------------------------------------------

const keptFor = 300_000;
let people: { sight: string | null; at: number; rows: Promise<Responder[]> } | null = null;

/// All within the caller's sight. A district has thousands of families among them, so they are not asked for with each view.
function loadPeople(oldest: number): Promise<Responder[]> {
  if (people && people.sight === sight.peek() && Date.now() - people.at < oldest) return people.rows;
  const rows = allPages(async (cursor) => {
    const page = await api.get("/api/v1/responders", { query: { limit: 500, ...(cursor ? { cursor } : {}) } });
    return { rows: page.responders.filter((one) => one.level !== "home"), next: page.next };
  });
  const asked = { sight: sight.peek(), at: Date.now(), rows };
  people = asked;
  rows.catch(() => { if (people === asked) people = null; });
  return rows;
}

export interface People {
  /// Those whom a roster of the place may name.
  here: Responder[];
  nameOf: (id: string) => string;
  loaded: boolean;
  failed: boolean;
  again: () => void;
}
/// `fresh`: also those whom somebody has just entered in the registry.
export function usePeople(place: Place, fresh = false): People {
  const all = useLoaded(() => loadPeople(fresh ? 0 : keptFor), [sight.value]);
  const here = (all.value ?? []).filter((one) => one.level === place.level && (one.scope ?? "") === (place.scope ?? ""));
  const names = new Map(here.map((one) => [one.id, one.name]));
  return { here, nameOf: (id) => names.get(id) ?? id, loaded: all.value !== undefined, failed: all.error !== null, again: all.again };
}
export const peopleOptions = (here: readonly Responder[]): [string, string][] =>
  here.map((one) => [one.id, one.name === one.id ? one.id : `${one.name} · ${one.id}`]);

// ---- times in words ----------------------------------------------------------------------------

// Local times are milliseconds as if the wall showed UTC, so UTC is what formats them.
const formats = computed(() => ({
  day: new Intl.DateTimeFormat(language.value, { timeZone: "UTC", month: "short", day: "numeric", weekday: "short" }),
  full: new Intl.DateTimeFormat(language.value, { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" }),
  time: new Intl.DateTimeFormat(language.value, { timeZone: "UTC", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
}));
export const dayText = (day: Day) => formats.value.day.format(dayStart(day));
export const fullDayText = (day: Day) => formats.value.full.format(dayStart(day));
export const hourText = (utc: number) => formats.value.time.format(zone.value.toLocal(utc));
export const momentText = (utc: number) => `${formats.value.day.format(zone.value.toLocal(utc))} ${hourText(utc)}`;

/// "3月4日周三 22:00–次日 06:00".
export function whenText(from: number, to: number): string {
  const [first, last] = [zone.value.toLocal(from), zone.value.toLocal(to)].map((local) => Math.floor(local / 86_400_000)) as [number, number];
  if (first === last) return `${momentText(from)}–${hourText(to)}`;
  if (last - first === 1) return `${momentText(from)}–${text.value.nextDay} ${hourText(to)}`;
  return `${momentText(from)} – ${momentText(to)}`;
}

export function overrideText(change: Pick<Override, "person" | "instead">, nameOf: (id: string) => string): string {
  const { person, instead } = change;
  if (person && instead) return text.value.standInText(nameOf(person), nameOf(instead));
  return person ? text.value.absenceText(nameOf(person)) : text.value.extraText(nameOf(instead ?? ""));
}
