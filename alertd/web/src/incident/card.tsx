// Who lives there, whom to call, how to get in. What is masked is shown for a reason that the journal keeps.
import { useLayoutEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../api/client";
import { mayReveal } from "../api/session";
import { keys, onKey } from "../desk/keys";
import type { Incident } from "../live/order";
import { mapLink } from "../ui/map_link";
import { Act, Dialog, Field, Form, optionsOf, Select, TextArea } from "../ui/parts";
import { tellTrouble } from "../ui/trouble";
import { words } from "../words";
import type { Detail } from "./pane";
import { isLifted, lift, veiledContact, veiledResident } from "./veil";

type Revealed = Schemas["Revealed"];
type Reason = Schemas["RevealDraft"]["reason"];

const Phone = ({ number }: { number: string }) =>
  number && !number.includes("*") ? <a class="phone" href={`tel:${number}`}>{number}</a> : <span class="phone">{number}</span>;

function Resident({ one }: { one: Schemas["Resident"] }) {
  const text = words.value.incident;
  return (
    <li>
      <b>{one.name}</b> <Phone number={one.phone} />
      <small> {[one.birth_year && text.born(one.birth_year), one.lives_alone && text.alone].filter(Boolean).join(" · ")}</small>
      {one.medical_notes && <p class="medical"><b>{text.medical}</b> {one.medical_notes}</p>}
    </li>
  );
}

function ContactLine({ one }: { one: Schemas["Contact"] }) {
  const text = words.value.incident;
  return (
    <li>
      <b>{one.name}</b> {one.relation && <span>{one.relation}</span>} <Phone number={one.phone} />
      <small> {[one.has_key && text.key, one.call_at_night && text.night].filter(Boolean).join(" · ")}</small>
    </li>
  );
}

function AccessNotes({ home }: { home: string }) {
  const text = words.value;
  const [notes, setNotes] = useState<string | null>(null);
  if (notes !== null) return <p class="medical"><b>{text.incident.access}</b> {notes || text.common.none}</p>;
  const show = async () => {
    try {
      setNotes((await api.get("/api/v1/registry/access_notes/{home}", { path: { home }, reason: "emergency" })).notes);
    } catch (error) {
      if ((error as { status?: number }).status === 404) setNotes("");
      else tellTrouble(error);
    }
  };
  return <Act kind="plain" run={show}>{text.incident.accessShow}</Act>;
}

function RevealDialog({ id, onShown, onClose }: { id: string; onShown: (shown: Revealed) => void; onClose: () => void }) {
  const text = words.value;
  const [reason, setReason] = useState<Reason>("call_back");
  const [why, setWhy] = useState("");
  return (
    <Dialog title={text.act.reveal} onClose={onClose}>
      <Form submit={text.act.reveal} onCancel={onClose} onSubmit={async () => {
        onShown(await api.post("/api/v1/incidents/{id}/reveal", { path: { id }, body: { reason, ...(why ? { text: why } : {}) } }));
        onClose();
      }}>
        <Field label={text.act.revealReason}><Select value={reason} onValue={setReason} options={optionsOf(text.revealReason)} /></Field>
        <Field label={text.act.revealText}><TextArea value={why} onValue={setWhy} maxLength={1000} required={reason === "other"} /></Field>
      </Form>
    </Dialog>
  );
}

/// What the reader may see now, and how the rest is had: by a reason in a window where the server keeps it back, else at once.
export function HomeCard({ detail, incident }: { detail: Detail; incident: Incident }) {
  const text = words.value.incident;
  const [shown, setShown] = useState<Revealed | null>(null);
  const [asking, setAsking] = useState(false);
  const given = shown ?? detail;
  const known = given.residents.length + given.contacts.length > 0;
  const veiled = known && !detail.masked && !shown && mayReveal.value && !isLifted(incident.id);
  const hidden = veiled || (detail.masked && !shown);
  const reveal = () => { if (veiled && incident.state !== "closed") void lift(incident.id); else if (hidden && mayReveal.value) setAsking(true); };
  useLayoutEffect(() => (hidden && mayReveal.value ? onKey("reveal", reveal) : undefined));
  const address = shown?.address ?? incident.address;
  return (
    <section class="card" aria-label={text.card}>
      <h3>{text.card}</h3>
      {!incident.registered && <p class="quiet">{text.notRegistered}</p>}
      <p class="address-line">{address || incident.home} {address && !address.includes("*") && <a class="button plain no-print" target="_blank" rel="noreferrer noopener" href={mapLink(address)}>{text.map}</a>}</p>
      {given.residents.length > 0 && <ul class="people">{given.residents.map((one) => <Resident key={one.id} one={veiled ? veiledResident(one) : one} />)}</ul>}
      {given.contacts.length > 0 && <><h4>{text.contacts}</h4><ol class="people">{given.contacts.map((one) => <ContactLine key={one.id} one={veiled ? veiledContact(one) : one} />)}</ol></>}
      {hidden && <p class="quiet">{text.masked} {mayReveal.value && <Act kind={veiled ? undefined : "plain"} run={reveal}>{words.value.act.reveal} <kbd>{keys.reveal}</kbd></Act>}</p>}
      {incident.registered && mayReveal.value && incident.state !== "closed" && <AccessNotes home={incident.home} />}
      {asking && <RevealDialog id={incident.id} onShown={setShown} onClose={() => setAsking(false)} />}
    </section>
  );
}
