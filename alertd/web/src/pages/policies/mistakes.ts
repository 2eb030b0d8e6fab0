// What the server found wrong, by its place in the form.
import { Refusal } from "../../api/client";

export interface Mistake {
  /// From 0; null: the usual policy.
  variant: number | null;
  /// From 0; null: the policy as a whole.
  step: number | null;
  field: string;
  said: string;
}
/// What is wrong with a field of the policy or step at hand.
export type WrongAt = (field: string, step?: number | null) => Mistake | undefined;

const one = /^(?:when\[(\d+)\](?:\.|: )?)?(?:steps\[(\d+)\](?:: )?)?(?:field '(\w+)'(?::| must)? ?)?(.*)$/s;

/// "when[0].steps[1]: field 'after': expected a later time ...; field 'steps': expected ..."
export function mistakesOf(error: unknown): Mistake[] {
  if (!(error instanceof Refusal) || (error.status !== 400 && error.status !== 422)) return [];
  return (error.problem.detail ?? "").split(/; (?=when\[\d+\]|steps\[\d+\]|field ')/).flatMap((line) => {
    const [, variant, step, field, said] = one.exec(line) ?? [];
    if (field === undefined && variant === undefined && step === undefined) return [];
    const numberOf = (text: string | undefined) => (text === undefined ? null : Number(text));
    return [{ variant: numberOf(variant), step: numberOf(step), field: field ?? (step === undefined ? "when" : "steps"), said: said ?? line }];
  });
}
export const wrongIn = (mistakes: readonly Mistake[], variant: number | null): WrongAt =>
  (field, step = null) => mistakes.find((mistake) => mistake.variant === variant && mistake.step === step && mistake.field === field);
