// What the page asks the server, and when it asks again.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, Refusal, type Schemas } from "../../api/client";
import { onDelta } from "../../live/stream";
import { actorText } from "../../words";
import { text } from "./words";

export type Handover = Schemas["Handover"];
export type OpenWork = Schemas["OpenWork"];

/// How many emergencies and welfare cases are counted and not named: the server names the most urgent ones only.
export const unnamed = (work: OpenWork) => Math.max(0, work.emergency + work.welfare - work.incidents.length);

/// Rises when handovers may have changed, and when what is open may have.
export const handoversChanged = signal(0);
export const workChanged = signal(0);

const minute = 60_000;
const settle = 1_500;
const ofWork = /^(incident|silence|away|follow_up)\./;

/// Somebody with one street does not hear of handovers and silences on the stream, so it is asked each minute too.
export function useChanges(): void {
  useEffect(() => {
    let waiting = 0;
    const later = () => { if (!waiting) waiting = window.setTimeout(() => { waiting = 0; workChanged.value++; }, settle); };
    const stop = onDelta((delta) => {
      if (!delta || delta.event.startsWith("handover.")) handoversChanged.value++;
      if (!delta || ofWork.test(delta.event)) later();
    });
    const each = window.setInterval(() => {
      handoversChanged.value++;
      workChanged.value++;
    }, minute);
    return () => {
      stop();
      window.clearTimeout(waiting);
      window.clearInterval(each);
    };
  }, []);
}

const wordOf = (error: unknown) => (error instanceof Refusal ? error.problem.type?.replace("urn:anju:problem:", "") : undefined);

/// What the server refuses of a signature, in the reader's words; who has signed meanwhile is looked up.
export async function sign(id: string, comment: string): Promise<void> {
  try {
    await api.post("/api/v1/handovers/{id}/sign", { path: { id }, body: comment ? { comment } : {} });
  } catch (error) {
    if (wordOf(error) === "own_handover") throw new Error(text.value.own);
    if (wordOf(error) === "wrong_state") {
      handoversChanged.value++;
      const { handover } = await api.get("/api/v1/handovers/{id}", { path: { id } });
      throw new Error(text.value.taken(actorText(handover.signed_by)));
    }
    throw error;
  }
}
