// What somebody is writing about a roster. It outlives the form, so that a look at another page loses nothing.
import type { Schemas } from "../../api/client";
import { ofLogin } from "../../ui/of_login";
import type { Level, Roster } from "./data";
import { weekdays, type Day, type Shift, type Weekday } from "./week";
import { text } from "./words";

export interface ShiftDraft {
  /// Tells shifts apart while their ids are being written.
  key: number;
  id: string;
  weekdays: Weekday[];
  begins: string;
  ends: string;
  from: Day;
  until: Day;
  except: Day[];
  crews: string[][];
  rotate: string;
}
export interface Draft {
  id: string;
  name: string;
  level: Level;
  scope: string;
  /// The version that was seen; null: a new roster.
  version: number | null;
  shifts: ShiftDraft[];
}

/// By roster; that of a new one under "".
export const drafts = ofLogin<ReadonlyMap<string, Draft>>(new Map(), (kept) => kept.size > 0);
export function keepDraft(name: string, draft: Draft | null): void {
  const next = new Map(drafts.value);
  if (draft) next.set(name, draft);
  else next.delete(name);
  drafts.value = next;
}

let keys = 0;
const shiftDraft = (shift: Shift): ShiftDraft => ({
  key: ++keys, id: shift.id, weekdays: [...(shift.weekdays ?? weekdays)], begins: shift.begins, ends: shift.ends,
  from: shift.from, until: shift.until ?? "",
  except: [...(shift.except ?? [])], crews: shift.crews.map((crew) => [...crew]), rotate: String(shift.rotate_days),
});
export const newShift = (today: Day): ShiftDraft => shiftDraft({ id: "", begins: "08:00", ends: "20:00", from: today, crews: [[]], rotate_days: 7 });
export const copyOf = (shift: ShiftDraft): ShiftDraft => ({
  ...shift, key: ++keys, id: "", weekdays: [...shift.weekdays], except: [...shift.except], crews: shift.crews.map((crew) => [...crew]),
});

export const draftOf = (roster: Roster): Draft => ({
  id: roster.id, name: roster.name, level: roster.level, scope: roster.scope ?? "", version: roster.version, shifts: roster.shifts.map(shiftDraft),
});
export const emptyDraft = (today: Day, level: Level): Draft => ({ id: "", name: "", level, scope: "", version: null, shifts: [newShift(today)] });

/// What the server is told; overrides are left out, so that they stay. Throws what it could only say in its own words.
export function writtenOf(draft: Draft): Schemas["RosterWritten"] {
  for (const shift of draft.shifts) {
    if (shift.weekdays.length === 0) throw new Error(text.value.shiftNeedsDay(shift.id));
    if (shift.crews.every((crew) => crew.length === 0)) throw new Error(text.value.shiftNeedsPeople(shift.id));
  }
  return {
    name: draft.name.trim(), level: draft.level, scope: draft.level === "district" ? null : draft.scope,
    shifts: draft.shifts.map((shift) => ({
      id: shift.id.trim(), weekdays: weekdays.filter((day) => shift.weekdays.includes(day)),
      begins: shift.begins.slice(0, 5), ends: shift.ends.slice(0, 5),
      from: shift.from, until: shift.until || null, except: [...shift.except].sort(), crews: shift.crews, rotate_days: Number(shift.rotate),
    })),
  };
}
