// A policy as a ladder on a time axis, and the same in words.
import type { Schemas } from "../../api/client";
import { listText, words } from "../../words";
import { durationOf, said } from "./durations";
import { text } from "./words";

export type Level = Schemas["PolicyStep"]["notify"][number];
export interface Policy {
  repeat_every: string;
  attend_within: string;
  arrive_within: string;
  steps: Schemas["PolicyStep"][];
}
/// From the top rung down.
const levels: readonly Level[] = ["district", "street", "committee", "home"];
const listed = (chosen: readonly Level[]) =>
  listText([...levels].reverse().filter((level) => chosen.includes(level)).map((level) => words.value.level[level]));

/// Whom a repeat calls: those of the last step, and in a technical case everybody.
function repeated(policy: Policy, incidentClass: Schemas["Class"]): Level[] {
  const last = policy.steps.at(-1)?.notify ?? [];
  return incidentClass === "technical" ? levels.filter((level) => policy.steps.some((step) => step.notify.includes(level))) : last;
}

/// Where each time stands, in percent: to scale, but never too close to read.
function places(times: readonly number[]): number[] {
  const span = Math.max(1, times.at(-1)! - times[0]!);
  const least = Math.min(14, 100 / Math.max(1, times.length - 1));
  const raw: number[] = [];
  times.forEach((time, at) => raw.push(at === 0 ? 0 : raw[at - 1]! + Math.max(least, ((time - times[at - 1]!) / span) * 100)));
  const whole = Math.max(1, raw.at(-1)!);
  return raw.map((place) => 4 + (place / whole) * 82);
}

function Drawing({ policy, incidentClass }: { policy: Policy; incidentClass: Schemas["Class"] }) {
  const times = policy.steps.map((step) => durationOf(step.after) ?? 0);
  const all = places([...times, (times.at(-1) ?? 0) + (durationOf(policy.repeat_every) ?? 0)]);
  const again = repeated(policy, incidentClass);
  const end = all.at(-1)!;
  return (
    <div class="ladder" aria-hidden="true">
      {levels.map((level) => (
        <div key={level} class="rung">
          <span class="level">{words.value.level[level]}</span>
          <span class="track">
            {policy.steps.map((step, at) => step.notify.includes(level) && <i key={at} class="call" style={{ left: `${all[at]}%` }}>{at + 1}</i>)}
            {again.includes(level) && <i class="call again" style={{ left: `${end}%` }}>↻</i>}
          </span>
        </div>
      ))}
      <div class="rung axis">
        <span class="level" />
        <span class="track">
          {policy.steps.map((step, at) => <small key={at} style={{ left: `${all[at]}%` }}>{step.after}</small>)}
          <small style={{ left: `${end}%` }}>↻ {policy.repeat_every}</small>
        </span>
      </div>
    </div>
  );
}

export function Ladder({ policy, incidentClass }: { policy: Policy; incidentClass: Schemas["Class"] }) {
  const t = text.value;
  const watched = (written: string) => (durationOf(written) ?? 0) > 0;
  const limits = [
    watched(policy.attend_within) && t.attend(said(policy.attend_within)), watched(policy.arrive_within) && t.arrive(said(policy.arrive_within)),
  ].filter(Boolean);
  return (
    <div class="ladder-box">
      <Drawing policy={policy} incidentClass={incidentClass} />
      <div>
        <ol class="ladder-words" aria-label={t.ladder}>
          {policy.steps.map((step, at) => (
            <li key={at}><b>{durationOf(step.after) ? t.at(said(step.after)) : t.atOnce}</b> {t.calls(listed(step.notify))}</li>
          ))}
          <li>{t.repeats(said(policy.repeat_every), listed(repeated(policy, incidentClass)))}</li>
        </ol>
        <p>{limits.length > 0 ? <>{limits.join(" → ")} <small>{t.limits}</small></> : <small>{t.unwatched}</small>}</p>
        <small class="scale">{t.scale}</small>
      </div>
    </div>
  );
}
