// What has to be asked for again and again, and what to say when no answer comes any more.
import { useEffect, useRef } from "preact/hooks";
import { sight } from "../../api/session";
import { now } from "../../live/clock";
import { useLoaded, type Loaded } from "../../ui/parts";
import { troubleText } from "../../ui/trouble";
import { timeText } from "../../words";
import { text } from "./words";

export interface Polled<T> extends Loaded<T> {
  /// When the last answer came; 0: none yet.
  at: number;
  every: number;
}

export function usePolled<T>(load: (signal: AbortSignal) => Promise<T>, every: number): Polled<T> {
  const loaded = useLoaded(load, [sight.value]);
  const heard = useRef<{ value: T | undefined; at: number }>({ value: undefined, at: 0 });
  if (loaded.value !== heard.current.value) heard.current = { value: loaded.value, at: now.peek() };
  // Under load an answer may take longer than the pause; whoever asked anew then would never hear one.
  const waits = useRef(true);
  waits.current = loaded.loading;
  useEffect(() => {
    const timer = window.setInterval(() => { if (!waits.current) loaded.again(); }, every);
    return () => window.clearInterval(timer);
  }, [every]);
  return { ...loaded, at: heard.current.at, every };
}

/// Numbers that stand still look like numbers that hold.
export function Stale({ of }: { of: Polled<unknown> }) {
  if (of.at === 0) return of.error === null ? null : <p class="wrong">{troubleText(of.error)}</p>;
  if (of.error === null && now.value - of.at < 3 * of.every) return null;
  return <p class="wrong">{text.value.stale(timeText(of.at))}</p>;
}
