// What went wrong, in words, at the place where somebody was at work; nothing that was typed is lost.
import { signal } from "@preact/signals";
import { FileChanged, Refusal, Unanswered, Unreachable } from "../api/client";
import { operatorName, session } from "../api/session";
import { actorText, words } from "../words";
import { problems, problemText } from "../words/problems";

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
  if (error instanceof Unanswered) return problems.value.no_answer;
  if (error instanceof Unreachable) return text.unreachable;
  if (error instanceof FileChanged) return text.fileChanged;
  if (!(error instanceof Refusal)) return text.failed(error instanceof Error ? error.message : String(error));
  const { status, problem, retryAfter } = error;
  // Somebody else was first: what has become of the case says more than that it was refused.
  if (status === 409 && problem.incident) return text.standing(words.value.incidentState[problem.incident.state], actorText(problem.incident.owner));
  if (retryAfter !== null) return text.busy(retryAfter);
  const known = problemText(problem.type, problem.detail ?? "");
  if (known) return known;
  // Whatever stands between us and the server answers in its own way.
  switch (status) {
    case 413: return problems.value.too_large;
    case 429: return text.busy(null);
    default: return status >= 500 ? problems.value.internal : text.failed(error.message);
  }
}
/// A window covers the field for the name, so its form has to say that nobody has given one.
export function needName(): void {
  if (!session.value?.name && !operatorName.value) throw new Error(words.value.login.needName);
}
export function tellTrouble(error: unknown): void {
  tell(troubleText(error), "error");
}
