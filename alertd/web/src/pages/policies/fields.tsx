// The fields of a policy and of what a variant asks for, with what the server found wrong beside each.
import { useId } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { Schemas } from "../../api/client";
import { classOf, conditions } from "../../live/order";
import { Act, Checks, Field, Input, optionsOf, Select } from "../../ui/parts";
import { wordIn, words } from "../../words";
import type { VariantDraft } from "./draft";
import { durationOf, saidDuration } from "./durations";
import type { Level, Policy } from "./ladder";
import type { Mistake, WrongAt } from "./mistakes";
import { text } from "./words";

const levels: readonly Level[] = ["home", "committee", "street", "district"];

export function Wrong({ mistake, id }: { mistake: Mistake | undefined; id?: string }) {
  if (!mistake) return null;
  return <p class="wrong" id={id}>{wordIn(text.value.rules, mistake.field) ?? ""} <small>{text.value.expected}: {mistake.said}</small></p>;
}

function DurationField({ label, hint, value, onValue, mistake }: {
  label: string; hint?: string; value: string; onValue: (value: string) => void; mistake: Mistake | undefined;
}) {
  const id = useId();
  const milliseconds = durationOf(value);
  return (
    <div class="duration">
      <Field label={label} hint={hint}>
        <Input required value={value} onValue={(next) => onValue(next.trim())} maxLength={20} pattern="([0-9]+(ms|s|m|h|d))+" title={text.value.durationHint}
          aria-invalid={mistake !== undefined || milliseconds === null} aria-describedby={`${id} ${id}-wrong`} />
      </Field>
      <small id={id}>{milliseconds === null ? text.value.notDuration : saidDuration(milliseconds)}</small>
      <Wrong mistake={mistake} id={`${id}-wrong`} />
    </div>
  );
}

/// Checks with what is wrong below them.
function Marked({ mistake, children }: { mistake: Mistake | undefined; children: ComponentChildren }) {
  return <div class={mistake ? "marked" : ""}>{children}<Wrong mistake={mistake} /></div>;
}

export function PolicyFields({ policy, change, wrong }: { policy: Policy; change: (changes: Partial<Policy>) => void; wrong: WrongAt }) {
  const t = text.value;
  const setStep = (at: number, changes: Partial<Schemas["PolicyStep"]>) =>
    change({ steps: policy.steps.map((step, index) => (index === at ? { ...step, ...changes } : step)) });
  const duration = (field: "repeat_every" | "attend_within" | "arrive_within", label: string, hint?: string) =>
    <DurationField label={label} hint={hint} value={policy[field]} onValue={(value) => change({ [field]: value })} mistake={wrong(field)} />;
  const add = () => {
    const last = durationOf(policy.steps.at(-1)?.after ?? "0s") ?? 0;
    change({ steps: [...policy.steps, { after: `${Math.round(last / 1000) + 60}s`, notify: ["district"] }] });
  };
  return (
    <>
      <h3>{t.steps} <small>{t.durationHint}</small></h3>
      <ol class="steps">
        {policy.steps.map((step, at) => (
          <li key={at}>
            <b>{t.step(at + 1)}</b>
            <DurationField label={t.after} value={step.after} onValue={(after) => setStep(at, { after })} mistake={wrong("after", at)} />
            <Marked mistake={wrong("notify", at)}>
              <Checks legend={t.notify} options={levels.map((level) => [level, words.value.level[level]] as const)} chosen={step.notify}
                onChosen={(notify) => setStep(at, { notify })} />
            </Marked>
            <Act kind="plain" aria-label={t.removeStep(at + 1)} disabled={policy.steps.length === 1}
              run={() => change({ steps: policy.steps.filter((_, index) => index !== at) })}>{words.value.common.remove}</Act>
          </li>
        ))}
      </ol>
      <Wrong mistake={wrong("steps")} />
      <Act disabled={policy.steps.length >= 10} run={add}>{t.addStep}</Act>
      <div class="times">
        {duration("repeat_every", t.repeatEvery)}
        {duration("attend_within", t.attendWithin, t.zeroMeans)}
        {duration("arrive_within", t.arriveWithin, t.zeroMeans)}
      </div>
    </>
  );
}

export function AskFields({ variant, change, wrong, incidentClass }: {
  variant: VariantDraft; change: (changes: Partial<VariantDraft>) => void; wrong: WrongAt; incidentClass: Schemas["Class"];
}) {
  const t = text.value;
  const id = useId();
  const hours = { type: "time", "aria-invalid": wrong("hours") !== undefined, "aria-describedby": `${id}-hours` };
  const own = conditions.filter((one) => classOf[one] === incidentClass).map((one) => [one, words.value.condition[one]] as const);
  return (
    <>
      <Field label={t.name}>
        <Input required value={variant.name} onValue={(name) => change({ name })} maxLength={64} aria-invalid={wrong("name") !== undefined}
          aria-describedby={`${id}-name`} />
      </Field>
      <Wrong mistake={wrong("name")} id={`${id}-name`} />
      <Marked mistake={wrong("conditions")}>
        <Checks legend={t.conditions} hint={t.kindsHint} options={own} chosen={variant.conditions} onChosen={(chosen) => change({ conditions: chosen })} />
      </Marked>
      <details open={variant.kinds.length > 0}>
        <summary>{t.kinds}</summary>
        <Marked mistake={wrong("kinds")}>
          <Checks legend={t.kinds} hint={t.kindsHint} options={Object.entries(words.value.kind)} chosen={variant.kinds}
            onChosen={(kinds) => change({ kinds })} />
        </Marked>
      </details>
      <div class="times">
        <Field label={t.minSeverity}>
          <Select value={variant.min_severity} onValue={(min_severity) => change({ min_severity })} options={optionsOf(words.value.severity)} />
        </Field>
        <Field label={t.hoursFrom}><Input {...hours} value={variant.begins} onValue={(begins) => change({ begins })} /></Field>
        <Field label={t.hoursUntil} hint={t.hoursHint}><Input {...hours} value={variant.ends} onValue={(ends) => change({ ends })} /></Field>
      </div>
      <Wrong mistake={wrong("hours")} id={`${id}-hours`} />
      <Marked mistake={wrong("weekdays")}>
        <Checks legend={t.weekdays} options={optionsOf(t.days)} chosen={variant.weekdays} onChosen={(weekdays) => change({ weekdays })} />
      </Marked>
    </>
  );
}
