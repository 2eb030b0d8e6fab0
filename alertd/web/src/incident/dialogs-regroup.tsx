// Cases that are one, and one that is two.
import { useState } from "preact/hooks";
import { api } from "../api/client";
import { incidents } from "../live/incidents";
import { hasWords, type Incident } from "../live/order";
import { Field, Form, Input, Select } from "../ui/parts";
import { translated, words } from "../words";
import { acted } from "./acts";
import { NoteField, type Props } from "./dialogs-parts";

const zh = {
  narrow: "按地址、住户编号或险情查找", more: (count: number) => `另有 ${count} 个未列出，请输入更多文字`, none: "没有可以并入的事件",
  why: "另一户的事件：请写明为何是同一件事",
};
const en: typeof zh = {
  narrow: "Find by address, home or condition", more: (count) => `${count} more are not listed; type more`, none: "There is no case to merge into",
  why: "A case of another home: say why it is the same",
};
const text = translated({ "zh-CN": zh, en });

const mostListed = 100;
/// Falling urgency: a case goes into one that is as urgent, or more.
const urgency = ["emergency", "welfare", "technical"];

const nameOf = (one: Incident) => [words.value.condition[one.headline], one.address, one.home].filter(Boolean).join(" · ");
const nearness = (one: Incident, to: Incident) => [one.home === to.home, one.committee === to.committee, one.street === to.street].filter(Boolean).length;

/// The cases that the server would take it into, the nearest first.
function candidates(of: Incident): Incident[] {
  return incidents.value
    .filter((one) => one.id !== of.id && one.state !== "resolved" && one.exercise === of.exercise && urgency.indexOf(one.class) <= urgency.indexOf(of.class))
    .sort((a, b) => nearness(b, of) - nearness(a, of));
}

export function MergeForm({ incident, onClose }: Props) {
  const [into, setInto] = useState("");
  const [sought, setSought] = useState("");
  const [note, setNote] = useState("");
  const fitting = candidates(incident).filter((one) => one.id === into || hasWords(nameOf(one).toLowerCase(), sought));
  const listed = fitting.slice(0, mostListed);
  const other = listed.find((one) => one.id === into);
  const abroad = other !== undefined && other.home !== incident.home;
  return (
    <Form submit={words.value.act.merge} onCancel={onClose} disabled={!other} onSubmit={async () => {
      if (!other) return;
      await api.post("/api/v1/incidents/{id}/merge", { path: { id: incident.id }, version: incident.version, body: { into: other.id, into_version: other.version, ...(note ? { note } : {}) } });
      acted.value++;
      onClose();
    }}>
      <Field label={text.value.narrow}><Input type="search" value={sought} onValue={setSought} /></Field>
      <Field label={words.value.act.mergeInto}>
        <Select value={into} onValue={setInto} required options={[["", listed.length > 0 ? "" : text.value.none], ...listed.map((one): [string, string] => [one.id, nameOf(one)])]} />
      </Field>
      {fitting.length > listed.length && <p class="quiet" role="status">{text.value.more(fitting.length - listed.length)}</p>}
      {abroad && <p class="quiet" role="status">{text.value.why}</p>}
      <NoteField value={note} onValue={setNote} required={abroad} />
    </Form>
  );
}

export function SplitForm({ detail, incident, onClose }: Props) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [note, setNote] = useState("");
  const toggle = (id: string) => { const next = new Set(ids); if (!next.delete(id)) next.add(id); setIds(next); };
  return (
    <Form submit={words.value.act.split} onCancel={onClose} disabled={ids.size === 0 || ids.size === detail.alerts.length} onSubmit={async () => {
      await api.post("/api/v1/incidents/{id}/split", { path: { id: incident.id }, version: incident.version, body: { alerts: [...ids], ...(note ? { note } : {}) } });
      acted.value++;
      onClose();
    }}>
      <fieldset>
        <legend>{words.value.act.splitAlerts}</legend>
        {detail.alerts.map((alert) => <label key={alert.id} class="check"><input type="checkbox" checked={ids.has(alert.id)} onChange={() => toggle(alert.id)} /> {words.value.condition[alert.condition]} {alert.device}</label>)}
      </fieldset>
      <NoteField value={note} onValue={setNote} />
    </Form>
  );
}
