// Taps on a bad line: each is kept until the server has answered it, survives the page, and is sent in its order. An
// answer that was lost is asked for again; the server takes a repeat for what it is. What the server refuses is kept
// too, with what was typed, until its author sends it again or puts it away.
import { signal } from "@preact/signals";
import { No, sendAct, type Disposition, type Word } from "./server";
import { shared } from "./shared";

export interface Tap {
  link: string;
  act: Word;
  at: number;
  note?: string;
  disposition?: Disposition;
}
/// Of the refusal only its word: the server's sentence may name people.
export interface Refused extends Tap {
  status: number;
  word: string;
}

const pauses = [1_000, 2_000, 5_000, 10_000];
const waiting = shared<Tap>("anju.taps");
const putBack = shared<Refused>("anju.refused");
export const taps = waiting.list;
export const refused = putBack.list;
/// Why the taps are still waiting.
export const trouble = signal<unknown>(null);

const same = (one: Tap, other: Tap) => one.link === other.link && one.act === other.act && one.at === other.at;

let timer = 0;
let sending = false;
let tries = 0;
let whenSent: (one: Tap, taken: boolean) => void = () => undefined;

/// The server has answered. Not if another tab has heard the answer to the same tap first.
function settle(one: Tap, no: No | null): void {
  tries = 0;
  if (!waiting.now().some((other) => same(one, other))) return;
  // What has no words of its own is outdated by whatever is said next.
  const outdated = (other: Tap) => other.link === one.link && other.act !== "done";
  putBack.change((list) => [...list.filter((other) => !outdated(other)), ...(no ? [{ ...one, status: no.status, word: no.word }] : [])]);
  waiting.change((list) => list.filter((other) => !same(one, other)));
  whenSent(one, !no);
}

export async function send(): Promise<void> {
  if (sending) return;
  window.clearTimeout(timer);
  sending = true;
  // A case that has to wait keeps no other one waiting.
  const held = new Set<string>();
  for (let one: Tap | undefined; (one = waiting.now().find(({ link }) => !held.has(link))) !== undefined;) {
    const { link, act, note, disposition } = one;
    try {
      await sendAct(link, act, { ...(note ? { note } : {}), ...(disposition ? { disposition } : {}) });
      settle(one, null);
    } catch (error) {
      if (error instanceof No && error.final) {
        settle(one, error);
        continue;
      }
      trouble.value = error;
      held.add(link);
      if (!(error instanceof No)) break;
    }
  }
  sending = false;
  if (held.size > 0) timer = window.setTimeout(() => void send(), pauses[Math.min(tries++, pauses.length - 1)]);
  else trouble.value = null;
}

export function tap(one: Tap): void {
  waiting.change((list) => {
    // A second press of the same button while the first waits is the same press.
    const last = list.filter(({ link }) => link === one.link).pop();
    return last?.act === one.act && one.act !== "done" ? list : [...list, one];
  });
  void send();
}

export function putAway(one: Refused): void {
  putBack.change((list) => list.filter((other) => !same(one, other)));
}
export function sendAgain(one: Refused): void {
  const { status, word, ...said } = one;
  tap(said);
  putAway(one);
}

export function startQueue(sent: typeof whenSent): void {
  whenSent = sent;
  window.addEventListener("online", () => void send());
  void send();
}
