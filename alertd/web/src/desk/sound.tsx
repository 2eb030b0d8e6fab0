// Sound: each severity has its own, again and again until somebody has acknowledged. Browsers allow it only after a
// press, so whoever begins to work presses once and says that he heard it.
import { effect, signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { session } from "../api/session";
import { incidents } from "../live/incidents";
import { isDeaf } from "../live/stream";
import { route } from "../route";
import { Dialog } from "../ui/parts";
import { remembered } from "../ui/remembered";
import { words } from "../words";
import { toneFor, tones, type Tone } from "./tones";

/// Outlives a reload, but not the login.
const muted = remembered("anju.muted", false);
/// Whether the browser lets us be heard now.
const audible = signal(false);
/// Whether the check of this login was made.
const checked = signal(false);

let context: AudioContext | null = null;

function look(): void {
  const running = context?.state === "running";
  // The browser or the machine took the sound away: somebody has to hear that it is back.
  if (audible.value && !running) checked.value = false;
  audible.value = running;
}
async function unlock(): Promise<void> {
  if (!context) {
    context = new AudioContext();
    context.onstatechange = look;
  }
  await context.resume();
  look();
}

function play(tone: Tone): void {
  if (!context) return;
  // What was taken away may be had again without anybody at the desk.
  if (context.state !== "running") return void unlock();
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

let timer = 0;
export function startSound(): void {
  let playing: Tone | null = null;
  const again = () => {
    window.clearTimeout(timer);
    if (!playing) return;
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

/// Whoever logs in hears for himself; that somebody before him worked without sound is not for him.
export function askAgain(): void {
  muted.value = false;
  checked.value = false;
}
/// Off, on; and on once more where it was taken away.
export function switchSound(): void {
  muted.value = !muted.value && audible.value;
  if (!muted.value) void unlock();
}

export function SoundButton() {
  const text = words.value;
  // Nobody stands at a wallboard to press it.
  const asks = route.value.page !== "wall" && session.value && !session.value.must_change_password && !checked.value && !muted.value;
  const isHeard = audible.value && !muted.value;
  return (
    <>
      <button type="button" class={`button plain ${isHeard ? "" : "muted"}`} aria-pressed={isHeard} onClick={switchSound}>
        {muted.value ? text.sound.off : isHeard ? text.sound.on : text.sound.blocked}
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
    if (!audible.value) return;
    play("major");
    setPlayed(true);
  };
  return (
    <Dialog title={text.audioTitle} onClose={done}>
      <p>{text.audioText}</p>
      <div class="buttons">
        <button type="button" class="button plain" onClick={() => { muted.value = true; }}>{text.audioMuted}</button>
        <button type="button" class={`button ${played ? "" : "main"}`} onClick={() => void press()}>{text.audioButton}</button>
        {played && <button type="button" class="button main" onClick={done}>{text.audioHeard}</button>}
      </div>
    </Dialog>
  );
}
