// Which test modes hold, and how long a silence may last. Pure.
import type { Schemas } from "../../api/client";
import { classOf } from "../../live/order";

type Command = Schemas["Command"];

export const longestTestMode = 120 * 60_000;

/// The test modes that hold at `at`: the newest word about each home or device decides. `commands` are newest first.
export function standing(commands: readonly Command[], at: number): Command[] {
  const newest = new Map<string, Command>();
  for (const one of commands) {
    const key = `${one.home} ${one.device ?? ""}`;
    if (one.kind.startsWith("test_mode") && !newest.has(key)) newest.set(key, one);
  }
  return [...newest.values()].filter((one) => one.kind === "test_mode" && one.state !== "expired" && one.until && Date.parse(one.until) > at);
}

export interface Wanted {
  scope: Schemas["SilenceScope"];
  conditions: readonly Schemas["Condition"][];
}
/// In hours. What the server allows, so that nobody fills in a form in vain; it decides.
export function longestSilence({ scope, conditions }: Wanted): number {
  if (conditions.length > 0 && conditions.every((one) => classOf[one] === "technical")) return 30 * 24;
  return scope === "committee" || scope === "street" ? 24 : 7 * 24;
}
