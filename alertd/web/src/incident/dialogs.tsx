// What an act asks for, as a window. What the server refuses is said there, and nothing typed is lost.
import { useState } from "preact/hooks";
import { api, type Schemas } from "../api/client";
import { fieldTime, hour, isoOf } from "../live/clock";
import { incidents } from "../live/incidents";
import { Dialog, Field, Form, Input, optionsOf, Select, TextArea } from "../ui/parts";
import { troubleText } from "../ui/trouble";
import { actorText, words } from "../words";
import { acted, actOn } from "./acts";
import { NoteField, type Props } from "./dialogs-parts";
import { MergeForm, SplitForm } from "./dialogs-regroup";
import { useResponders } from "./people";
import { useIdOf } from "./ulid";

export type Asked = "dispatch" | "assign" | "resolve" | "close" | "reopen" | "note" | "followUp" | "callback" | "merge" | "split";
type Disposition = Schemas["Disposition"];

function DispatchForm({ incident, onClose }: Props) {
  const text = words.value;
  const found = useResponders(incident.id);
  const [responder, setResponder] = useState("");
  const [note, setNote] = useState("");
  const onDuty = new Set(found.value?.on_duty.flatMap((scope) => scope.people.map((one) => one.responder)));
  // Whoever is on duty first; else the nearest first, as the server has them.
  const people = [...(found.value?.responders ?? [])].sort((a, b) => Number(onDuty.has(b.id)) - Number(onDuty.has(a.id)));
  const nameOf = (one: Schemas["Responder"]) => [one.name, text.level[one.level], onDuty.has(one.id) && text.incident.onDuty].filter(Boolean).join(" · ");
  return (
    <Form submit={text.act.dispatch} onCancel={onClose} disabled={!responder} onSubmit={async () => {
      await actOn("/api/v1/incidents/{id}/dispatch", incident.id, { responder, ...(note ? { note } : {}) });
      onClose();
    }}>
      <Field label={text.act.responder}>
        <Select value={responder} onValue={setResponder} required options={[["", ""], ...people.map((one): [string, string] => [one.id, nameOf(one)])]} />
      </Field>
      {found.error !== null && <p class="wrong" role="alert">{troubleText(found.error)}</p>}
      <NoteField value={note} onValue={setNote} />
    </Form>
  );
}

/// To whom: those who have cases now are offered, and any account may be written.
function AssignForm({ incident, onClose }: Props) {
  const text = words.value.act;
  const [owner, setOwner] = useState("");
  const [note, setNote] = useState("");
  const owners = new Set(incidents.value.map((one) => one.owner).filter((one) => one?.startsWith("user:") && one !== incident.owner).map(actorText));
  return (
    <Form submit={text.assign} onCancel={onClose} onSubmit={async () => {
      await actOn("/api/v1/incidents/{id}/assign", incident.id, { owner: owner.trim(), ...(note ? { note } : {}) }, incident.version);
      onClose();
    }}>
      <Field label={text.assignTo}><Input value={owner} onValue={setOwner} maxLength={64} required list="owners" autocomplete="off" /></Field>
      <datalist id="owners">{[...owners].map((one) => <option key={one} value={one} />)}</datalist>
      <NoteField value={note} onValue={setNote} />
    </Form>
  );
}

function ResolveForm({ incident, onClose }: Props) {
  const text = words.value.act;
  const [note, setNote] = useState("");
  return (
    <Form submit={text.resolve} onCancel={onClose} onSubmit={async () => {
      await actOn("/api/v1/incidents/{id}/resolve", incident.id, note ? { note } : {}, incident.version);
      onClose();
    }}>
      <NoteField value={note} onValue={setNote} />
    </Form>
  );
}

function CloseForm({ incident, onClose }: Props) {
  const text = words.value;
  const [disposition, setDisposition] = useState<Disposition | "">(incident.disposition ?? "");
  const [note, setNote] = useState("");
  return (
    <Form submit={text.act.close} onCancel={onClose} onSubmit={async () => {
      await actOn("/api/v1/incidents/{id}/close", incident.id, { ...(disposition ? { disposition } : {}), ...(note ? { note } : {}) }, incident.version);
      onClose();
    }}>
      <Field label={text.act.disposition}>
        <Select value={disposition} onValue={setDisposition} required options={[["", text.act.dispositionNeeded] as const, ...optionsOf(text.disposition)]} />
      </Field>
      <NoteField value={note} onValue={setNote} />
    </Form>
  );
}

