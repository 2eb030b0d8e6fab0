// By which policy a case would go, and who would be called. The question stands in the address.
import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { isoOf } from "../../live/clock";
import { conditions } from "../../live/order";
import { parameter, setQuery } from "../../route";
import { Field, Form, Input, optionsOf, Select, Shown, useLoaded } from "../../ui/parts";
import { dateText, words } from "../../words";
import { Ladder } from "./ladder";
import { text } from "./words";

type Condition = Schemas["Condition"];
type Severity = Schemas["Severity"];

const condition = parameter("condition");
const kind = parameter("kind");
const severity = parameter("severity");
const at = parameter("at");

function Answer({ asked }: { asked: number }) {
  const t = text.value;
  const found = useLoaded(async (signal) => api.get("/api/v1/policy-choice", {
    query: {
      condition: condition.value, ...(kind.value ? { kind: kind.value } : {}), ...(severity.value ? { severity: severity.value as Severity } : {}),
      ...(Number.isFinite(Date.parse(at.value)) ? { at: isoOf(at.value) } : {}),
    }, signal,
  }), [condition.value, kind.value, severity.value, at.value], [asked]);
  return (
    <section class="card" aria-live="polite">
      <Shown of={found}>{(answer) => (
        <>
          <h2>{t.answer(words.value.class[answer.class], answer.policy === "usual" ? t.usual : answer.policy)}</h2>
          <p>{t.answerDetail(words.value.severity[answer.severity], dateText(answer.at))}</p>
          <Ladder policy={answer} incidentClass={answer.class} />
        </>
      )}</Shown>
    </section>
  );
}

export function AskTab() {
  const t = text.value;
  const inAddress = { condition: condition.value as Condition | "", kind: kind.value, severity: severity.value as Severity | "", at: at.value };
  const [draft, setDraft] = useState(inAddress);
  const [asked, setAsked] = useState(0);
  // Back leads to the question before, and the form must not show another than the answer below it.
  useEffect(() => setDraft(inAddress), Object.values(inAddress));
  const change = (changes: Partial<typeof draft>) => setDraft({ ...draft, ...changes });
  return (
    <>
      <section class="card narrow" aria-label={t.ask}>
        <p>{t.question}</p>
        <Form submit={t.submit} onSubmit={() => { setQuery(draft, true); setAsked(asked + 1); }}>
          <Field label={t.condition}>
            <Select required value={draft.condition} onValue={(value) => change({ condition: value })}
              options={[["", t.chooseCondition], ...conditions.map((one): [Condition, string] => [one, words.value.condition[one]])]} />
          </Field>
          <Field label={t.kind}>
            <Select value={draft.kind} onValue={(value) => change({ kind: value })}
              options={[["", words.value.common.unknown], ...Object.entries(words.value.kind).filter(([key]) => key !== "unknown")]} />
          </Field>
          <Field label={t.severity}>
            <Select value={draft.severity} onValue={(value) => change({ severity: value })}
              options={[["", t.bySelf], ...optionsOf(words.value.severity)]} />
          </Field>
          <Field label={t.time}><Input type="datetime-local" value={draft.at} onValue={(value) => change({ at: value })} /></Field>
        </Form>
      </section>
      {condition.value && <Answer asked={asked} />}
    </>
  );
}
