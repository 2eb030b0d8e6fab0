// A signal that this browser remembers. Private windows forget it, and that is all.
import { effect, signal, type Signal } from "@preact/signals";

export function remembered<T>(key: string, fallback: T): Signal<T> {
  let start = fallback;
  try {
    const text = localStorage.getItem(key);
    if (text !== null) start = JSON.parse(text) as T;
  } catch { /* nothing is remembered, or what is remembered is of another version */ }
  const value = signal(start);
  effect(() => {
    const text = JSON.stringify(value.value);
    try { localStorage.setItem(key, text); } catch { /* full or forbidden */ }
  });
  return value;
}