function ReopenForm({ incident, onClose }: Props) {
  const [note, setNote] = useState("");
  return (
    <Form submit={words.value.act.reopen} onCancel={onClose} onSubmit={async () => {
      await actOn("/api/v1/incidents/{id}/reopen", incident.id, note ? { note } : {}, incident.version);
      onClose();
    }}>
      <NoteField value={note} onValue={setNote} />
    </Form>
  );
}

function NoteForm({ incident, onClose }: Props) {
  const [note, setNote] = useState("");
  return (
    <Form submit={words.value.act.note} onCancel={onClose} onSubmit={async () => {
      await actOn("/api/v1/incidents/{id}/notes", incident.id, { text: note });
      onClose();
    }}>
      <NoteField value={note} onValue={setNote} required />
    </Form>
  );
}

function FollowUpForm({ incident, onClose }: Props) {
  const text = words.value;
  const [kind, setKind] = useState<Schemas["FollowUpKind"]>("visit");
  const [due, setDue] = useState(fieldTime(24 * hour));
  const [what, setWhat] = useState("");
  const [assignee, setAssignee] = useState("");
  const id = useIdOf({ kind, due, what, assignee });
  return (
    <Form submit={text.common.add} onCancel={onClose} onSubmit={async () => {
      await api.post("/api/v1/incidents/{id}/follow-ups", { path: { id: incident.id }, body: { id, kind, due_at: isoOf(due), text: what, ...(assignee ? { assignee } : {}) } });
      acted.value++;
      onClose();
    }}>
      <Field label={text.act.followUpKind}><Select value={kind} onValue={setKind} options={optionsOf(text.followUpKind)} /></Field>
      <Field label={text.act.followUpText}><TextArea value={what} onValue={setWhat} maxLength={1000} required rows={3} /></Field>
      <Field label={text.act.followUpDue}><Input type="datetime-local" value={due} onValue={setDue} required /></Field>
      <Field label={text.act.assignee}><Input value={assignee} onValue={setAssignee} maxLength={64} /></Field>
    </Form>
  );
}

function CallbackForm({ detail, incident, onClose }: Props) {
  const text = words.value;
  const [party, setParty] = useState<Schemas["CalledParty"]>("resident");
  const [outcome, setOutcome] = useState<Schemas["CallOutcome"]>("spoke");
  const [person, setPerson] = useState("");
  const [said, setSaid] = useState("");
  const id = useIdOf({ party, outcome, person, said });
  const people = [...detail.residents, ...detail.contacts].map((one): [string, string] => [one.id, one.name]);
  return (
    <Form submit={text.common.save} onCancel={onClose} onSubmit={async () => {
      await api.post("/api/v1/incidents/{id}/callbacks", { path: { id: incident.id }, body: { id, party, outcome, ...(person ? { person } : {}), ...(said ? { text: said } : {}) } });
      acted.value++;
      onClose();
    }}>
      <Field label={text.act.party}><Select value={party} onValue={setParty} options={optionsOf(text.calledParty)} /></Field>
      <Field label={text.act.responder}><Select value={person} onValue={setPerson} options={[["", ""], ...people]} /></Field>
      <Field label={text.act.outcome}><Select value={outcome} onValue={setOutcome} options={optionsOf(text.callOutcome)} /></Field>
      <NoteField value={said} onValue={setSaid} />
    </Form>
  );
}

const forms = { dispatch: DispatchForm, assign: AssignForm, resolve: ResolveForm, close: CloseForm, reopen: ReopenForm, note: NoteForm, followUp: FollowUpForm, callback: CallbackForm, merge: MergeForm, split: SplitForm };

export type DialogProps = Props & { asked: Asked };
export function ActDialog({ asked, ...props }: DialogProps) {
  const Shown = forms[asked];
  return <Dialog title={words.value.act[asked]} onClose={props.onClose}><Shown {...props} /></Dialog>;
}
