// A list that this browser keeps: it survives the page, and the tabs share it, since every message opens one of its own.
import { signal, type ReadonlySignal } from "@preact/signals";

export interface Shared<T> {
  readonly list: ReadonlySignal<readonly T[]>;
  /// As it is now, whatever another tab has just done.
  now(): readonly T[];
  change(by: (list: readonly T[]) => readonly T[]): void;
}

export function shared<T>(key: string): Shared<T> {
  const list = signal<readonly T[]>([]);
  let stored = true;
  const now = () => {
    // A private or full browser keeps it as long as the page is open.
    if (!stored) return list.value;
    try {
      const found: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
      return Array.isArray(found) ? (found as T[]) : [];
    } catch { return list.value; }
  };
  const change: Shared<T>["change"] = (by) => {
    list.value = by(now());
    try {
      localStorage.setItem(key, JSON.stringify(list.value));
      stored = true;
    } catch { stored = false; }
  };
  list.value = now();
  window.addEventListener("storage", (event) => { if (event.key === key || event.key === null) list.value = now(); });
  return { list, now, change };
}
