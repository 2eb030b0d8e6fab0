// The server's clock, because a workstation's may be wrong; it moves on each second.
import { signal } from "@preact/signals";

let offset = 0;
/// Milliseconds since 1970 on the server, each second.
export const now = signal(Date.now());
export const serverNow = () => Date.now() + offset;
/// How far the browser's clock is off, for the banner.
export const clockOffset = signal(0);

export function heardAt(at: string): void {
  const heard = Date.parse(at);
  if (!Number.isFinite(heard)) return;
  offset = heard - Date.now();
  // What the way takes is no wrong clock.
  clockOffset.value = Math.abs(offset) < 2000 ? 0 : offset;
}

setInterval(() => { now.value = serverNow(); }, 1000);

/// "2026-05-01T08:00" of this machine's zone, `later` milliseconds from now by the server's clock.
export function fieldTime(later: number): string {
  const date = new Date(serverNow() + later);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
export const isoOf = (field: string) => new Date(field).toISOString();
export const hour = 3_600_000;
