// The next step of the escalation with its countdown: whom it will call, so that nobody wonders.
import { api } from "../api/client";
import { now } from "../live/clock";
import type { Incident } from "../live/order";
import { useLoaded } from "../ui/parts";
import { durationText, listText, words } from "../words";
import type { Detail } from "./pane";

export function Escalation({ detail, incident }: { detail: Detail; incident: Incident }) {
  const text = words.value.incident;
  const policies = useLoaded((signal) => api.get("/api/v1/policies/{id}", { path: { id: incident.class }, signal }), [incident.class]);
  const next = detail.escalations.filter((one) => one.state === "pending").sort((a, b) => a.due_at.localeCompare(b.due_at))[0];
  const variant = policies.value?.when.find((one) => one.name === incident.policy);
  const steps = (variant ?? policies.value)?.steps ?? [];
  const levels = next ? (steps[Math.min(next.step, steps.length) - 1]?.notify ?? []) : [];
  const left = next ? Date.parse(next.due_at) - now.value : 0;
  return (
    <section class="card" aria-label={text.escalation}>
      <h3>{text.escalation}</h3>
      {next
        ? <p class="next-step"><b>{text.nextStep(next.step)}</b> {listText(levels.map((level) => words.value.level[level]))} <b class="countdown" role="timer">{left > 0 ? text.due(durationText(left)) : text.overdue}</b></p>
        : <p class="quiet">{text.stopped}</p>}
      <p class="quiet">{text.policy}: {incident.policy ?? text.usual}</p>
    </section>
  );
}
