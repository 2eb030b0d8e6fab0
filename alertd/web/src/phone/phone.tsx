// The responder's phone: what happened, where, whom to call, and one big button for what comes next.
import { useEffect, useState } from "preact/hooks";
import { computed, signal } from "@preact/signals";
import { mapLink } from "../ui/map_link";
import { language } from "../words/language";
import { classWords, conditionWords, dispositionWords, attendanceWords } from "../words/domain";
import { startQueue, refused, tap, taps } from "./queue";
import { currentLink, No, openLink, showAccess, showCase, type Case, type Disposition, type Word } from "./server";
import { text } from "./words";

const lookEvery = 10_000;

const link = signal(currentLink());
const shown = signal<Case | null>(null);
const wrong = signal<unknown>(null);
const opened = signal(false);

async function look(): Promise<void> {
  if (!link.value) return;
  try {
    if (!opened.value) {
      await openLink(link.value);
      opened.value = true;
    }
    shown.value = await showCase(link.value);
    wrong.value = null;
  } catch (error) {
    wrong.value = error;
  }
}

/// What may be said next; what waits to be sent counts as said.
const next: Record<string, readonly Word[]> = {
  "": ["accept", "decline"], dispatched: ["accept", "decline"], notified: ["accept", "decline"], accepted: ["en_route", "decline"], declined: ["accept"], en_route: ["on_scene"], on_scene: ["done"], done: [],
};
const stateAfter: Record<Word, string> = { accept: "accepted", decline: "declined", en_route: "en_route", on_scene: "on_scene", done: "done" };
const ownTaps = computed(() => taps.value.filter((one) => one.link === link.value));
const ownState = computed(() => {
  const last = ownTaps.value[ownTaps.value.length - 1];
  return last ? stateAfter[last.act] : (shown.value?.own_state ?? "");
});

function Buttons({ onDone }: { onDone: () => void }) {
  const press = (act: Word) => (act === "done" ? onDone() : tap({ link: link.value, act, at: Date.now() }));
  return (
    <div class="big">
      {(next[ownState.value] ?? []).map((act) => <button key={act} type="button" class={act} onClick={() => press(act)}>{text.value.act[act]}</button>)}
    </div>
  );
}

function DoneForm({ onClose }: { onClose: () => void }) {
  const [disposition, setDisposition] = useState<Disposition>("real");
  const [note, setNote] = useState("");
  const words = dispositionWords.value;
  return (
    <form class="done-form" onSubmit={(event) => { event.preventDefault(); tap({ link: link.value, act: "done", at: Date.now(), disposition, ...(note ? { note } : {}) }); onClose(); }}>
      <fieldset>
        <legend>{text.value.disposition}</legend>
        {(["real", "false_alarm", "resident_away", "device_fault", "other"] as const).map((one) => (
          <label key={one}><input type="radio" name="disposition" checked={disposition === one} onChange={() => setDisposition(one)} /> {words[one]}</label>
        ))}
      </fieldset>
      <label>{text.value.note}<textarea rows={3} maxLength={1000} value={note} required={disposition === "other"} onInput={(event) => setNote(event.currentTarget.value)} /></label>
      <div class="big"><button type="submit" class="done">{text.value.send}</button><button type="button" class="decline" onClick={onClose}>{text.value.cancel}</button></div>
    </form>
  );
}

function AccessNotes({ of }: { of: Case }) {
  const [notes, setNotes] = useState<string | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  if (!of.access_notes) return <p class="quiet">{text.value.accessAfter}</p>;
  if (notes !== null) return <p class="access"><b>{text.value.access}</b><br />{notes}</p>;
  const show = () => showAccess(link.value).then((answer) => setNotes(answer.notes), setFailed);
  return <p><button type="button" class="wide" onClick={() => void show()}>{text.value.accessShow}</button>{failed !== null && <span role="alert"> {troubleText(failed)}</span>}</p>;
}

const Call = ({ name, phone }: { name: string; phone: string }) => (phone ? <a class="wide" href={`tel:${phone}`}>{text.value.call} {name} {phone}</a> : <span>{name}</span>);

