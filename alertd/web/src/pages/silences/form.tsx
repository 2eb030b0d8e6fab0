// Making a silence.
import { useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { fieldTime, hour, isoOf, serverNow } from "../../live/clock";
import { classOf, conditions as allConditions } from "../../live/order";
import { committees, streetName, streets } from "../../live/places";
import { Checks, Dialog, Field, Form, HomePick, Input, optionsOf, Select, TextArea } from "../../ui/parts";
import { needName, tell } from "../../ui/trouble";
import { words } from "../../words";
import { DeviceField } from "./device";
import { longestSilence } from "./rules";
import { text } from "./words";

type Condition = Schemas["Condition"];
type Scope = Schemas["SilenceScope"];
type Lasts = "2" | "8" | "24" | "168" | "free";

interface Draft {
  scope: Scope;
  of: string;
  device: string;
  conditions: Condition[];
  kinds: string[];
  from: string;
  lasts: Lasts;
  until: string;
  reason: Schemas["SilenceReason"];
  note: string;
}
type Change = (changes: Partial<Draft>) => void;

function times(draft: Draft): { from?: string; until: string } {
  const from = draft.from ? { from: isoOf(draft.from) } : {};
  if (draft.lasts === "free") return { ...from, until: isoOf(draft.until) };
  const begins = draft.from ? Date.parse(isoOf(draft.from)) : serverNow();
  return { ...from, until: new Date(begins + Number(draft.lasts) * hour).toISOString() };
}

function WhereFields({ draft, change }: { draft: Draft; change: Change }) {
  const t = text.value;
  const places = draft.scope === "street" ? streets.value.map((one): [string, string] => [one.id, one.name])
    : committees.value.map((one): [string, string] => [one.id, `${streetName(one.street)} ${one.name}`]);
  const isArea = (scope: Scope) => scope === "committee" || scope === "street";
  return (
    <>
      <Field label={t.scope}>
        <Select value={draft.scope} options={optionsOf(t.scopes)}
          onValue={(scope) => change({ scope, of: isArea(scope) || isArea(draft.scope) ? "" : draft.of, device: "" })} />
      </Field>
      {isArea(draft.scope) ? (
        <Field label={draft.scope === "street" ? t.ofStreet : t.ofCommittee}>
          <Select required value={draft.of} onValue={(of) => change({ of })} options={[["", t.choose], ...places]} />
        </Field>
      ) : <HomePick label={t.ofHome} value={draft.of} onValue={(of) => change({ of, device: "" })} />}
      {draft.scope === "device" && draft.of && (
        <DeviceField home={draft.of} value={draft.device} onValue={(device) => change({ device })} label={t.ofDevice} />
      )}
    </>
  );
}

function WhatFields({ draft, change }: { draft: Draft; change: Change }) {
  const t = text.value;
  const named = (list: readonly Condition[]) => list.map((one) => [one, words.value.condition[one]] as const);
  const never = allConditions.filter((one) => classOf[one] === "emergency");
  return (
    <>
      <p class="quiet">{t.conditionsHint}</p>
      {(["welfare", "technical"] as const).map((kind) => (
        <Checks key={kind} legend={words.value.common.labelled(t.conditions, t[kind])} options={named(allConditions.filter((one) => classOf[one] === kind))}
          chosen={draft.conditions} onChosen={(conditions) => change({ conditions })} />
      ))}
      <fieldset class="checks never" disabled>
        <legend>{t.never}</legend>
        <p>{t.whyNever}</p>
        <div>{named(never).map(([key, name]) => <label key={key} class="check"><input type="checkbox" checked={false} disabled /> {name}</label>)}</div>
      </fieldset>
      <details class="kinds" open={draft.kinds.length > 0}>
        <summary>{t.kinds}</summary>
        <Checks legend={t.kinds} hint={t.kindsHint} options={Object.entries(words.value.kind)} chosen={draft.kinds}
          onChosen={(kinds) => change({ kinds })} />
      </details>
    </>
  );
}

function WhenFields({ draft, change }: { draft: Draft; change: Change }) {
  const t = text.value;
  const longest = longestSilence(draft);
  return (
    <>
      <fieldset class="checks">
        <legend>{t.lasts}</legend>
        <small>{t.longest(longest)}</small>
        <div>
          {optionsOf(t.lasting).map(([key, name]) => (
            <label key={key} class="check">
              <input type="radio" name="lasts" checked={draft.lasts === key} disabled={key !== "free" && Number(key) > longest}
                onChange={() => change({ lasts: key as Lasts })} /> {name}
            </label>
          ))}
        </div>
        {draft.lasts === "free" && (
          <Field label={t.until}><Input type="datetime-local" required value={draft.until} onValue={(until) => change({ until })} /></Field>
        )}
      </fieldset>
      <Field label={t.from}><Input type="datetime-local" value={draft.from} onValue={(from) => change({ from })} /></Field>
    </>
  );
}

export function MakeDialog({ onClose, onDone, home }: { onClose: () => void; onDone: () => void; home?: string }) {
  const t = text.value;
  const [draft, setDraft] = useState<Draft>({
    scope: "home", of: home ?? "", device: "", conditions: [], kinds: [], from: "", lasts: "2", until: fieldTime(2 * hour),
    reason: "maintenance", note: "",
  });
  const change: Change = (changes) => {
    setDraft((before) => {
      const next = { ...before, ...changes };
      // Another scope or condition may allow less than what was chosen before.
      return next.lasts !== "free" && Number(next.lasts) > longestSilence(next) ? { ...next, lasts: "24" } : next;
    });
  };
  const make = async () => {
    needName();
    const { scope, of, device, conditions, kinds, reason, note } = draft;
    const more = { ...(scope === "device" ? { device } : {}), ...(note ? { note } : {}) };
    await api.post("/api/v1/silences", { body: { scope, of, reason, conditions, kinds, ...times(draft), ...more } });
    tell(t.made);
    onDone();
  };
  return (
    <Dialog title={t.make} onClose={onClose} wide>
      <Form submit={t.make} onCancel={onClose} onSubmit={make}>
        <div class="silence-form">
          <div><WhereFields draft={draft} change={change} /><WhenFields draft={draft} change={change} />
            <Field label={t.reason}><Select value={draft.reason} onValue={(reason) => change({ reason })} options={optionsOf(t.reasons)} /></Field>
            <Field label={t.note}>
              <TextArea value={draft.note} onValue={(note) => change({ note })} maxLength={500} rows={2} required={draft.reason === "other"} />
            </Field>
          </div>
          <div><WhatFields draft={draft} change={change} /></div>
        </div>
      </Form>
    </Dialog>
  );
}
