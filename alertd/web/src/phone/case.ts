// The case of the link, as far as this phone knows it. Of the case itself nothing is kept beyond the page; what is kept
// is what its owner has said and typed himself, so that he can go on without a line.
import { computed, signal } from "@preact/signals";
import { taps, type Tap } from "./queue";
import { currentLink, No, openLink, showCase, type Case, type Disposition, type Word } from "./server";
import { shared } from "./shared";

export type State = NonNullable<Case["own_state"]> | "";
export interface Form {
  open: boolean;
  disposition: Disposition | "";
  note: string;
}
/// `state`: his own, as long as the case wants something of him.
interface Known {
  link: string;
  at: number;
  state?: State | undefined;
  form?: Form | undefined;
}

/// As long as a link.
const keptFor = 72 * 3_600_000;
const known = shared<Known>("anju.cases");

export const link = signal(currentLink());
export const shown = signal<Case | null>(null);
/// Why the case cannot be shown, or not as it is now.
export const wrong = signal<unknown>(null);

const knownHere = computed(() => known.list.value.find((one) => one.link === link.value));
const nothingTyped: Form = { open: false, disposition: "", note: "" };
export const form = computed(() => knownHere.value?.form ?? nothingTyped);

function learn(of: string, news: Partial<Known>): void {
  known.change((list) => {
    const before = list.find((one) => one.link === of);
    return [...list.filter((one) => one.link !== of && one.at > Date.now() - keptFor), { ...before, ...news, link: of, at: Date.now() }];
  });
}
/// Nothing: what was typed is on its way, and kept there.
export const keepForm = (one: Form | undefined) => learn(link.value, { form: one });

export const isOver = (one: Case) => one.state === "resolved" || one.state === "closed";
export const stateAfter: Record<Word, State> = { accept: "accepted", decline: "declined", en_route: "en_route", on_scene: "on_scene", done: "done" };
export const ownTaps = computed(() => taps.value.filter((one) => one.link === link.value));
/// What waits to be sent counts as said. Nothing as long as nobody knows.
export const ownState = computed<State | undefined>(() => {
  const last = ownTaps.value.at(-1);
  if (last) return stateAfter[last.act];
  return shown.value ? (shown.value.own_state ?? "") : knownHere.value?.state;
});

let opened = "";
let asked = 0;
/// Answers to what was asked before this one are outdated.
let newest = 0;

function show(of: string, answer: Case): void {
  shown.value = answer;
  wrong.value = null;
  const state = isOver(answer) ? undefined : (answer.own_state ?? "");
  if (knownHere.value?.state !== state) learn(of, { state });
}

export async function look(): Promise<void> {
  const of = link.value;
  if (!of) return;
  const turn = ++asked;
  // Meanwhile another message may have been opened, or a later question answered first.
  const outdated = () => of !== link.value || turn < newest;
  try {
    if (opened !== of) {
      await openLink(of);
      if (outdated()) return;
      opened = of;
    }
    const answer = await showCase(of);
    if (outdated()) return;
    newest = turn;
    show(of, answer);
  } catch (error) {
    if (outdated()) return;
    wrong.value = error;
    // Who may not see it any more does not go on seeing it.
    if (error instanceof No && (error.status === 403 || error.status === 404)) {
      shown.value = null;
      if (knownHere.value?.state !== undefined) learn(of, { state: undefined });
    }
  }
}

/// What the server has taken is so at once; a look that was on its way may not know of it yet.
export function whenSent({ link: of, act }: Tap, taken: boolean): void {
  if (of !== link.value) return;
  newest = asked + 1;
  if (taken && shown.value) shown.value = { ...shown.value, own_state: stateAfter[act] as NonNullable<Case["own_state"]> };
  if (taken && knownHere.value?.state !== undefined) learn(of, { state: stateAfter[act] });
  void look();
}

export function openAnother(): void {
  link.value = currentLink();
  opened = "";
  shown.value = null;
  wrong.value = null;
  void look();
}
