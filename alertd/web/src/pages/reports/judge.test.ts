import { describe, expect, it, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("document", { documentElement: {} }));
const { judge } = await import("./judge");

const quiet = {
  windows: 144, seats: 3, alarms: 10, rate: 0.2, most: 1, floods: 0, flood_share: 0, sources: 40, top_10_share: 0.02, chattering_sources: 0, fleeting: 0, stale_now: 0,
};
/// Which of them are within their limits; null: it has none, or there is nothing to judge.
const fine = (load: Partial<Parameters<typeof judge>[0]>) => Object.fromEntries(judge({ ...quiet, ...load }).map((one) => [one.name, one.fine]));

describe("the load on operators", () => {
  it("is within the limits of ISA-18.2 below them and, where the limit itself is allowed, at them", () => {
    const judged = { rate: true, flood_share: true, top_10_share: true, chattering_sources: true, fleeting: true, stale_now: true };
    const plain = { seats: null, alarms: null, most: null, floods: null, sources: null };
    expect(fine({})).toEqual({ ...judged, ...plain });
    expect(fine({ rate: 1, flood_share: 0.00999, top_10_share: 0.05, stale_now: 4 })).toEqual({ ...judged, ...plain });
  });
  it("between the target and the most it may be is over the target", () => {
    expect(fine({ rate: 1.001 })["rate"]).toBe(false);
    expect(fine({ rate: 2 })["rate"]).toBe(false);
    expect(fine({ flood_share: 0.01 })["flood_share"]).toBe(false);
  });
  it("above its limits says so of each", () => {
    expect(fine({ rate: 3, flood_share: 0.2, top_10_share: 0.051, chattering_sources: 1, fleeting: 1, stale_now: 5 })).toMatchObject(
      { rate: false, flood_share: false, top_10_share: false, chattering_sources: false, fleeting: false, stale_now: false });
  });
  it("without an alarm there is no share to judge", () => expect(fine({ top_10_share: null })["top_10_share"]).toBeNull());
  it("says the limit beside the value", () => {
    expect(judge(quiet).filter((one) => one.limit).map((one) => `${one.value} ${one.limit}`)).toEqual(["0.2 ≤ 1", "0% < 1%", "2% ≤ 5%", "0 ≤ 0", "0 ≤ 0", "0 ≤ 4"]);
  });
});
