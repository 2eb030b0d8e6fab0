// What outlives the page on which it was typed, and is not for whoever logs in there next.
import { effect, signal, type Signal } from "@preact/signals";
import { lastSight } from "../api/session";

/// Begins anew with another login. `isUnsaved`: the browser's window is not closed over it without asking.
export function ofLogin<T>(none: T, isUnsaved: (kept: T) => boolean = () => false): Signal<T> {
  const kept = signal(none);
  effect(() => {
    void lastSight.value;
    kept.value = none;
  });
  globalThis.addEventListener?.("beforeunload", (event) => { if (isUnsaved(kept.peek())) event.preventDefault(); });
  return kept;
}
