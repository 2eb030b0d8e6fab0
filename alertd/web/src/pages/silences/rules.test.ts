import { describe, expect, it } from "vitest";
import type { Schemas } from "../../api/client";
import { longestSilence, standing } from "./rules";

type Command = Schemas["Command"];

const at = Date.parse("2026-03-01T03:00:00Z");
const later = "2026-03-01T04:00:00Z";
const command = (id: string, more: Partial<Command>) =>
  ({ id, home: "h1", device: null, kind: "test_mode", state: "confirmed", until: later, ...more }) as Command;

describe("the test modes that hold", () => {
  const ids = (commands: Command[], when = at) => standing(commands, when).map((one) => one.id);
  it("are those whose newest word is no end", () => {
    expect(ids([command("1", {})])).toEqual(["1"]);
    expect(ids([command("2", { kind: "test_mode_over", until: null }), command("1", {})])).toEqual([]);
    expect(ids([command("3", {}), command("2", { kind: "test_mode_over", until: null }), command("1", {})])).toEqual(["3"]);
  });
  it("are told apart by home and device, and by nothing else that a gateway was asked", () => {
    expect(ids([
      command("4", { kind: "away" }), command("3", { device: "smoke-1", kind: "test_mode_over", until: null }), command("2", { home: "h2" }), command("1", {}),
    ])).toEqual(["2", "1"]);
  });
  it("end by themselves, and never were where the gateway did not hear of them in time", () => {
    expect(ids([command("1", {})], Date.parse(later))).toEqual([]);
    expect(ids([command("1", { state: "expired" })])).toEqual([]);
    expect(ids([command("1", { state: "waiting" })])).toEqual(["1"]);
  });
});

it("a silence may last 30 days of what is technical, 7 days in a home, 24 hours in an area", () => {
  expect(longestSilence({ scope: "street", conditions: ["low_battery", "offline"] })).toBe(720);
  expect(longestSilence({ scope: "home", conditions: ["low_battery", "no_water_use"] })).toBe(168);
  expect(longestSilence({ scope: "device", conditions: [] })).toBe(168);
  expect(longestSilence({ scope: "committee", conditions: [] })).toBe(24);
});
