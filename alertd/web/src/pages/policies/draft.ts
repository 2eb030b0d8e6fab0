// What an administrator has written and not saved yet. It outlives the page's parts, so that looking elsewhere loses nothing.
import type { Schemas } from "../../api/client";
import { ofLogin } from "../../ui/of_login";
import type { Policy } from "./ladder";

type Class = Schemas["Class"];
type Kept = Schemas["Policies"];
type Variant = Schemas["PolicyVariant"];

export interface VariantDraft extends Omit<Variant, "hours"> {
  /// Stays when the order changes.
  key: number;
  begins: string;
  ends: string;
}
export interface Draft extends Policy {
  /// What the writer has seen.
  version: number;
  reason: string;
  when: VariantDraft[];
}

export const drafts = ofLogin<Partial<Record<Class, Draft>>>({}, (kept) => Object.keys(kept).length > 0);
export function setDraft(of: Class, draft: Draft | null): void {
  const { [of]: _, ...others } = drafts.value;
  drafts.value = draft ? { ...others, [of]: draft } : others;
}

let last = 0;
const policyOf = ({ repeat_every, attend_within, arrive_within, steps }: Policy): Policy =>
  ({ repeat_every, attend_within, arrive_within, steps: steps.map(({ after, notify }) => ({ after, notify: [...notify] })) });

export function draftOf(kept: Kept): Draft {
  const when = kept.when.map(({ hours, ...variant }): VariantDraft => {
    const [begins = "", ends = ""] = (hours ?? "").split("-");
    return { ...variant, ...policyOf(variant), key: ++last, begins, ends };
  });
  return { ...policyOf(kept), version: kept.version, reason: "", when };
}

function freeName(when: readonly VariantDraft[], nameOf: (number: number) => string): string {
  let number = when.length + 1;
  while (when.some((one) => one.name === nameOf(number))) number++;
  return nameOf(number);
}
/// One more variant, which begins as the usual policy, under the first of the names that is free.
export const newVariant = (draft: Draft, nameOf: (number: number) => string): VariantDraft => ({
  key: ++last, name: freeName(draft.when, nameOf), kinds: [], conditions: [], min_severity: "minor", begins: "", ends: "",
  weekdays: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], ...policyOf(draft),
});

/// As the server takes it. An hour that lacks its other half goes along, so that the server says so.
export function written(draft: Draft): Schemas["PoliciesWritten"] {
  const when = draft.when.map(({ key: _, begins, ends, ...variant }) => ({ ...variant, hours: begins || ends ? `${begins}-${ends}` : null }));
  return { ...policyOf(draft), when };
}
