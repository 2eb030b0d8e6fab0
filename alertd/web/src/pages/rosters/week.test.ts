import { describe, expect, it } from "vitest";
import { zoneOf } from "../../live/zone";
import {
  addDays, beginsOn, dutyNow, gapDays, intervalOn, isDay, minutesText, mondayOf, otherHalf, piecesOn, swapTrouble, turnOn,
  turnsOf, weekOf, weekWindow,
  type Override, type Shift,
} from "./week";

const shanghai = zoneOf("Asia/Shanghai");
const berlin = zoneOf("Europe/Berlin");
const at = (text: string) => Date.parse(text);
const text = (utc: number) => new Date(utc).toISOString().slice(0, 16);
const night: Shift = { id: "night", begins: "22:00", ends: "06:00", from: "2026-03-02", crews: [["li"], ["wang"]], rotate_days: 7 };
const day: Shift = { id: "day", begins: "08:00", ends: "20:00", from: "2026-03-02", crews: [["li", "wang"]], rotate_days: 7 };
const change = (id: string, person: string | null, instead: string | null, from: string, to: string): Override => ({ id, person, instead, from, to });

describe("days", () => {
  it("knows Mondays, months and leap years", () => {
    expect(mondayOf("2026-03-01")).toBe("2026-02-23");
    expect(mondayOf("2026-03-02")).toBe("2026-03-02");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(weekOf("2026-12-28")[6]).toBe("2027-01-03");
  });
  it("tells a day from other text", () => {
    expect(isDay("2026-02-28")).toBe(true);
    for (const wrong of ["2026-02-30", "2026-13-01", "today", "", "2026-2-1"]) expect(isDay(wrong)).toBe(false);
  });
});

describe("a shift", () => {
  it("begins on its weekdays, between its days, without the excepted ones", () => {
    const shift: Shift = { ...day, weekdays: ["monday", "sunday"], until: "2026-03-16", except: ["2026-03-09"] };
    expect(["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-08", "2026-03-09", "2026-03-16", "2026-03-22"].map((one) => beginsOn(shift, one)))
      .toEqual([false, true, false, true, false, true, false]);
  });
  it("lets crews take turns from its first day", () => {
    expect(["2026-03-01", "2026-03-02", "2026-03-08", "2026-03-09", "2026-03-16"].map((one) => turnOn(night, one))).toEqual([-1, 0, 0, 1, 0]);
    expect(turnOn({ ...night, rotate_days: 1 }, "2026-03-03")).toBe(1);
  });
  it("ends on the next day, and lasts a day when both times are the same", () => {
    expect(intervalOn(night, "2026-03-02", shanghai)).toEqual({ from: at("2026-03-02T14:00Z"), to: at("2026-03-02T22:00Z") });
    const whole = intervalOn({ ...day, begins: "08:00", ends: "08:00" }, "2026-03-02", shanghai);
    expect(whole.to - whole.from).toBe(24 * 3_600_000);
  });
  it("lasts 7 or 9 hours when clocks are set", () => {
    const hours = (one: string) => { const when = intervalOn(night, one, berlin); return (when.to - when.from) / 3_600_000; };
    expect([hours("2026-03-28"), hours("2026-10-24"), hours("2026-10-25")]).toEqual([7, 9, 8]);
  });
});

describe("the turns of a week", () => {
  const window = weekWindow("2026-03-09", shanghai);
  const people = (overrides: Override[], shifts = [day]) =>
    turnsOf({ shifts, overrides }, shanghai, { from: at("2026-03-09T16:00Z"), to: at("2026-03-10T16:00Z") })
      .map((turn) => turn.duties.map((duty) => `${duty.planned}:${duty.who} ${text(duty.from).slice(11)}-${text(duty.to).slice(11)}`));

  it("has the night that began on Sunday, with the crew of that day", () => {
    const turns = turnsOf({ shifts: [night], overrides: [] }, shanghai, window);
    expect(turns.map((turn) => `${turn.key} ${turn.duties[0]?.who}`)).toEqual([
      "night/2026-03-08 li", ...["09", "10", "11", "12", "13", "14", "15"].map((one) => `night/2026-03-${one} wang`),
    ]);
  });
  it("has an hour less or more when clocks are set, and each day of it once", () => {
    const hours = (monday: string) => { const week = weekWindow(monday, berlin); return (week.to - week.from) / 3_600_000; };
    expect(["2026-03-16", "2026-03-23", "2026-10-19"].map(hours)).toEqual([168, 167, 169]);
    for (const monday of ["2026-03-23", "2026-10-19"]) {
      const turns = turnsOf({ shifts: [{ ...day, from: "2026-01-05" }], overrides: [] }, berlin, weekWindow(monday, berlin));
      expect(turns.map((turn) => turn.key)).toEqual(weekOf(monday).map((one) => `day/${one}`));
    }
  });
  it("shows a duty that was selected as it is now, and none that is no more", () => {
    const hours = ["2026-03-10T00:00:00Z", "2026-03-10T12:00:00Z"] as const;
    const duties = turnsOf({ shifts: [day], overrides: [] }, shanghai, window).flatMap((turn) => turn.duties);
    const seen = duties.find((duty) => duty.key.startsWith("day/2026-03-10/li"))!;
    expect(dutyNow({ shifts: [day], overrides: [] }, shanghai, seen)).toEqual(seen);
    expect(dutyNow({ shifts: [day], overrides: [change("a", "li", "zhao", ...hours)] }, shanghai, seen)?.who).toBe("zhao");
    expect(dutyNow({ shifts: [{ ...day, crews: [["wang"]] }], overrides: [] }, shanghai, seen)).toBeUndefined();
  });
  it("leaves out turns without anybody", () => {
    expect(turnsOf({ shifts: [{ ...night, crews: [["li"], []] }], overrides: [] }, shanghai, window).map((turn) => turn.key)).toEqual(["night/2026-03-08"]);
  });
  it("cuts a duty where somebody stands in for a part of it", () => {
    expect(people([change("a", "li", "zhao", "2026-03-10T02:00:00Z", "2026-03-10T04:00:00Z")]))
      .toEqual([["li:li 00:00-02:00", "li:zhao 02:00-04:00", "li:li 04:00-12:00", "wang:wang 00:00-12:00"]]);
  });
  it("shows an absence, and a stand-in who is replaced", () => {
    const all = ["2026-03-09T00:00:00Z", "2026-03-12T00:00:00Z"] as const;
    expect(people([change("a", "li", null, ...all)])[0]?.[0]).toBe("li:null 00:00-12:00");
    expect(people([change("a", "li", "zhao", ...all), change("b", "zhao", "sun", ...all)])[0]?.[0]).toBe("li:sun 00:00-12:00");
    expect(people([change("b", "zhao", "sun", ...all), change("a", "li", "zhao", ...all)])[0]?.[0]).toBe("li:zhao 00:00-12:00");
  });
  it("has additional duties, which only later overrides change", () => {
    const hours = ["2026-03-10T13:00:00Z", "2026-03-10T15:00:00Z"] as const;
    expect(people([change("a", null, "zhao", ...hours)], [])).toEqual([["null:zhao 13:00-15:00"]]);
    expect(people([change("a", "zhao", "sun", ...hours), change("b", null, "zhao", ...hours)], [])).toEqual([["null:zhao 13:00-15:00"]]);
    expect(people([change("b", null, "zhao", ...hours), change("a", "zhao", "sun", ...hours)], [])).toEqual([["null:sun 13:00-15:00"]]);
  });
});

