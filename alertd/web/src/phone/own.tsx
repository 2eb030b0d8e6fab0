// What the responder says: the buttons for what comes next, what waits to be sent, and what the server did not take. All
// of it works without the case, as it is when the page is opened without a line.
import { useState } from "preact/hooks";
import { copyText } from "../ui/copy";
import { attendanceWords, dispositionWords } from "../words/domain";
import { clockTime } from "./clock";
import { form, isOver, keepForm, link, ownState, ownTaps, shown, type State } from "./case";
import { putAway, refused, sendAgain, tap, taps, trouble, type Refused, type Tap } from "./queue";
import { No, type Disposition, type Word } from "./server";
import { refusalText, text, troubleText } from "./words";

/// What may be said next.
const next: Record<State, readonly Word[]> = {
  "": ["accept", "decline"], dispatched: ["accept", "decline"], notified: ["accept", "decline"], accepted: ["en_route", "decline"], declined: ["accept"], en_route: ["on_scene"], on_scene: ["done"], done: [],
};

function Buttons({ after }: { after: State }) {
  const press = (act: Word) => (act === "done" ? keepForm({ ...form.value, open: true }) : tap({ link: link.value, act, at: Date.now() }));
  return (
    <div class="big">
      {next[after].map((act) => <button key={act} type="button" class={act} onClick={() => press(act)}>{text.value.act[act]}</button>)}
    </div>
  );
}

const usual: readonly Disposition[] = ["real", "false_alarm", "resident_away", "device_fault", "other"];

function DoneForm() {
  const [tried, setTried] = useState(false);
  const words = text.value;
  const { disposition, note } = form.value;
  const lacks = !disposition ? "disposition" : disposition === "other" && !note.trim() ? "note" : null;
  const send = (event: Event & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    setTried(true);
    if (!disposition || lacks) {
      event.currentTarget.querySelector<HTMLElement>(lacks === "note" ? "textarea" : "input")?.focus();
      return;
    }
    tap({ link: link.value, act: "done", at: Date.now(), disposition, ...(note.trim() ? { note: note.trim() } : {}) });
    keepForm(undefined);
  };
  // A drill is closed as drill and a test as test.
  const exercise = shown.value?.exercise;
  const choices = exercise ? [exercise, ...usual] : usual;
  // The page says itself what is missing: the browser does so in its own language, and inside another app not at all.
  return (
    <form class="done-form" noValidate onSubmit={send}>
      <fieldset>
        <legend>{words.disposition}</legend>
        {choices.map((one) => (
          <label key={one}><input type="radio" name="disposition" required checked={disposition === one} onChange={() => keepForm({ ...form.value, disposition: one })} /> {dispositionWords.value[one]}</label>
        ))}
        {tried && lacks === "disposition" && <p class="wrong" role="alert">{words.dispositionNeeded}</p>}
      </fieldset>
      <label>{words.note}<textarea rows={3} maxLength={1000} value={note} required={disposition === "other"} onInput={(event) => keepForm({ ...form.value, note: event.currentTarget.value })} /></label>
      {tried && lacks === "note" && <p class="wrong" role="alert">{words.noteNeeded}</p>}
      <div class="big"><button type="submit" class="done">{words.send}</button><button type="button" class="decline" onClick={() => keepForm({ ...form.value, open: false })}>{words.cancel}</button></div>
    </form>
  );
}

function Said({ of }: { of: Tap }) {
  const words = text.value;
  return (
    <>
      <b>{words.act[of.act]}</b> {clockTime(of.at)} {of.link !== link.value && words.another}
      {of.disposition && <> · {dispositionWords.value[of.disposition]}</>}
      {of.note && <span class="note">{of.note}</span>}
    </>
  );
}

function Waiting() {
  if (taps.value.length === 0) return null;
  return (
    <div class="queued">
      <p>{text.value.queued(taps.value.length)}</p>
      {trouble.value instanceof No && <p>{troubleText(trouble.value, "")}</p>}
      <ul>{taps.value.map((one) => <li key={`${one.at} ${one.act}`}><Said of={one} /></li>)}</ul>
    </div>
  );
}

function NotTaken({ of }: { of: Refused }) {
  const words = text.value;
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = () => void copyText([of.disposition && dispositionWords.value[of.disposition], of.note].filter(Boolean).join("\n")).then(setCopied);
  return (
    <div class="refused">
      <p class="wrong" role="alert">{words.refused(refusalText(of.status, of.word))}</p>
      {of.act === "done" && <p>{words.kept}</p>}
      <p><Said of={of} /></p>
      {of.act === "done" && <button type="button" class="wide" onClick={copy}>{copied ? words.copied : words.copy}</button>}
      {copied === false && <p role="status">{words.notCopied}</p>}
      <button type="button" class="wide" onClick={() => sendAgain(of)}>{words.again}</button>
      <button type="button" class="wide" onClick={() => putAway(of)}>{words.away}</button>
    </div>
  );
}

/// Nothing when nothing is known of him, as before the case has come for the first time.
export function Own() {
  const words = text.value;
  const over = shown.value !== null && isOver(shown.value);
  const state = shown.value?.state === "closed" ? undefined : ownState.value;
  if (state === undefined && taps.value.length === 0 && refused.value.length === 0 && !form.value.open) return null;
  return (
    <section class="card">
      <div aria-live="polite">
        <h2>{words.own}</h2>
        {state !== undefined && <p class="state"><b>{state ? attendanceWords.value[state] : "—"}</b> {ownTaps.value.length > 0 && <em>{words.waitingToSend}</em>}</p>}
        <Waiting />
      </div>
      {refused.value.map((one) => <NotTaken key={`${one.at} ${one.act}`} of={one} />)}
      {form.value.open ? <DoneForm /> : state !== undefined && !over && <Buttons after={state} />}
    </section>
  );
}
