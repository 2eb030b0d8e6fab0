// What is left to do after the help: tasks with a due time, and who was called back.
import { api } from "../api/client";
import { mayAct } from "../api/session";
import { Act } from "../ui/parts";
import { tellTrouble } from "../ui/trouble";
import { actorText, dateText, words } from "../words";
import { acted, isNamed } from "./acts";
import type { Detail } from "./pane";

export async function endTask(id: string, how: "done" | "cancel"): Promise<void> {
  if (!isNamed()) return;
  try {
    await api.post(how === "done" ? "/api/v1/follow-ups/{id}/done" : "/api/v1/follow-ups/{id}/cancel", { path: { id }, body: {} });
    acted.value++;
  } catch (error) {
    tellTrouble(error);
  }
}

export function Aftercare({ detail }: { detail: Detail }) {
  const text = words.value;
  if (detail.follow_ups.length + detail.callbacks.length + detail.tickets.length + detail.merged.length === 0) return null;
  return (
    <section class="card" aria-label={text.incident.followUps}>
      {detail.follow_ups.length > 0 && <h3>{text.incident.followUps}</h3>}
      <ul class="people">
        {detail.follow_ups.map((task) => (
          <li key={task.id}>
            <span class="badge">{text.followUpState[task.state]}</span> <b>{text.followUpKind[task.kind]}</b> {task.text} <small>{dateText(task.due_at)} {task.assignee}</small>
            {task.state === "open" && mayAct.value && <><Act kind="plain" run={() => endTask(task.id, "done")}>{text.act.done}</Act><Act kind="plain" run={() => endTask(task.id, "cancel")}>{text.act.cancel}</Act></>}
          </li>
        ))}
      </ul>
      {detail.callbacks.length > 0 && <h3>{text.incident.callbacks}</h3>}
      <ul class="people">
        {detail.callbacks.map((call) => <li key={call.id}>{dateText(call.called_at)} <b>{text.calledParty[call.party]}</b> {text.callOutcome[call.outcome]} {call.text} <small>{actorText(call.by)}</small></li>)}
      </ul>
      {detail.tickets.map((ticket) => <p key={ticket.platform}>{text.incident.ticket} {ticket.platform}: {ticket.ticket} {ticket.status}</p>)}
      {detail.merged.length > 0 && <p class="quiet">{text.incident.merged}: {detail.merged.join(", ")}</p>}
    </section>
  );
}
