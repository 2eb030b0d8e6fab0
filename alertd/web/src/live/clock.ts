// The server's clock, because a workstation's may be wrong, and the district's zone, because a workstation's may be
// another. The clock moves on each second.
import { computed, signal } from "@preact/signals";
import { session } from "../api/session";
import { inputOf, instantOf, zoneOf, type Zone } from "./zone";

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
/// For what is asked for again each minute.
export const minute = computed(() => Math.floor(now.value / 60_000));

/// The district's; this machine's as long as nobody is logged in, or when the browser does not know the district's.
export const zone = computed<Zone>(() => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  try { return zoneOf(session.value?.time_zone ?? own); } catch { return zoneOf(own); }
});
/// "2026-05-01T08:00" of the district, `later` milliseconds from now by the server's clock.
export const fieldTime = (later: number) => inputOf(zone.value, serverNow() + later);
/// Throws for a text that is no time; a field that is required never has one.
export const isoOf = (field: string) => new Date(instantOf(zone.value, field)).toISOString();
export const hour = 3_600_000;
