import { expect, it, vi } from "vitest";
import type { Roster } from "./data";

vi.hoisted(() => vi.stubGlobal("document", { documentElement: {} }));
const { copyOf, draftOf, emptyDraft, writtenOf } = await import("./draft");

const roster: Roster = {
  id: "r", name: "白班", level: "committee", scope: "c1", version: 4, overrides: [],
  shifts: [{ id: "day", begins: "08:00", ends: "20:00", from: "2026-03-02", crews: [["li"], ["wang"]], rotate_days: 7 }],
};

it("what was not changed is written as it was read, with every weekday named", () => {
  const { shifts, ...head } = writtenOf(draftOf(roster));
  expect(head).toEqual({ name: "白班", level: "committee", scope: "c1" });
  expect(shifts).toEqual([{
    ...roster.shifts[0], until: null, except: [], weekdays: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
  }]);
});

it("leaves out spaces, seconds and the scope of the district, and puts days in their order", () => {
  const draft = { ...draftOf(roster), name: " 白班 ", level: "district" as const };
  Object.assign(draft.shifts[0]!, { id: " day ", begins: "08:00:00", weekdays: ["friday", "monday"], except: ["2026-05-02", "2026-05-01"] });
  const { name, scope, shifts } = writtenOf(draft);
  expect([name, scope, shifts[0]?.id, shifts[0]?.begins]).toEqual(["白班", null, "day", "08:00"]);
  expect([shifts[0]?.weekdays, shifts[0]?.except]).toEqual([["monday", "friday"], ["2026-05-01", "2026-05-02"]]);
});

it("refuses a shift without days or without anybody before the server does", () => {
  const draft = draftOf(roster);
  draft.shifts[0]!.weekdays = [];
  expect(() => writtenOf(draft)).toThrow("day");
  expect(() => writtenOf(emptyDraft("2026-03-02", "street"))).toThrow();
});

it("a copy of a shift shares nothing with it", () => {
  const [shift] = draftOf(roster).shifts;
  const copy = copyOf(shift!);
  copy.crews[0]!.push("zhao");
  expect([shift!.crews[0], copy.id, copy.key === shift!.key]).toEqual([["li"], "", false]);
});
