// What went wrong, in words, at the place where somebody was at work; nothing that was typed is lost.
import { signal } from "@preact/signals";
import { Refusal, Unreachable } from "../api/client";
import { operatorName, session } from "../api/session";
import { actorText, words } from "../words";

export interface Notice {
  id: number;
  text: string;
  kind: "error" | "done";
}
export const notices = signal<Notice[]>([]);
let last = 0;

export function tell(text: string, kind: Notice["kind"] = "done"): void {
  const notice = { id: ++last, text, kind };
  notices.value = [...notices.value.slice(-3), notice];
  window.setTimeout(() => dismiss(notice.id), kind === "error" ? 12_000 : 5_000);
}
export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function troubleText(error: unknown): string {
  const text = words.value.trouble;
  if (error instanceof Unreachable) return text.unreachable;
  if (!(error instanceof Refusal)) return text.failed(error instanceof Error ? error.message : String(error));
  const owner = error.problem.incident?.owner;
  if (error.status === 409 && owner) return text.taken(actorText(owner));
  switch (error.status) {
    case 401: return words.value.login.expired;
    case 403: return text.forbidden;
    case 404: return text.gone;
    case 412: return text.changed;
    case 413: return text.tooLarge;
    case 429:
    case 503: return text.busy(error.retryAfter);
    case 500: return text.server;
    default: return text.failed(error.message);
  }
}
/// A window covers the field for the name, so its form has to say that nobody has given one.
export function needName(): void {
  if (!session.value?.name && !operatorName.value) throw new Error(words.value.login.needName);
}
export function tellTrouble(error: unknown): void {
  tell(troubleText(error), "error");
}
