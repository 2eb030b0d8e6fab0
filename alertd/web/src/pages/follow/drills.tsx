// Drills: somebody wants to see whether people answer. They really are called.
import { useState } from "preact/hooks";
import { api, Refusal, type Schemas } from "../../api/client";
import { mayManageDuty } from "../../api/session";
import { isNamed, takeAnswer } from "../../incident/acts";
import { incidents, loaded } from "../../live/incidents";
import { classOf, conditions } from "../../live/order";
import { committeeName, committees, streetName } from "../../live/places";
import { href } from "../../route";
import { Field, Form, HomePick, Select, Table, TextArea } from "../../ui/parts";
import { tell } from "../../ui/trouble";
import { dateText, words } from "../../words";
import { text } from "./words";

type Condition = Schemas["Condition"];
/// What people are called for.
const drilled = conditions.filter((one) => classOf[one] !== "technical");

function WhereFields({ at, setAt, home, setHome, committee, setCommittee }: {
  at: "home" | "committee"; setAt: (at: "home" | "committee") => void; home: string; setHome: (id: string) => void;
  committee: string; setCommittee: (id: string) => void;
}) {
  const t = text.value;
  const options = committees.value.map((one): [string, string] => [one.id, `${streetName(one.street)} ${one.name}`]);
  return (
    <>
      <fieldset class="checks">
        <legend>{t.drillWhere}</legend>
        <div>{(["home", "committee"] as const).map((key) => (
          <label key={key} class="check">
            <input type="radio" name="at" checked={at === key} onChange={() => setAt(key)} /> {key === "home" ? t.ofHome : t.ofCommittee}
          </label>
        ))}</div>
        <small>{at === "home" ? t.homeText : t.committeeText}</small>
      </fieldset>
      {at === "home" ? <HomePick label={t.whichHome} value={home} onValue={setHome} />
        : <Field label={t.whichCommittee}><Select required value={committee} onValue={setCommittee} options={[["", t.choose], ...options]} /></Field>}
    </>
  );
}

function DrillForm() {
  const t = text.value;
  const [at, setAt] = useState<"home" | "committee">("home");
  const [home, setHome] = useState("");
  const [committee, setCommittee] = useState("");
  const [condition, setCondition] = useState<Condition>("call");
  const [note, setNote] = useState("");
  const [sure, setSure] = useState(false);
  const [standing, setStanding] = useState("");
  const start = async () => {
    if (!isNamed()) return;
    setStanding("");
    try {
      const where = at === "home" ? { home } : { committee };
      takeAnswer(await api.post("/api/v1/drills", { body: { condition, ...where, ...(note ? { note } : {}) } }));
    } catch (error) {
      const other = error instanceof Refusal && error.status === 409 ? error.problem.incident : undefined;
      if (!other) throw error;
      setStanding(other.id);
      return;
    }
    tell(t.started);
    setSure(false);
    setNote("");
  };
  return (
    <section class="card narrow" aria-label={t.drillTitle}>
      <h2>{t.drillTitle}</h2>
      <p class="warning">{t.drillWarning}</p>
      <p>{t.drillText}</p>
      <Form submit={t.start} onSubmit={start} disabled={!sure}>
        <WhereFields at={at} setAt={setAt} home={home} setHome={setHome} committee={committee} setCommittee={setCommittee} />
        <Field label={t.condition}>
          <Select value={condition} onValue={setCondition} options={drilled.map((one) => [one, words.value.condition[one]] as const)} />
        </Field>
        <Field label={t.note}><TextArea value={note} onValue={setNote} maxLength={1000} rows={2} /></Field>
        <label class="check"><input type="checkbox" checked={sure} onChange={() => setSure(!sure)} /> <b>{t.sure}</b></label>
        {standing && <p class="wrong" role="alert">{t.standing} <a href={href("incidents", { id: standing })}>{t.openIncident}</a></p>}
      </Form>
    </section>
  );
}

export function DrillsTab() {
  const t = text.value;
  const common = words.value.common;
  const open = incidents.value.filter((one) => one.exercise === "drill");
  return (
    <>
      {mayManageDuty.value && <DrillForm />}
      <h2>{t.openDrills}</h2>
      <Table caption={t.openDrills} empty={loaded.value ? t.noDrills : common.loading} rows={open} keyOf={(one) => one.id} columns={[
        { title: t.opened, cell: (one) => dateText(one.opened_at) },
        { title: t.condition, cell: (one) => <><b class="mark">{words.value.exercise.drill}</b> {words.value.condition[one.headline]}</> },
        // A drill of a committee has no home.
        { title: t.drillWhere, cell: (one) => one.address || (one.home.includes(":") ? committeeName(one.committee) : one.home) },
        { title: common.state, cell: (one) => words.value.incidentState[one.state] },
        { title: t.step, number: true, cell: (one) => one.step },
        { title: t.incident, cell: (one) => <a href={href("incidents", { id: one.id })}>{t.openIncident}</a> },
      ]} />
    </>
  );
}
