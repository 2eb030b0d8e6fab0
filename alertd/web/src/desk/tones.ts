// What is heard for what waits. Pure.
import { isWaiting, type Incident } from "../live/order";

export type Tone = "critical" | "major" | "minor";
/// Pitches in Hz one after the other, how long each lasts, and how long until it comes again.
export const tones: Record<Tone, { pitches: number[]; each: number; again: number }> = {
  critical: { pitches: [880, 660, 880, 660, 880, 660], each: 0.16, again: 3_000 },
  major: { pitches: [660, 660], each: 0.22, again: 8_000 },
  minor: { pitches: [520], each: 0.18, again: 30_000 },
};

/// The loudest of what waits. Technical cases and exercises get nobody out of his chair; what is silenced is silent.
export function toneFor(waiting: readonly Incident[]): Tone | null {
  let found: Tone | null = null;
  for (const incident of waiting) {
    if (!isWaiting(incident) || incident.silenced_until) continue;
    const tone: Tone = incident.class === "technical" || incident.exercise ? "minor" : incident.severity;
    if (tone === "critical") return tone;
    if (!found || tone === "major") found = tone;
  }
  return found;
}
