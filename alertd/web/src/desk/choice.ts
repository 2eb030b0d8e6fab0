// Rows that were chosen together, for one act on all of them.
import { signal } from "@preact/signals";

export const chosen = signal<ReadonlySet<string>>(new Set());

export function toggleChosen(id: string): void {
  const next = new Set(chosen.value);
  if (!next.delete(id)) next.add(id);
  chosen.value = next;
}
export function clearChosen(): void {
  chosen.value = new Set();
}
