import { expect, test } from "vitest";
import { newUlid } from "./ulid";

test("an id has the form that the server takes, rises with time and does not repeat", () => {
  expect(newUlid()).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  expect(newUlid(1_469_918_176_385).slice(0, 10)).toBe("01ARYZ6S41");
  expect(newUlid(1) < newUlid(2)).toBe(true);
  expect(new Set(Array.from({ length: 100 }, () => newUlid(1))).size).toBe(100);
});
