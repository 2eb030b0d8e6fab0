import { describe, expect, it } from "vitest";
import { countMistakes, fileMistake, isCounted, isUnderWay, mayBeMended, tableOf } from "./import-state";

describe("an import", () => {
  it("is looked at again while the server is at work, and mended before anything is changed", () => {
    const states = ["draft", "checking", "checked", "refused", "applying", "finished", "failed"] as const;
    expect(states.filter(isUnderWay)).toEqual(["checking", "applying"]);
    expect(states.filter(mayBeMended)).toEqual(["draft", "checked", "refused"]);
    expect(states.filter(isCounted)).toEqual(["checked", "applying", "finished"]);
    expect(states.filter((state) => isUnderWay(state) && mayBeMended(state))).toEqual([]);
  });

  it("counts the mistakes that are not listed", () => {
    expect(countMistakes([])).toBe(0);
    expect(countMistakes(["homes.csv:3:9: expected a text"])).toBe(1);
    expect(countMistakes(["homes.csv:3:9: expected a text", "and 35 more"])).toBe(36);
  });
});

describe("a file of an import", () => {
  it("goes into the table of its name, in whatever letters", () => {
    expect(["homes.csv", "Homes.CSV", "access_notes.csv"].map(tableOf)).toEqual(["homes", "homes", "access_notes"]);
    expect(["homes.xlsx", "homes.csv.txt", "people.csv", "constructor.csv", ".csv"].map(tableOf)).toEqual(Array(5).fill(undefined));
  });

  it("is refused where no table or another file has its name", () => {
    const all = [{ table: "homes" as const }, { table: "homes" as const }, { table: "streets" as const }];
    expect(fileMistake(undefined, all)).toBe("unknownFile");
    expect(fileMistake("homes", all)).toBe("twice");
    expect(fileMistake("streets", all)).toBeNull();
  });
});