describe("the pieces of a day", () => {
  it("cuts a night at midnight and says on which side it goes on", () => {
    const turns = turnsOf({ shifts: [night], overrides: [] }, shanghai, weekWindow("2026-03-09", shanghai));
    const pieces = piecesOn(turns, "2026-03-10", shanghai);
    expect(pieces.map((piece) => [piece.of.key, minutesText(piece.begins), minutesText(piece.ends), piece.before, piece.after])).toEqual([
      ["night/2026-03-09", "00:00", "06:00", true, false], ["night/2026-03-10", "22:00", "24:00", false, true],
    ]);
  });
  it("has nothing of a shift that ends at midnight on the day after", () => {
    const evening: Shift = { ...day, begins: "16:00", ends: "00:00" };
    const turns = turnsOf({ shifts: [evening], overrides: [] }, shanghai, weekWindow("2026-03-09", shanghai));
    const pieces = piecesOn(turns, "2026-03-10", shanghai);
    expect(pieces.map((piece) => [piece.begins, piece.ends, piece.before, piece.after])).toEqual([[960, 1440, false, false]]);
  });
  it("stands at the hours of the wall on days on which clocks are set", () => {
    const early: Shift = { ...day, from: "2026-01-05", begins: "00:00", ends: "08:00" };
    for (const one of ["2026-03-29", "2026-10-25"]) {
      const turns = turnsOf({ shifts: [early], overrides: [] }, berlin, weekWindow(mondayOf(one), berlin));
      expect(piecesOn(turns, one, berlin).map((piece) => [piece.begins, piece.ends, piece.before, piece.after])).toEqual([[0, 480, false, false]]);
    }
  });
  it("puts side by side what overlaps, and only that", () => {
    const hours = (from: number, to: number) => ({ from: at("2026-03-09T16:00Z") + from * 3_600_000, to: at("2026-03-09T16:00Z") + to * 3_600_000 });
    const pieces = piecesOn([hours(0, 8), hours(6, 14), hours(8, 16), hours(16, 24)], "2026-03-10", shanghai);
    expect(pieces.map((piece) => [piece.lane, piece.lanes])).toEqual([[0, 2], [1, 2], [0, 2], [0, 1]]);
  });
});

describe("a swap", () => {
  const duties = turnsOf({ shifts: [day, night], overrides: [] }, shanghai, weekWindow("2026-03-09", shanghai)).flatMap((turn) => turn.duties);
  const of = (key: string) => duties.find((duty) => duty.key.startsWith(key))!;
  it("needs two people at two times", () => {
    expect(swapTrouble(of("day/2026-03-10/li"), of("day/2026-03-11/wang"))).toBeNull();
    expect(swapTrouble(of("day/2026-03-10/li"), of("day/2026-03-11/li"))).toBe("same");
    expect(swapTrouble(of("day/2026-03-10/li"), of("day/2026-03-10/wang"))).toBe("overlap");
    expect(swapTrouble({ ...of("day/2026-03-10/li"), who: null }, of("day/2026-03-11/wang"))).toBe("away");
  });
  it("is known by its two halves", () => {
    const hours = ["2026-03-10T00:00:00Z", "2026-03-10T12:00:00Z"] as const;
    const all = [change("x-1", "li", "wang", ...hours), change("x-2", "wang", "li", ...hours), change("y-2", "wang", "li", ...hours)];
    expect(otherHalf(all[0]!, all)).toBe(all[1]);
    expect(otherHalf(all[2]!, all)).toBeUndefined();
  });
});

it("asks for gaps as far as the week reaches, and never for more than the server answers", () => {
  const now = at("2026-03-09T00:00Z");
  expect([gapDays(now, now - 1), gapDays(now, now + 40.5 * 86_400_000), gapDays(now, now + 900 * 86_400_000)]).toEqual([30, 41, 366]);
});
