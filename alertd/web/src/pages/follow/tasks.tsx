// Follow-up tasks by due time.
import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { mayAct } from "../../api/session";
import { acted, isNamed } from "../../incident/acts";
import { now } from "../../live/clock";
import { href, parameter, setQuery } from "../../route";
import { Act, Dialog, Form, Input, optionsOf, Select, Shown, Table, usePaged, type Column } from "../../ui/parts";
import { tell, tellTrouble } from "../../ui/trouble";
import { actorText, dateText, durationText, words } from "../../words";
import { text } from "./words";

type Task = Schemas["ListedFollowUp"];
type Choice = "open" | "overdue" | "done" | "cancelled" | "all";
const day = 86_400_000;
const stateOf = parameter("state");
const assigneeOf = parameter("assignee");

/// Days where there are several: nobody counts 143 hours.
const spanText = (span: number) => (span >= 2 * day ? text.value.days(Math.floor(span / day)) : durationText(span));

function Due({ task }: { task: Task }) {
  if (task.state !== "open") return <>{dateText(task.due_at)}</>;
  const left = Date.parse(task.due_at) - now.value;
  return <>{dateText(task.due_at)}{" "}
    {left < 0 ? <b class="overdue under">{text.value.overdueBy(spanText(-left))}</b>
      : <small class="under">{text.value.dueIn(spanText(left))}</small>}</>;
}

async function finish(task: Task, how: "done" | "cancel"): Promise<void> {
  try {
    await api.post(how === "done" ? "/api/v1/follow-ups/{id}/done" : "/api/v1/follow-ups/{id}/cancel", { path: { id: task.id }, body: {} });
    tell(how === "done" ? text.value.setDone : text.value.setCancelled);
  } finally {
    // Also when it was refused: most likely somebody else has done it meanwhile.
    acted.value++;
  }
}
async function setDone(task: Task): Promise<void> {
  if (!isNamed()) return;
  try { await finish(task, "done"); } catch (error) { tellTrouble(error); }
}

function CancelDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  return (
    <Dialog title={text.value.cancelNow} onClose={onClose}>
      <Form submit={text.value.cancelNow} onCancel={onClose} onSubmit={async () => {
        if (!isNamed()) return;
        await finish(task, "cancel");
        onClose();
      }}>
        <p>{text.value.cancelAsk}</p>
        <p><b>{words.value.followUpKind[task.kind]}</b> {task.text}</p>
      </Form>
    </Dialog>
  );
}

function columns(onCancel: (task: Task) => void): Column<Task>[] {
  const t = text.value;
  const common = words.value.common;
  return [
    { title: t.due, cell: (one) => <Due task={one} /> },
    { title: common.state, cell: (one) => (
      <>
        <span class="badge">{words.value.followUpState[one.state]}</span>
        {one.finished_at && <small class="under">{dateText(one.finished_at)} {actorText(one.finished_by)}</small>}
      </>
    ) },
    { title: t.kind, cell: (one) => words.value.followUpKind[one.kind] },
    { title: t.what, cell: (one) => <span class="long">{one.text}</span> },
    { title: t.assignee, cell: (one) => (one.assignee
      ? <a href={href("follow", { state: stateOf.value, assignee: one.assignee })}>{one.assignee}</a> : <span class="quiet">{t.nobody}</span>) },
    { title: t.incident, cell: (one) => <a href={href("incidents", { id: one.incident })}>{t.openIncident}</a> },
    { title: t.createdBy, cell: (one) => <>{actorText(one.created_by)}<small class="under">{dateText(one.created_at)}</small></> },
    ...(mayAct.value ? [{ title: common.actions, cell: (one: Task) => one.state === "open" && (
      <div class="acts">
        <Act run={() => setDone(one)}>{t.doneNow}</Act>
        <button type="button" class="button plain" onClick={() => onCancel(one)}>{t.cancelNow}</button>
      </div>
    ) }] : []),
  ];
}

function Filters({ state, again, loading }: { state: Choice; again: () => void; loading: boolean }) {
  const t = text.value;
  const [name, setName] = useState(assigneeOf.value);
  useEffect(() => setName(assigneeOf.value), [assigneeOf.value]);
  return (
    <form class="tools" onSubmit={(event) => { event.preventDefault(); setQuery({ assignee: name.trim() }); }}>
      <Select aria-label={t.filterState} value={state} onValue={(value) => setQuery({ state: value === "open" ? "" : value })} options={optionsOf(t.states)} />
      <Input aria-label={t.filterAssignee} placeholder={t.filterAssignee} type="search" value={name} maxLength={64}
        onValue={(value) => { setName(value); if (!value) setQuery({ assignee: "" }); }} />
      <button type="submit" class="button">{words.value.common.search}</button>
      <Act run={again} disabled={loading}>{words.value.common.refresh}</Act>
    </form>
  );
}

export function TasksTab() {
  const [cancelling, setCancelling] = useState<Task | null>(null);
  const state = (Object.keys(text.value.states) as Choice[]).find((one) => one === stateOf.value) ?? "open";
  const assignee = assigneeOf.value;
  const found = usePaged(async (cursor, signal) => {
    const chosen = state === "all" ? {} : state === "overdue" ? { overdue: true as const } : { state };
    const page = await api.get("/api/v1/follow-ups", { query: { ...chosen, limit: 100, assignee, cursor }, signal });
    return { rows: page.follow_ups, next: page.next };
  }, [state, assignee], [acted.value]);
  return (
    <>
      <Filters state={state} again={found.again} loading={found.loading} />
      <Shown of={found}>{(all) => (
        <>
          <Table columns={columns(setCancelling)} rows={all.rows} keyOf={(one) => one.id} caption={text.value.tabs.tasks} empty={text.value.noTasks} />
          {all.more && <Act run={found.more}>{text.value.moreRows}</Act>}
        </>
      )}</Shown>
      {cancelling && <CancelDialog task={cancelling} onClose={() => setCancelling(null)} />}
    </>
  );
}
