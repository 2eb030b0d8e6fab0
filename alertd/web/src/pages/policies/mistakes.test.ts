import { describe, expect, it } from "vitest";
import { Refusal } from "../../api/client";
import { mistakesOf, wrongIn } from "./mistakes";

const refused = (detail: string, status = 400) => new Refusal(status, { detail }, null);

describe("what the server found wrong", () => {
  it("is known by variant, step and field", () => {
    const found = mistakesOf(refused("when[0].steps[1]: field 'after': expected a later time than 60s; when[2]: field 'name': expected another name; "
      + "field 'steps': expected one step for the district"));
    expect(found).toEqual([
      { variant: 0, step: 1, field: "after", said: "expected a later time than 60s" },
      { variant: 2, step: null, field: "name", said: "expected another name" },
      { variant: null, step: null, field: "steps", said: "expected one step for the district" },
    ]);
    expect(wrongIn(found, 0)("after", 1)).toBe(found[0]);
    expect(wrongIn(found, 0)("after", 0)).toBeUndefined();
    expect(wrongIn(found, null)("steps")).toBe(found[2]);
  });

  it("is one mistake where its words have a semicolon", () => {
    expect(mistakesOf(refused("field 'hours': expected local times such as 22:00-06:00; not '25:00'")).map((one) => one.field)).toEqual(["hours"]);
  });

  it("is left to the form where no place is named, and where something else was wrong", () => {
    expect(mistakesOf(refused("the body is no JSON"))).toEqual([]);
    expect(mistakesOf(refused("field 'name': expected another name", 412))).toEqual([]);
    expect(mistakesOf(new Error("field 'name'"))).toEqual([]);
  });
});
