import { describe, expect, it } from "vitest";
import type { Incident } from "../live/order";
import { toneFor, tones } from "./tones";

const incident = (more: Partial<Incident>) =>
  ({ id: "1", class: "emergency", severity: "major", state: "open", acknowledged_at: null, exercise: null, silenced_until: null, ...more }) as Incident;
const minor = incident({ class: "welfare", severity: "minor" });
const major = incident({ class: "welfare", severity: "major" });
const critical = incident({ severity: "critical" });

describe("the sound", () => {
  it("goes by severity, and the loudest of all that wait is heard, in whatever order they stand", () => {
    for (const one of [minor, major, critical]) expect(toneFor([one])).toBe(one.severity);
    expect(toneFor([minor, major])).toBe("major");
    expect(toneFor([major, minor])).toBe("major");
    expect(toneFor([minor, critical, major])).toBe("critical");
  });
  it("is not that of their severity for technical cases and exercises", () => {
    expect(toneFor([incident({ class: "technical", severity: "critical" })])).toBe("minor");
    expect(toneFor([incident({ severity: "critical", exercise: "drill" })])).toBe("minor");
  });
  it("is none for what somebody has taken, what is over and what is silenced", () => {
    const quiet = [{ acknowledged_at: "2026-03-01T03:01:00Z" }, { state: "resolved" }, { silenced_until: "2026-03-01T03:01:00Z" }] as const;
    expect(toneFor(quiet.map((more) => incident({ severity: "critical", ...more })))).toBeNull();
  });
  it("is another for each severity, and comes again the sooner the worse it is", () => {
    const { critical: worst, major: middle, minor: least } = tones;
    expect(new Set([worst, middle, least].map((one) => one.pitches.join())).size).toBe(3);
    expect(worst.again < middle.again && middle.again < least.again).toBe(true);
  });
});
