// Keys for everything a duty officer does all day. A key acts where it is shown to act, and never while somebody types.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { tellTrouble } from "../ui/trouble";

export const keys = {
  next: "j", previous: "k", first: "g", acknowledge: "a", mine: "m", dispatch: "d", note: "n", resolve: "r", close: "c", takeOver: "t", assign: "h",
  reveal: "v", print: "p", search: "/", select: "x", mute: "s", help: "?", escape: "Escape",
};
export type Key = keyof typeof keys;

const actions = new Map<Key, () => void>();
/// While the returned function was not called, the key does this.
export function onKey(name: Key, action: () => void): () => void {
  actions.set(name, action);
  return () => { if (actions.get(name) === action) actions.delete(name); };
}

const help = signal<ComponentType<{ onClose: () => void }> | null>(null);

function isTyping(target: EventTarget | null): target is HTMLElement {
  // A box that was ticked keeps the focus, and takes no letters.
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
}

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (isTyping(event.target)) {
      // Leaves the field, and not also the case beside it.
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const arrows: Record<string, Key> = { ArrowDown: "next", ArrowUp: "previous" };
    const key = event.shiftKey || event.key.length > 1 ? event.key : event.key.toLowerCase();
    const name = arrows[key] ?? (Object.keys(keys) as Key[]).find((one) => keys[one] === key);
    // Only going through the list is done as long as a key is held.
    if (!name || (event.repeat && name !== "next" && name !== "previous")) return;
    if (name === "help") import("./key_help").then((part) => { help.value = part.KeyHelp; }, tellTrouble);
    else {
      const action = actions.get(name);
      if (!action) return;
      action();
    }
    event.preventDefault();
  });
}

export function KeyHelp() {
  const Shown = help.value;
  return Shown && <Shown onClose={() => { help.value = null; }} />;
}
