import { describe, expect, it } from "vitest";
import { dayIn, inputOf, instantOf, zoneOf } from "./zone";

describe("the district's clock", () => {
  const shanghai = zoneOf("Asia/Shanghai");
  const berlin = zoneOf("Europe/Berlin");

  it("reads and writes the fields of forms, whatever zone the machine has", () => {
    const at = Date.parse("2026-05-01T16:30:00Z");
    expect(inputOf(shanghai, at)).toBe("2026-05-02T00:30");
    expect(instantOf(shanghai, "2026-05-02T00:30")).toBe(at);
    expect(dayIn(shanghai, at)).toBe("2026-05-02");
    expect(dayIn(berlin, at)).toBe("2026-05-01");
  });
  it("takes the first of a time that comes twice, and the moment of the change for one that is left out", () => {
    expect(instantOf(berlin, "2026-10-25T02:30")).toBe(Date.parse("2026-10-25T00:30:00Z"));
    expect(instantOf(berlin, "2026-03-29T02:30")).toBe(Date.parse("2026-03-29T01:00:00Z"));
  });
  it("knows no moment for what is no time", () => expect(instantOf(shanghai, "soon")).toBeNaN());
  it("throws for a zone that nobody knows", () => expect(() => zoneOf("Moon/Base")).toThrow(RangeError));
});