function People({ of }: { of: Case }) {
  const words = text.value;
  return (
    <>
      {of.residents.map((one) => (
        <section key={one.name} class="card">
          <p><Call name={one.name} phone={one.phone} /></p>
          <p class="quiet">{[one.birth_year > 0 && words.born(one.birth_year), one.lives_alone && words.alone].filter(Boolean).join(" · ")}</p>
          {one.medical_notes && <p class="medical"><b>{words.medical}</b> {one.medical_notes}</p>}
        </section>
      ))}
      {of.contacts.length > 0 && <section class="card"><h2>{words.contacts}</h2>{of.contacts.map((one) => <p key={one.name + one.phone}><Call name={`${one.name} ${one.relation}`} phone={one.phone} /> {one.has_key && <b>{words.key}</b>}</p>)}</section>}
    </>
  );
}

function troubleText(error: unknown): string {
  if (!(error instanceof No)) return text.value.unreachable;
  return text.value.wrong[error.word] ?? text.value.refused(error.message);
}

function CaseView({ of }: { of: Case }) {
  const words = text.value;
  const [finishing, setFinishing] = useState(false);
  const state = ownState.value;
  if (of.state === "closed") return <p class="card">{words.closed}</p>;
  return (
    <>
      <header class={`what ${of.severity}`}>
        {of.exercise && <p class="exercise">{words.exercise}</p>}
        <h1>{conditionWords.value[of.headline]}</h1>
        <p>{classWords.value[of.class]} · {words.since} {new Date(of.opened_at).toLocaleTimeString(language.value, { hour: "2-digit", minute: "2-digit" })}</p>
        {of.all_clear && <p>{words.allClear}</p>}
      </header>
      <section class="card">
        <h2>{words.address}</h2>
        <p class="address">{of.address}</p>
        {of.address && <a class="wide" target="_blank" rel="noreferrer noopener" href={mapLink(of.address)}>{words.map}</a>}
        <AccessNotes key={String(of.access_notes)} of={of} />
      </section>
      <section class="card" aria-live="polite">
        <h2>{words.own}</h2>
        <p class="state"><b>{state ? attendanceWords.value[state as keyof typeof attendanceWords.value] : "—"}</b> {ownTaps.value.length > 0 && <em>{words.waitingToSend}</em>}</p>
        {ownTaps.value.length > 0 && <p class="queued">{words.queued(ownTaps.value.length)}</p>}
        {refused.value && <p class="wrong" role="alert">{troubleText(refused.value)}</p>}
        {finishing ? <DoneForm onClose={() => setFinishing(false)} /> : <Buttons onDone={() => setFinishing(true)} />}
      </section>
      <People of={of} />
      <section class="card">
        <h2>{words.others}</h2>
        {of.others.length === 0 ? <p class="quiet">{words.nobody}</p> : of.others.map((one) => <p key={one.responder}>{one.responder} <b>{attendanceWords.value[one.state]}</b></p>)}
        {of.owner && <p class="quiet">{words.owner} {of.owner.replace(/^\w+:/, "")}</p>}
      </section>
    </>
  );
}

export function Phone() {
  const words = text.value;
  useEffect(() => {
    startQueue(() => void look());
    void look();
    const timer = window.setInterval(() => { if (!document.hidden) void look(); }, lookEvery);
    const seen = () => { if (!document.hidden) void look(); };
    const other = () => { link.value = currentLink(); opened.value = false; shown.value = null; void look(); };
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("hashchange", other);
    return () => { window.clearInterval(timer); document.removeEventListener("visibilitychange", seen); window.removeEventListener("hashchange", other); };
  }, []);
  return (
    <main>
      <p class="bar"><b>{words.title}</b> <button type="button" lang={language.value === "en" ? "zh-CN" : "en"} onClick={() => { language.value = language.value === "en" ? "zh-CN" : "en"; }}>{words.otherLanguage}</button></p>
      {!link.value && <p class="card">{words.noLink}</p>}
      {wrong.value !== null && <p class="banner" role="alert">{troubleText(wrong.value)}</p>}
      {(!link.value || wrong.value instanceof No) && <p><a class="wide" href="/">{words.logIn}</a></p>}
      {shown.value ? <CaseView of={shown.value} /> : link.value && wrong.value === null && <p class="quiet" role="status">{words.loading}</p>}
    </main>
  );
}
