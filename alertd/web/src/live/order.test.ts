import { describe, expect, it } from "vitest";
import { breachAfter, compare, isWaiting, lateAfter, matches, placeOf, urgency, type Filter, type Incident } from "./order";

const opened = Date.parse("2026-03-01T03:00:00Z");

function incident(more: Partial<Incident>): Incident {
  return {
    id: "01J00000000000000000000001", version: 1, class: "emergency", severity: "major", headline: "smoke", state: "open", home: "h1", address: "3弄12号", committee: "c1", street: "s1", gateway: "g1",
    opened_at: new Date(opened).toISOString(), acknowledged_at: null, owner: null, exercise: null, silenced_until: null, ...more,
  } as Incident;
}
const everything: Filter = { class: "", severity: "", state: "", street: "", committee: "", exercise: "", words: "" };

describe("the order of the list", () => {
  it("has what waits first, real before exercises, then the severest, then the oldest", () => {
    const list = [
      incident({ id: "taken", acknowledged_at: "2026-03-01T03:01:00Z", severity: "critical" }),
      incident({ id: "drill", exercise: "drill", severity: "critical" }),
      incident({ id: "young", opened_at: "2026-03-01T03:05:00Z" }),
      incident({ id: "old" }),
      incident({ id: "critical", severity: "critical", opened_at: "2026-03-01T04:00:00Z" }),
    ];
    expect(list.sort(compare).map((one) => one.id)).toEqual(["critical", "old", "young", "drill", "taken"]);
  });

  it("finds the place of each in a sorted list, of whatever is in it", () => {
    let seed = 1;
    const chance = (below: number) => { seed = (seed * 16_807) % 2_147_483_647; return seed % below; };
    const list = Array.from({ length: 500 }, (_, at) => incident({
      id: String(at).padStart(4, "0"), severity: (["minor", "major", "critical"] as const)[chance(3)]!, acknowledged_at: chance(2) ? "2026-03-01T03:00:30Z" : null,
      exercise: chance(5) ? null : "drill", opened_at: new Date(opened + chance(50) * 1000).toISOString(),
    })).sort(compare);
    list.forEach((one, at) => expect(placeOf(list, one)).toBe(at));
  });
});

describe("the timer's colour", () => {
  it("goes by the targets of 60 s and 180 s, for what waits and is not technical", () => {
    const one = incident({});
    expect(urgency(one, opened + lateAfter - 1)).toBe("calm");
    expect(urgency(one, opened + lateAfter)).toBe("late");
    expect(urgency(one, opened + breachAfter)).toBe("breach");
    expect(urgency(incident({ class: "technical" }), opened + breachAfter)).toBe("calm");
    expect(urgency(incident({ acknowledged_at: "2026-03-01T03:02:00Z" }), opened + breachAfter)).toBe("calm");
  });
});

describe("the filter", () => {
  it("asks for every word, in any order, of address, home, gateway, owner and number", () => {
    const one = incident({ owner: "user:wang" });
    for (const words of ["3弄", "12号 g1", "WANG h1", ""]) expect(matches(one, { ...everything, words }, null)).toBe(true);
    expect(matches(one, { ...everything, words: "3弄 13号" }, null)).toBe(false);
  });
  it("knows mine, waiting, taken and exercises", () => {
    const mine = incident({ owner: "user:wang", acknowledged_at: "2026-03-01T03:02:00Z" });
    expect(matches(mine, { ...everything, state: "mine" }, "user:wang")).toBe(true);
    expect(matches(mine, { ...everything, state: "mine" }, "user:li")).toBe(false);
    expect(matches(mine, { ...everything, state: "waiting" }, null)).toBe(false);
    expect(matches(mine, { ...everything, exercise: "only" }, null)).toBe(false);
    expect(isWaiting(incident({ state: "resolved" }))).toBe(false);
  });
});
