// Legal holds: what is neither forgotten nor erased.
import { useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { href, parameter, setQuery } from "../../route";
import { HomeName, HomePick } from "../../ui/home_pick";
import { Dialog, Field, Form, Input, Select, Shown, Table, TextArea, useLoaded, type Column } from "../../ui/parts";
import { tell } from "../../ui/trouble";
import { actorText, dateText, words } from "../../words";
import { named } from "./parts";
import { text } from "./words";

type LegalHold = Schemas["LegalHold"];
const released = parameter("released");
const cursor = parameter("cursor");

function PlaceForm({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const t = text.value.hold;
  const [what, setWhat] = useState<"home" | "incident">("home");
  const [home, setHome] = useState("");
  const [incident, setIncident] = useState("");
  const [reason, setReason] = useState("");
  return (
    <Form submit={t.place} onCancel={onClose} onSubmit={named(async () => {
      const held = what === "home" ? { home } : { incident: incident.trim().toUpperCase() };
      await api.post("/api/v1/holds", { body: { ...held, reason } });
      tell(t.placedDone);
      onDone();
    })}>
      <p class="quiet">{t.note}</p>
      <Field label={t.what}><Select value={what} onValue={setWhat} options={[["home", t.home], ["incident", t.incident]]} /></Field>
      {what === "home"
        ? <HomePick label={words.value.common.home} value={home} onValue={setHome} />
        : (
          <Field label={t.incidentId} hint={t.incidentHint}>
            <Input value={incident} onValue={setIncident} required minLength={26} maxLength={26} autocomplete="off" spellcheck={false} />
          </Field>
        )}
      <Field label={t.reason} hint={t.reasonHint}><TextArea value={reason} onValue={setReason} required maxLength={1000} rows={3} /></Field>
    </Form>
  );
}

function ReleaseForm({ hold, onDone, onClose }: { hold: LegalHold; onDone: () => void; onClose: () => void }) {
  const t = text.value.hold;
  return (
    <Form submit={t.releaseTitle} onCancel={onClose} onSubmit={named(async () => {
      await api.post("/api/v1/holds/{id}/release", { path: { id: hold.id }, body: {} });
      tell(t.releasedDone);
      onDone();
    })}>
      <p>{t.what}: <Held hold={hold} /></p>
      <p>{t.reason}: {hold.reason}</p>
      <p>{t.releaseNote}</p>
    </Form>
  );
}

function Held({ hold }: { hold: LegalHold }) {
  if (hold.incident) return <>{text.value.hold.incidentId} <a href={href("incidents", { id: hold.incident })}><code>{hold.incident}</code></a></>;
  return <>{words.value.common.home} <HomeName id={hold.home ?? ""} /></>;
}

function columns(release: (hold: LegalHold) => void): Column<LegalHold>[] {
  const t = text.value.hold;
  return [
    { title: "#", number: true, cell: (hold) => hold.id },
    { title: t.what, cell: (hold) => <Held hold={hold} /> },
    { title: t.reason, cell: (hold) => hold.reason },
    { title: t.since, cell: (hold) => dateText(hold.since) },
    { title: t.by, cell: (hold) => actorText(hold.author) },
    { title: t.released, cell: (hold) => (hold.released_at ? `${dateText(hold.released_at)} ${actorText(hold.released_by)}` : t.active) },
    { title: words.value.common.actions, cell: (hold) => !hold.released_at && (
      <button type="button" class="button plain" aria-label={`${t.release} #${hold.id}`} onClick={() => release(hold)}>{t.release}</button>
    ) },
  ];
}

export function Holds() {
  const t = text.value.hold;
  const all = released.value === "1";
  const found = useLoaded((signal) => api.get("/api/v1/holds", { query: { released: all, cursor: cursor.value }, signal }), [all, cursor.value]);
  const [placing, setPlacing] = useState(false);
  const [releasing, setReleasing] = useState<LegalHold | null>(null);
  const close = () => { setPlacing(false); setReleasing(null); };
  const done = () => { close(); found.again(); };
  return (
    <>
      <div class="choice">
        <button type="button" class="button main" onClick={() => setPlacing(true)}>{t.place}</button>
        <button type="button" class="button" onClick={found.again}>{words.value.common.refresh}</button>
        <label class="check">
          <input type="checkbox" checked={all} onChange={() => setQuery({ released: all ? "" : "1", cursor: "" })} /> {t.showReleased}
        </label>
      </div>
      <p class="quiet">{t.note}</p>
      <Shown of={found}>
        {({ holds, next }) => (
          <>
            <Table caption={t.list} columns={columns(setReleasing)} rows={holds} keyOf={(hold) => hold.id} empty={t.none} />
            <p class="choice">
              {cursor.value && <button type="button" class="button" onClick={() => setQuery({ cursor: "" }, true)}>{t.first}</button>}
              {next && <button type="button" class="button" onClick={() => setQuery({ cursor: next }, true)}>{t.more}</button>}
            </p>
          </>
        )}
      </Shown>
      {placing && <Dialog title={t.place} onClose={close}><PlaceForm onDone={done} onClose={close} /></Dialog>}
      {releasing && (
        <Dialog title={`${t.releaseTitle} #${releasing.id}`} onClose={close}><ReleaseForm hold={releasing} onDone={done} onClose={close} /></Dialog>
      )}
    </>
  );
}
