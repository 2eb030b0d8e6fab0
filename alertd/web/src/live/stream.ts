// The live stream: a snapshot, then numbered deltas; after a break it goes on where it was. Numbers that do not fit
// mean a hole, and then it begins again with a snapshot rather than show a list that may be wrong.
import { computed, effect, signal } from "@preact/signals";
import { api, type Schemas } from "../api/client";
import { lastSession, session, sight } from "../api/session";
import { heardAt, now } from "./clock";
import { forgetAll, loaded, put, replaceAll, showFirst } from "./incidents";
import type { Incident } from "./order";

type Frame = Schemas["StreamFrame"];
export type Delta = Schemas["DeltaFrame"];

/// The server says something every 4 s; the banner must show within 10 s.
const staleAfter = 9_000;
const pauses = [500, 1_000, 2_000, 4_000];

/// Whether what is shown is what is.
export const connected = signal(false);
/// What of the server does not work, by the names of its probes: the list may be up to date and yet hear of nothing new.
export const failing = signal<readonly string[]>([]);
/// When the last word came, by this machine's clock.
export const lastHeard = signal(Date.now());

/// For how many seconds nothing was heard, once that is too long for a breath of the network; 0: all is well.
export const silentFor = computed(() => {
  const silent = Math.round((now.value, Date.now() - lastHeard.value) / 1000);
  return session.value && !connected.value && silent > 2 ? silent : 0;
});
/// Whether somebody's login has ended, and nobody has come since.
const isLeft = computed(() => session.value === null && lastSession.value !== null);
/// Whether new alerts cannot be seen here.
export const isDeaf = computed(() => isLeft.value || silentFor.value * 1000 > staleAfter || failing.value.length > 0);

let socket: WebSocket | null = null;
let cursor: number | null = null;
/// Of a snapshot whose last frame has not come.
let parts: Incident[] = [];
let openedAt = 0;
let attempts = 0;
let again = 0;
const listeners = new Set<(delta: Delta | null) => void>();

/// Every entry of the journal that may be seen here, as it comes; null: some were missed, and a snapshot stands for them.
/// Returns what ends it.
export function onDelta(listener: (delta: Delta | null) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tellOf = (delta: Delta | null) => listeners.forEach((listener) => listener(delta));

function take(frame: Frame): void {
  if (frame.type === "snapshot") {
    heardAt(frame.at);
    parts = parts.concat(frame.incidents);
    if (frame.more) {
      // The most urgent ones stand there while thousands are on their way. What stands there already is not cut down to them.
      if (!loaded.value && parts.length === frame.incidents.length) showFirst(parts);
      return;
    }
    replaceAll(parts, frame.complete);
    parts = [];
    cursor = frame.seq;
    tellOf(null);
  } else if (frame.type === "delta") {
    if (cursor !== null && frame.seq <= cursor) return beginAgain();
    cursor = frame.seq;
    if (frame.incident) put(frame.incident);
    tellOf(frame);
  } else {
    heardAt(frame.at);
    if (frame.failing.join() !== failing.value.join()) failing.value = frame.failing;
    if (cursor !== null && frame.seq < cursor) return beginAgain();
    cursor = frame.seq;
  }
}

function beginAgain(): void {
  cursor = null;
  leave();
  later();
}
function leave(): void {
  const left = socket;
  socket = null; // what it still has to say is past the hole
  connected.value = false;
  left?.close();
}
function later(): void {
  window.clearTimeout(again);
  const pause = pauses[Math.min(attempts++, pauses.length - 1)]!;
  again = window.setTimeout(() => void begin(), pause * (0.5 + Math.random()));
}

/// Finds out who we are first: a socket that is refused does not say why.
async function begin(): Promise<void> {
  try {
    session.value = await api.get("/api/v1/session");
  } catch (error) {
    if ((error as { status?: number }).status === 401) session.value = null;
    else later();
    return;
  }
  if (!session.value.must_change_password && !socket) connect();
}

function connect(): void {
  const after = cursor === null ? "" : `&after=${cursor}`;
  const opened = new WebSocket(`ws${location.protocol === "https:" ? "s" : ""}://${location.host}/api/v1/stream?batch=true${after}`);
  socket = opened;
  parts = [];
  openedAt = Date.now();
  opened.onmessage = (event: MessageEvent<string>) => {
    if (socket !== opened) return;
    lastHeard.value = Date.now();
    attempts = 0;
    connected.value = true;
    for (const frame of JSON.parse(event.data) as Frame[]) if (socket === opened) take(frame);
  };
  opened.onclose = () => {
    if (socket !== opened) return;
    socket = null;
    connected.value = false;
    later();
  };
}

export function startStream(): void {
  let seen: string | null = null;
  effect(() => {
    const current = sight.value;
    if (current === seen) return;
    seen = current;
    // Another sight needs another list.
    cursor = null;
    leave();
    if (current) {
      forgetAll();
      void begin();
    }
  });
  window.setInterval(() => {
    const silent = Date.now() - lastHeard.value;
    if (silent > staleAfter && connected.value) connected.value = false;
    // A half-open connection never says so; leave it and come back with the cursor.
    if (socket && Math.min(silent, Date.now() - openedAt) > 2 * staleAfter) {
      leave();
      later();
    }
  }, 1_000);
  void begin();
}
/// After a login.
export const enter = begin;
