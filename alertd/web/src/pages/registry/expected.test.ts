import { describe, expect, it, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("document", { documentElement: {} }));
const { language } = await import("../../words");
const { expectedWords, mistakeIn } = await import("./expected");

describe("a mistake in a file", () => {
  it("is told by file, line and column, with the field as the form calls it", () => {
    language.value = "zh-CN";
    expect(mistakeIn('homes.csv:3:9: expected committee: the id of a committee of this import or of the store, found "x:y"')).toEqual({
      file: "homes.csv", line: "3", place: "9", what: "“居委会”应为：本次导入或档案中已有的居委会编号；文件中为 \"x:y\"",
    });
    expect(mistakeIn("and 35 more")).toEqual({ file: "", line: "", place: "", what: "另有 35 处" });
  });
  it("is shown as the server says it where nothing better is known, and in English", () => {
    language.value = "zh-CN";
    expect(expectedWords("a thing that nobody foresaw")).toBe("a thing that nobody foresaw");
    language.value = "en";
    expect(expectedWords("a text")).toBe("a text");
    expect(mistakeIn("and 35 more").what).toBe("and 35 more");
  });
});
