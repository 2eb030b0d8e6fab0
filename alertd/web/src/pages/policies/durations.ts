// Durations as policies write them ("1m30s"), and as people say them.
import { text } from "./words";

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/// Milliseconds; null: no such text.
export function durationOf(written: string): number | null {
  if (!/^(\d+(ms|s|m|h|d))+$/.test(written)) return null;
  return [...written.matchAll(/(\d+)(ms|s|m|h|d)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
}
export function saidDuration(milliseconds: number): string {
  const part = (unit: number, of: number) => Math.floor(milliseconds / unit) % of;
  return text.value.duration(Math.floor(milliseconds / 86_400_000), part(3_600_000, 24), part(60_000, 60), part(1000, 60), milliseconds % 1000);
}
/// As people say it; what cannot be read as it was written.
export function said(written: string): string {
  const milliseconds = durationOf(written);
  return milliseconds === null ? written : saidDuration(milliseconds);
}
