// What pages are made of.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";
import { mayLoseTyped } from "./guarded";
import { troubleText } from "./trouble";
import { words } from "../words";

type Children = { children?: ComponentChildren };

/// A button that waits for what it started, and is not pressed twice meanwhile. It is not disabled for that, because a
/// disabled button loses the focus.
export function Act({ run, children, kind, disabled, title, ...more }: Children & {
  run: () => unknown; kind?: "main" | "danger" | "plain" | undefined; disabled?: boolean | undefined; title?: string | undefined;
} & Pick<JSX.HTMLAttributes<HTMLButtonElement>, "class" | "aria-label" | "aria-pressed" | "id">) {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const alive = useRef(true);
  useEffect(() => () => { alive.current = false; }, []);
  const press = async () => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try { await run(); } finally {
      running.current = false;
      if (alive.current) setBusy(false);
    }
  };
  return (
    <button type="button" {...more} class={`button ${kind ?? ""} ${(more.class as string) ?? ""}`} title={title} disabled={disabled}
      aria-disabled={busy || undefined} aria-busy={busy} onClick={() => void press()}>{children}</button>
  );
}

const isWritten = (target: EventTarget | null) =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && /^(text|search|)$/.test(target.getAttribute("type") ?? ""));

/// A window above the page. Escape and the button close it, but ask first when something was written in it; the focus
/// comes in, and goes back where it was. Without onClose it stays, also after a second Escape, which browsers do not ask about.
export function Dialog({ title, onClose, children, wide }: Children & { title: string; onClose?: (() => void) | undefined; wide?: boolean }) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  const written = useRef(false);
  const leave = () => { if (!written.current || mayLoseTyped()) onClose?.(); };
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.showModal();
    // As long as the window stands nothing behind it takes the focus; and what had it may be gone, with its row.
    return () => queueMicrotask(() => (before?.isConnected ? before : document.getElementById("main"))?.focus());
  }, []);
  return (
    <dialog ref={box} class={wide ? "dialog wide" : "dialog"} aria-labelledby={id} onInput={(event) => { if (isWritten(event.target)) written.current = true; }}
      onCancel={(event) => { event.preventDefault(); leave(); }} onClose={() => box.current?.showModal()}>
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        {onClose && <button type="button" class="button plain" aria-label={words.value.common.close} onClick={leave}>×</button>}
      </div>
      {children}
    </dialog>
  );
}

/// A form that says what is wrong beside its button and keeps what was typed.
export function Form({ submit, onSubmit, onCancel, children, disabled }: Children & {
  submit: string; onSubmit: () => Promise<unknown> | unknown; onCancel?: (() => void) | undefined; disabled?: boolean | undefined;
}) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<unknown>(null);
  const alive = useRef(true);
  useEffect(() => () => { alive.current = false; }, []);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWrong(null);
    try { await onSubmit(); } catch (error) { if (alive.current) setWrong(error); }
    if (alive.current) setBusy(false);
  };
  return (
    <form class="form" onSubmit={(event) => void send(event)}>
      {children}
      {wrong !== null && <p class="wrong" role="alert">{troubleText(wrong)}</p>}
      <div class="buttons">
        {onCancel && <button type="button" class="button plain" onClick={onCancel}>{words.value.common.cancel}</button>}
        <button type="submit" class="button main" disabled={busy || disabled} aria-busy={busy}>{submit}</button>
      </div>
    </form>
  );
}

export function Field({ label, children, hint }: Children & { label: string; hint?: string | undefined }) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
      {hint && <small>{hint}</small>}
    </label>
  );
}

