// Taps on a bad line: each is kept until the server has answered it, survives the page, and is sent in its order. An
// answer that was lost is asked for again; the server takes a repeat for what it is.
import { signal } from "@preact/signals";
import { No, sendAct, type Disposition, type Word } from "./server";

export interface Tap {
  link: string;
  act: Word;
  at: number;
  note?: string;
  disposition?: Disposition;
}

const key = "anju.taps";
const pauses = [1_000, 2_000, 5_000, 10_000];

function read(): Tap[] {
  try { return JSON.parse(localStorage.getItem(key) ?? "[]") as Tap[]; } catch { return []; }
}
export const taps = signal<readonly Tap[]>(read());
/// What the server refused of what was tapped.
export const refused = signal<No | null>(null);

function set(next: readonly Tap[]): void {
  taps.value = next;
  try { localStorage.setItem(key, JSON.stringify(next)); } catch { /* kept while the page is open */ }
}

let timer = 0;
let sending = false;
let tries = 0;
let whenSent: () => void = () => undefined;

export async function send(): Promise<void> {
  if (sending) return;
  window.clearTimeout(timer);
  sending = true;
  try {
    for (let tap = taps.value[0]; tap; tap = taps.value[0]) {
      const { link, act, note, disposition } = tap;
      try {
        await sendAct(link, act, { ...(note ? { note } : {}), ...(disposition ? { disposition } : {}) });
        refused.value = null;
      } catch (error) {
        // Nobody answered, or the server cannot now: the tap stays.
        if (!(error instanceof No) || error.status >= 500 || error.status === 429) throw error;
        refused.value = error;
      }
      tries = 0;
      set(taps.value.slice(1));
      whenSent();
    }
  } catch {
    timer = window.setTimeout(() => void send(), pauses[Math.min(tries++, pauses.length - 1)]);
  }
  sending = false;
}

export function tap(one: Tap): void {
  // A second press of the same button while the first waits is the same press.
  if (taps.value.some((waiting) => waiting.link === one.link && waiting.act === one.act)) return;
  set([...taps.value, one]);
  void send();
}

export function startQueue(sent: () => void): void {
  whenSent = sent;
  window.addEventListener("online", () => void send());
  void send();
}
