// Keys for everything a duty officer does all day. A key acts where it is shown to act, and never while somebody types.
import { signal } from "@preact/signals";
import { Dialog } from "../ui/parts";
import { words } from "../words";
import type { Words } from "../words/zh";

type Name = Exclude<keyof Words["keys"], "title">;
export const keys: Record<Name, string> = {
  next: "j", previous: "k", first: "g", acknowledge: "a", mine: "m", dispatch: "d", note: "n", resolve: "r", close: "c", search: "/",
  select: "x", mute: "s", help: "?", escape: "Escape",
};

const actions = new Map<Name, () => void>();
/// While the returned function was not called, the key does this.
export function onKey(name: Name, action: () => void): () => void {
  actions.set(name, action);
  return () => { if (actions.get(name) === action) actions.delete(name); };
}

const helpShown = signal(false);

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) && event.key !== "Escape") return;
    if (document.querySelector("dialog[open]")) return;
    const arrows: Record<string, Name> = { ArrowDown: "next", ArrowUp: "previous" };
    const name = arrows[event.key] ?? (Object.keys(keys) as Name[]).find((one) => keys[one] === event.key);
    if (!name) return;
    if (name === "help") helpShown.value = true;
    else {
      const action = actions.get(name);
      if (!action) return;
      action();
    }
    event.preventDefault();
  });
}

export function KeyHelp() {
  if (!helpShown.value) return null;
  const text = words.value.keys;
  return (
    <Dialog title={text.title} onClose={() => { helpShown.value = false; }}>
      <dl class="keys">
        {(Object.keys(keys) as Name[]).map((name) => <div key={name}><dt><kbd>{keys[name]}</kbd></dt><dd>{text[name]}</dd></div>)}
      </dl>
    </Dialog>
  );
}
