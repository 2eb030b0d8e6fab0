// What people do to a case. Each takes what the server answers into the list at once; what it refuses is told.
import { signal } from "@preact/signals";
import { api, Refusal, type Schemas } from "../api/client";
import { operatorName, session } from "../api/session";
import { incidentOf, putNow } from "../live/incidents";
import { isWaiting, type Incident } from "../live/order";
import { tell, tellTrouble } from "../ui/trouble";
import { words } from "../words";

/// Rises with each act of this page, so that what shows the case loads it anew.
export const acted = signal(0);

/// Without a login whoever acts has to say who he is.
export function isNamed(): boolean {
  if (session.value?.name || operatorName.value) return true;
  tell(words.value.login.needName, "error");
  (document.querySelector(".operator input") as HTMLElement | null)?.focus();
  return false;
}

/// Takes the answer of an act, also of one that was refused because the case has gone on.
export function takeAnswer(answer: Schemas["ActResult"] | undefined): void {
  if (answer?.incident) putNow(answer.incident);
  acted.value++;
}
export function takeRefusal(error: unknown): void {
  if (error instanceof Refusal && error.problem.incident) putNow(error.problem.incident);
  acted.value++;
}

/// One after the other: a storm's worth at once would be what the limits of the server are for.
export async function acknowledgeAll(incidents: readonly Incident[]): Promise<void> {
  if (!isNamed()) return;
  for (const { id } of incidents) {
    // It may be somebody's meanwhile; and who was logged out meanwhile does nothing any more.
    const incident = incidentOf(id);
    if (session.value && incident && isWaiting(incident)) await acknowledge(id);
  }
}

type Path = "/api/v1/incidents/{id}/acknowledge" | "/api/v1/incidents/{id}/resolve" | "/api/v1/incidents/{id}/assign" | "/api/v1/incidents/{id}/reopen" | "/api/v1/incidents/{id}/close" | "/api/v1/incidents/{id}/notes" |
  "/api/v1/incidents/{id}/dispatch" | "/api/v1/incidents/{id}/accept" | "/api/v1/incidents/{id}/decline" | "/api/v1/incidents/{id}/en-route" |
  "/api/v1/incidents/{id}/on-scene" | "/api/v1/incidents/{id}/done";

/// Throws what the server refuses, so that a form can say it and keep what was typed.
export async function actOn(path: Path, id: string, body: object, version?: number): Promise<void> {
  try {
    takeAnswer((await api.post(path, { path: { id }, body: body as never, version } as never)) as Schemas["ActResult"]);
  } catch (error) {
    takeRefusal(error);
    throw error;
  }
}
/// The same for a button, beside which nothing can be said: what the server refuses is told above the page.
export async function actAndTell(path: Path, id: string, body: object, version?: number): Promise<void> {
  if (!isNamed()) return;
  try { await actOn(path, id, body, version); } catch (error) { tellTrouble(error); }
}

export const acknowledge = (id: string) => actAndTell("/api/v1/incidents/{id}/acknowledge", id, {});
/// From somebody who has it.
export const takeOver = ({ id, version }: Incident) => actAndTell("/api/v1/incidents/{id}/assign", id, {}, version);
