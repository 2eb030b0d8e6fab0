import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("document", { documentElement: {} }));
const { session } = await import("../api/session");
const { language, timeText } = await import(".");

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-05-01T17:00:00Z") });
  session.value = { time_zone: "Asia/Shanghai" } as never;
});
afterEach(() => vi.useRealTimers());

describe("a time in words", () => {
  it("has its day when that is another, and its year when that is another", () => {
    language.value = "zh-CN";
    expect(timeText("2026-05-01T16:05:03Z")).toBe("00:05:03");
    expect(timeText("2026-05-01T15:05:03Z")).toBe("05/01 23:05:03");
    expect(timeText("2025-12-31T15:05:03Z")).toBe("2025/12/31 23:05:03");
    expect(timeText("2025-12-31T16:05:03Z")).toBe("01/01 00:05:03");
  });
  it("begins the day with hour 0 in English too", () => {
    language.value = "en";
    expect(timeText("2026-05-01T16:05:03Z")).toBe("00:05:03");
  });
});
