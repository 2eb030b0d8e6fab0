// What the phone asks the server. The link of the message says who asks; it stands behind the # of the address, which
// no browser sends anywhere, and belongs to the first phone that opens it.
import type { components } from "../api/schema";

type Schemas = components["schemas"];
export type Case = Schemas["PhoneCase"];
export type Word = Schemas["PhoneAct"]["act"];
export type Disposition = Schemas["Disposition"];

/// The server said no; `word` is the last part of the problem's type, empty when something on the way said it.
export class No extends Error {
  constructor(readonly status: number, readonly word: string) {
    super(`${status} ${word}`);
  }
  /// Asking again does not help.
  get final(): boolean { return this.word !== "" && this.status < 500 && this.status !== 429; }
}

function keep(key: string, value: string): void {
  try { localStorage.setItem(key, value); } catch { /* a private window: this visit only */ }
}
function kept(key: string): string {
  try { return localStorage.getItem(key) ?? ""; } catch { return ""; }
}

function ownDevice(): string {
  const known = kept("anju.device");
  if (known) return known;
  const made = [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  keep("anju.device", made);
  return made;
}

const device = ownDevice();
/// The link of the address, or else the last one: the installed page is opened without one.
export function currentLink(): string {
  const link = location.hash.slice(1);
  if (link) keep("anju.link", link);
  return link || kept("anju.link");
}

/// A line that broke without a word is waited for by the browser for minutes, and on a phone that happens all the time.
const answerWithin = 15_000;

async function ask<T>(path: string, body: object): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), answerWithin);
  try {
    const answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, credentials: "omit", signal: stop.signal, body: JSON.stringify({ device, ...body }),
    });
    // What is cut off, or is the page of some hotel's network, is no answer of ours.
    if (answer.ok) return (await answer.json()) as T;
    const problem = (await answer.json().catch(() => null)) as Partial<Schemas["Problem"]> | null;
    const word = /^urn:anju:problem:(\w+)$/.exec(problem?.type ?? "")?.[1];
    throw new No(answer.status, word ?? (answer.status === 413 ? "too_large" : ""));
  } finally {
    clearTimeout(timer);
  }
}

export const openLink = (link: string) => ask<Schemas["PhoneOpened"]>("/api/v1/phone/open", { link });
export const showCase = (link: string) => ask<Case>("/api/v1/phone/case", { link });
export const showAccess = (link: string) => ask<Schemas["PhoneAccessNotes"]>("/api/v1/phone/access-notes", { link });
export const sendAct = (link: string, act: Word, more: { note?: string; disposition?: Disposition }) => ask<Schemas["PhoneActed"]>("/api/v1/phone/acts", { link, act, ...more });
