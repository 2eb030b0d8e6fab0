// Sound: each severity has its own, again and again until somebody has acknowledged. Browsers allow it only after a
// press, so whoever begins to work presses once and says that he heard it.
import { effect, signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { session } from "../api/session";
import { incidents } from "../live/incidents";
import { isWaiting, type Incident } from "../live/order";
import { isDeaf } from "../live/stream";
import { route } from "../route";
import { Dialog } from "../ui/parts";
import { remembered } from "../ui/remembered";
import { words } from "../words";

type Tone = "critical" | "major" | "minor";
/// Pitches in Hz one after the other, how long each lasts, and how long until it comes again.
const tones: Record<Tone, { pitches: number[]; each: number; again: number }> = {
  critical: { pitches: [880, 660, 880, 660, 880, 660], each: 0.16, again: 3_000 },
  major: { pitches: [660, 660], each: 0.22, again: 8_000 },
  minor: { pitches: [520], each: 0.18, again: 30_000 },
};

export const muted = remembered("anju.muted", false);
/// Whether the browser lets us be heard.
export const unlocked = signal(false);
/// Whether the check of this login was made.
const checked = signal(false);

let context: AudioContext | null = null;

async function unlock(): Promise<void> {
  context ??= new AudioContext();
  await context.resume();
  unlocked.value = context.state === "running";
}

export function play(tone: Tone): void {
  if (!context || context.state !== "running") return;
  const { pitches, each } = tones[tone];
  const gain = context.createGain();
  gain.gain.value = 0.25;
  gain.connect(context.destination);
  pitches.forEach((pitch, at) => {
    const voice = context!.createOscillator();
    voice.type = "square";
    voice.frequency.value = pitch;
    voice.connect(gain);
    voice.start(context!.currentTime + at * each);
    voice.stop(context!.currentTime + (at + 0.85) * each);
  });
}

/// The loudest of what waits. Technical cases and exercises get nobody out of his chair; what is silenced is silent.
export function toneFor(waiting: readonly Incident[]): Tone | null {
  let found: Tone | null = null;
  for (const incident of waiting) {
    if (!isWaiting(incident) || incident.silenced_until) continue;
    const tone: Tone = incident.class === "technical" || incident.exercise ? "minor" : incident.severity === "minor" ? "minor" : incident.severity;
    if (tone === "critical") return tone;
    if (!found || tone === "major") found = tone;
  }
  return found;
}

let timer = 0;
export function startSound(): void {
  let playing: Tone | null = null;
  const again = () => {
    window.clearTimeout(timer);
    if (!playing || muted.value) return;
    play(playing);
    timer = window.setTimeout(again, tones[playing].again);
  };
  effect(() => {
    const waits = toneFor(incidents.value);
    // Nobody looks at a list in which nothing happens.
    const heard = isDeaf.value && waits !== "critical" ? "major" : waits;
    const wanted = muted.value ? null : heard;
    if (wanted === playing) return;
    playing = wanted;
    again();
  });
}

export function SoundButton() {
  const text = words.value;
  // Nobody stands at a wallboard to press it.
  const asks = route.value.page !== "wall" && session.value && !session.value.must_change_password && !checked.value && !muted.value;
  return (
    <>
      <button type="button" class={`button plain ${muted.value ? "muted" : ""}`} aria-pressed={!muted.value}
        onClick={() => { muted.value = !muted.value; if (!muted.value) void unlock(); }}>
        {muted.value ? text.sound.off : unlocked.value || asks ? text.sound.on : text.sound.blocked}
      </button>
      {asks && <AudioCheck />}
    </>
  );
}

function AudioCheck() {
  const text = words.value.login;
  const [played, setPlayed] = useState(false);
  const done = () => { checked.value = true; };
  const press = async () => {
    await unlock();
    play("major");
    setPlayed(true);
  };
  return (
    <Dialog title={text.audioTitle} onClose={done}>
      <p>{text.audioText}</p>
      <div class="buttons">
        <button type="button" class="button plain" onClick={() => { muted.value = true; done(); }}>{text.audioMuted}</button>
        <button type="button" class={`button ${played ? "" : "main"}`} onClick={() => void press()}>{text.audioButton}</button>
        {played && <button type="button" class="button main" onClick={done}>{text.audioHeard}</button>}
      </div>
    </Dialog>
  );
}
