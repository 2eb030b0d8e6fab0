// The responder's phone: what happened, where, whom to call, and one big button for what comes next.
import { useEffect, useState } from "preact/hooks";
import { mapLink } from "../ui/map_link";
import { language } from "../words/language";
import { classWords, conditionWords, attendanceWords } from "../words/domain";
import { clockTime } from "./clock";
import { link, look, openAnother, shown, whenSent, wrong } from "./case";
import { Own } from "./own";
import { send, startQueue } from "./queue";
import { No, showAccess, type Case } from "./server";
import { text, troubleText } from "./words";

const lookEvery = 10_000;

function AccessNotes({ of }: { of: Case }) {
  const [notes, setNotes] = useState<string | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [asking, setAsking] = useState(false);
  const words = text.value;
  if (!of.access_notes) return <p class="quiet">{words.accessAfter}</p>;
  if (notes !== null) return <p class="access"><b>{words.access}</b><br />{notes || words.accessNone}</p>;
  const show = () => {
    setAsking(true);
    setFailed(null);
    void showAccess(link.value).then((answer) => setNotes(answer.notes), setFailed).then(() => setAsking(false));
  };
  return <p><button type="button" class="wide" disabled={asking} onClick={show}>{asking ? words.loading : words.accessShow}</button>{failed !== null && <span role="alert"> {troubleText(failed, words.unanswered)}</span>}</p>;
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

function CaseView({ of }: { of: Case }) {
  const words = text.value;
  return (
    <>
      <header class={`what ${of.severity}`}>
        {of.exercise && <p class="exercise">{words.exercise}</p>}
        <h1>{conditionWords.value[of.headline]}</h1>
        <p>{classWords.value[of.class]} · {words.since} {clockTime(of.opened_at)}</p>
        {of.state === "resolved" ? <p><b>{words.resolved}</b></p> : of.all_clear && <p>{words.allClear}</p>}
      </header>
      <section class="card">
        <h2>{words.address}</h2>
        <p class="address">{of.address}</p>
        {of.address && <a class="wide" target="_blank" rel="noreferrer noopener" href={mapLink(of.address)}>{words.map}</a>}
        <AccessNotes key={`${of.incident} ${of.access_notes}`} of={of} />
      </section>
      <Own />
      <People of={of} />
      <section class="card">
        <h2>{words.others}</h2>
        {of.others.length === 0 ? <p class="quiet">{words.nobody}</p> : of.others.map((one) => <p key={one.responder}>{one.responder} <b>{attendanceWords.value[one.state]}</b></p>)}
        {of.owner && <p class="quiet">{words.owner} {of.owner.replace(/^\w+:/, "")}</p>}
      </section>
    </>
  );
}

function WithoutCase() {
  const words = text.value;
  return (
    <>
      {shown.value ? <p class="card">{words.closed}</p> : link.value && wrong.value === null && <p class="quiet" role="status">{words.loading}</p>}
      <Own />
    </>
  );
}

export function Phone() {
  const words = text.value;
  useEffect(() => {
    startQueue(whenSent);
    void look();
    const timer = window.setInterval(() => { if (!document.hidden) void look(); }, lookEvery);
    // A phone in a pocket does not count the time; what waits is sent as soon as it is looked at.
    const seen = () => {
      if (document.hidden) return;
      void look();
      void send();
    };
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("online", seen);
    window.addEventListener("hashchange", openAnother);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("online", seen);
      window.removeEventListener("hashchange", openAnother);
    };
  }, []);
  const open = shown.value && shown.value.state !== "closed" ? shown.value : null;
  const Title = open ? "b" : "h1";
  return (
    <main>
      <div class="bar"><Title>{words.title}</Title> <button type="button" lang={language.value === "en" ? "zh-CN" : "en"} onClick={() => { language.value = language.value === "en" ? "zh-CN" : "en"; }}>{words.otherLanguage}</button></div>
      {!link.value && <p class="card">{words.noLink}</p>}
      {wrong.value !== null && <p class="banner" role="alert">{troubleText(wrong.value, words.unreachable)}</p>}
      {(!link.value || wrong.value instanceof No) && <p><a class="wide" href="/">{words.logIn}</a></p>}
      {open ? <CaseView of={open} /> : <WithoutCase />}
    </main>
  );
}
