// What is left to do after the help: tasks with a due time, and who was called back.
import { useState } from "preact/hooks";
import { api } from "../api/client";
import { mayAct } from "../api/session";
import { Act, Dialog, Form } from "../ui/parts";
import { tellTrouble } from "../ui/trouble";
import { actorText, dateText, words } from "../words";
import { acted, isNamed } from "./acts";
import type { Detail } from "./pane";

type Task = Detail["follow_ups"][number];

async function finish(task: Task): Promise<void> {
  if (!isNamed()) return;
  try {
    await api.post("/api/v1/follow-ups/{id}/done", { path: { id: task.id }, body: {} });
    acted.value++;
  } catch (error) {
    tellTrouble(error);
  }
}

/// It stands beside "done", and cannot be taken back.
function CancelDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const { cancel } = words.value.act;
  return (
    <Dialog title={cancel} onClose={onClose}>
      <Form submit={cancel} onCancel={onClose} onSubmit={async () => {
        await api.post("/api/v1/follow-ups/{id}/cancel", { path: { id: task.id }, body: {} });
        acted.value++;
        onClose();
      }}><p><b>{words.value.followUpKind[task.kind]}</b> {task.text}</p></Form>
    </Dialog>
  );
}

export function Aftercare({ detail }: { detail: Detail }) {
  const text = words.value;
  const [cancelling, setCancelling] = useState<Task | null>(null);
  if (detail.follow_ups.length + detail.callbacks.length + detail.tickets.length + detail.merged.length === 0) return null;
  return (
    <section class="card" aria-label={text.incident.followUps}>
      {detail.follow_ups.length > 0 && <h3>{text.incident.followUps}</h3>}
      <ul class="people">
        {detail.follow_ups.map((task) => (
          <li key={task.id}>
            <span class="badge">{text.followUpState[task.state]}</span> <b>{text.followUpKind[task.kind]}</b> {task.text} <small>{dateText(task.due_at)} {task.assignee}</small>
            {task.state === "open" && mayAct.value && <><Act kind="plain" run={() => finish(task)}>{text.act.done}</Act><Act kind="plain" run={() => { if (isNamed()) setCancelling(task); }}>{text.act.cancel}</Act></>}
          </li>
        ))}
      </ul>
      {detail.callbacks.length > 0 && <h3>{text.incident.callbacks}</h3>}
      <ul class="people">
        {detail.callbacks.map((call) => <li key={call.id}>{dateText(call.called_at)} <b>{text.calledParty[call.party]}</b> {text.callOutcome[call.outcome]} {call.text} <small>{actorText(call.by)}</small></li>)}
      </ul>
      {detail.tickets.map((ticket) => <p key={ticket.platform}>{text.incident.ticket} {ticket.platform}: {ticket.ticket} {ticket.status}</p>)}
      {detail.merged.length > 0 && <p class="quiet">{text.incident.merged}: {detail.merged.join(", ")}</p>}
      {cancelling && <CancelDialog task={cancelling} onClose={() => setCancelling(null)} />}
    </section>
  );
}