type InputProps = Omit<JSX.HTMLAttributes<HTMLInputElement>, "value" | "onInput"> & {
  value: string; onValue: (value: string) => void; type?: string; maxLength?: number; minLength?: number; required?: boolean; placeholder?: string; autocomplete?: string; autoFocus?: boolean; min?: string; max?: string; list?: string; disabled?: boolean; pattern?: string;
};
export function Input({ value, onValue, ...more }: InputProps) {
  return <input {...(more as object)} value={value} onInput={(event) => onValue(event.currentTarget.value)} />;
}
export function TextArea({ value, onValue, ...more }: Omit<InputProps, "type"> & { rows?: number }) {
  return <textarea {...(more as object)} value={value} onInput={(event) => onValue(event.currentTarget.value)} />;
}
export function Select<T extends string>({ value, onValue, options, ...more }: {
  value: T; onValue: (value: T) => void; options: readonly (readonly [T, string])[]; required?: boolean; "aria-label"?: string; id?: string; disabled?: boolean;
}) {
  return (
    <select {...more} value={value} onChange={(event) => onValue(event.currentTarget.value as T)}>
      {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
    </select>
  );
}
/// The words of an enumeration as options, in the order of the table.
export const optionsOf = <T extends string>(table: Record<T, string>) => Object.entries(table) as [T, string][];

export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  loading: boolean;
  again: () => void;
}
/// What a request answers about `of`; asked again when that or `since` changes, and by again(). The old answer stays until
/// the new one is there; when there is none, only what answered the same question stays below the error.
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, of: readonly unknown[], since: readonly unknown[] = []): Loaded<T> {
  const asked = JSON.stringify(of);
  const [state, setState] = useState<{ value: T | undefined; asked: string; error: unknown; loading: boolean }>({ value: undefined, asked, error: null, loading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    load(stop.signal).then(
      (value) => { if (!stop.signal.aborted) setState({ value, asked, error: null, loading: false }); },
      (error: unknown) => { if (!stop.signal.aborted) setState((before) => ({ value: before.asked === asked ? before.value : undefined, asked, error, loading: false })); },
    );
    return () => stop.abort();
  }, [asked, ...since, round]);
  return { ...state, again: () => setRound((number) => number + 1) };
}
/// Shows what was loaded, or why it was not.
export function Shown<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ComponentChildren }) {
  return (
    <>
      {of.error !== null && <p class="wrong" role="alert">{troubleText(of.error)} <Act kind="plain" run={of.again}>{words.value.common.retry}</Act></p>}
      {of.value !== undefined ? children(of.value) : of.loading ? <p class="quiet" role="status">{words.value.common.loading}</p> : null}
    </>
  );
}

/// A list page by page: more() takes the next one in, again() loads all that was shown; another list (`of`, `since`) begins anew.
export function usePaged<T>(load: (cursor: string | undefined, signal: AbortSignal) => Promise<{ rows: T[]; next: string | null }>, of: readonly unknown[], since: readonly unknown[] = []) {
  const key = JSON.stringify([of, since]);
  const [shown, setShown] = useState({ key, pages: 1 });
  const pages = shown.key === key ? shown.pages : 1;
  const loaded = useLoaded(async (signal) => {
    const all = { rows: [] as T[], more: false };
    let cursor: string | undefined;
    for (let page = 0; page < pages; ++page) {
      const { rows, next } = await load(cursor, signal);
      all.rows.push(...rows);
      all.more = next !== null;
      if (next === null) break;
      cursor = next;
    }
    return all;
  }, of, [key, pages]);
  return { ...loaded, more: () => setShown({ key, pages: pages + 1 }) };
}

/// Parts of a page that have an address each.
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly (readonly [string, string, string])[]; current: string }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(([key, title, to]) => <a key={key} href={to} aria-current={key === current ? "page" : undefined}>{title}</a>)}
    </nav>
  );
}

/// Boxes to tick, in a frame that says what they are.
export function Checks<T extends string>({ legend, hint, options, chosen, onChosen }: {
  legend: string; hint?: string | undefined; options: readonly (readonly [T, string])[]; chosen: readonly T[]; onChosen: (chosen: T[]) => void;
}) {
  const toggle = (key: T) => onChosen(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
  return (
    <fieldset class="checks">
      <legend>{legend}</legend>
      {hint && <small>{hint}</small>}
      <div>{options.map(([key, title]) => <label key={key} class="check"><input type="checkbox" checked={chosen.includes(key)} onChange={() => toggle(key)} /> {title}</label>)}</div>
    </fieldset>
  );
}

/// Looks the same on every page: a title, what can be done, and the content. `name`: the class under which its styles stand.
export function Page({ title, tools, children, name }: Children & { title: string; tools?: ComponentChildren; name?: string }) {
  return (
    <main class={name ? `page ${name}` : "page"} id="main" tabIndex={-1}>
      <header class="page-head"><h1>{title}</h1><div class="tools">{tools}</div></header>
      {children}
    </main>
  );
}

export interface Column<T> {
  title: string;
  cell: (row: T) => ComponentChildren;
  number?: boolean;
}
/// A plain table; lists of thousands of rows use desk/list.tsx.
export function Table<T>({ columns, rows, keyOf, caption, empty }: {
  columns: readonly Column<T>[]; rows: readonly T[]; keyOf: (row: T, at: number) => string | number; caption?: string; empty?: string;
}) {
  if (rows.length === 0) return <p class="quiet">{empty ?? words.value.common.none}</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="table">
        {caption && <caption class="unseen">{caption}</caption>}
        <thead><tr>{columns.map((column) => <th key={column.title} scope="col" class={column.number ? "number" : ""}>{column.title}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={keyOf(row, at)}>{columns.map((column) => <td key={column.title} class={column.number ? "number" : ""}>{column.cell(row)}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// From here, so that it is bundled once with what every page has, and not as a file of its own.
export { HomeName, HomePick } from "./home_pick";
export { PlanFiles } from "./plan_files";
