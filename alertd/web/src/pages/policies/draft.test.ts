import { expect, it } from "vitest";
import type { Schemas } from "../../api/client";
import { draftOf, newVariant, written } from "./draft";

const steps: Schemas["PolicyStep"][] = [{ after: "0s", notify: ["committee"] }, { after: "2m", notify: ["street", "district"] }];
const times = { repeat_every: "5m", attend_within: "10m", arrive_within: "0s", steps };
const kept = {
  ...times, class: "emergency", source: "file", version: 3, changed_at: "2026-03-01T00:00:00Z", changed_by: "user:wang", reason: "",
  when: [{ ...times, name: "night", kinds: [], conditions: ["smoke"], min_severity: "minor", hours: "22:00-06:00", weekdays: ["monday"] }],
} as Schemas["Policies"];

it("what was not changed is written as it was read", () => {
  expect(written(draftOf(kept))).toEqual({ ...times, when: kept.when });
  expect(written(draftOf({ ...kept, when: [{ ...kept.when[0]!, hours: null }] })).when?.[0]?.hours).toBeNull();
});

it("an hour without its other half goes along, so that the server says so", () => {
  const draft = draftOf(kept);
  draft.when[0]!.ends = "";
  expect(written(draft).when?.[0]?.hours).toBe("22:00-");
});

it("a draft shares nothing with what holds", () => {
  const draft = draftOf(kept);
  draft.steps[0]!.notify.push("district");
  expect(kept.steps[0]!.notify).toEqual(["committee"]);
});

it("a new variant begins as the usual policy under a name that no other has", () => {
  const draft = draftOf(kept);
  const nameOf = (number: number) => `variant ${number}`;
  draft.when = [{ ...draft.when[0]!, name: "variant 2" }];
  const added = newVariant(draft, nameOf);
  expect(added.name).toBe("variant 3");
  expect(added.steps).toEqual(steps);
  expect(newVariant({ ...draft, when: [] }, nameOf).name).toBe("variant 1");
});
