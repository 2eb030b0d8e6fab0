// The list of silences, and what ends one.
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { api, Refusal, type Schemas } from "../../api/client";
import { mayManageDuty } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { now } from "../../live/clock";
import { committeeName, streetName, streets } from "../../live/places";
import { href, parameter, setQuery } from "../../route";
import { Act, Dialog, Form, HomeName, optionsOf, Select, Shown, Table, Tabs, usePaged, type Column } from "../../ui/parts";
import { needName, tell } from "../../ui/trouble";
import { actorText, dateText, durationText, kindText, listText, words } from "../../words";
import { MakeDialog } from "./form";
import { text } from "./words";

type Silence = Schemas["ListedSilence"];
type State = Silence["state"];

/// Rises when somebody made, ended or imported one here.
export const changed = signal(0);

/// What is refused is not any more as it is shown here, so that it is loaded anew too.
export async function change(run: () => Promise<unknown>, done: string): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 409)) changed.value++;
    throw error;
  }
  tell(done);
  changed.value++;
}

function Place({ silence }: { silence: Silence }) {
  const { scope, of, device } = silence;
  return (
    <>
      <span class="badge">{text.value.scopes[scope]}</span>{" "}
      {scope === "committee" ? committeeName(of) : scope === "street" ? streetName(of) : <HomeName id={of} />}
      {device && <> · <code>{device}</code></>}
      {scope !== "street" && silence.street && (
        <small class="under">{streetName(silence.street)} {scope !== "committee" && committeeName(silence.committee)}</small>
      )}
    </>
  );
}

const TimeLeft = ({ until }: { until: string }) => (
  <small class="under">{text.value.left(durationText(Date.parse(until) - now.value))}</small>
);

function EndDialog({ silence, onClose }: { silence: Silence; onClose: () => void }) {
  return (
    <Dialog title={text.value.end} onClose={onClose}>
      <Form submit={text.value.endNow} onCancel={onClose} onSubmit={async () => {
        needName();
        await change(() => api.post("/api/v1/silences/{id}/end", { path: { id: silence.id }, body: {} }), text.value.ended);
        onClose();
      }}>
        <p><Place silence={silence} /></p>
        <p><b>{text.value.endWarning}</b></p>
      </Form>
    </Dialog>
  );
}

/// `mixed`: of more than one state, which is shown then.
function columns(onEnd: (silence: Silence) => void, mixed: boolean): Column<Silence>[] {
  const t = text.value;
  const common = words.value.common;
  return [
    { title: t.where, cell: (one) => <Place silence={one} /> },
    ...(mixed ? [{ title: common.state, cell: (one: Silence) => t.states[one.state] }] : []),
    { title: t.conditions, cell: (one) => listText(one.conditions.map((condition) => words.value.condition[condition])) || t.everything },
    { title: t.kinds, cell: (one) => listText(one.kinds.map(kindText)) || t.anyKind },
    { title: common.from, cell: (one) => dateText(one.from) },
    { title: common.until, cell: (one) => (
      <>
        {dateText(one.until)}
        {one.state === "active" && <TimeLeft until={one.until} />}
        {one.ended_by && <small class="under">{t.endedBy(actorText(one.ended_by))}</small>}
      </>
    ) },
    { title: t.reason, cell: (one) => <>{t.reasons[one.reason]}{one.note && <small class="under">{one.note}</small>}</> },
    { title: t.cases, number: true, cell: (one) => one.cases },
    { title: common.author, cell: (one) => actorText(one.author) },
    ...(mayManageDuty.value ? [{
      title: common.actions,
      cell: (one: Silence) => one.state !== "expired" && <Act run={() => { if (isNamed()) onEnd(one); }}>{t.endNow}</Act>,
    }] : []),
  ];
}

export function SilenceTable({ query, empty, title }: { query: { state?: State; street?: string; home?: string }; empty: string; title: string }) {
  const [ending, setEnding] = useState<Silence | null>(null);
  const found = usePaged(async (cursor, signal) => {
    const page = await api.get("/api/v1/silences", { query: { ...query, away: false, limit: 100, ...(cursor ? { cursor } : {}) }, signal });
    return { rows: page.silences, next: page.next };
  }, [query], [changed.value]);
  return (
    <>
      <Shown of={found}>{(all) => (
        <>
          <Table columns={columns(setEnding, !query.state)} rows={all.rows} keyOf={(one) => one.id} caption={title} empty={empty} />
          {all.more && <Act run={found.more}>{text.value.moreRows}</Act>}
        </>
      )}</Shown>
      {ending && <EndDialog silence={ending} onClose={() => setEnding(null)} />}
    </>
  );
}

const stateOf = parameter("state");
const streetOf = parameter("street");

export function SilencesTab() {
  const t = text.value;
  const [making, setMaking] = useState(false);
  const state = (Object.hasOwn(t.states, stateOf.value) ? stateOf.value : "active") as State;
  const street = streetOf.value;
  const tabs = optionsOf(t.states).map(([key, title]) => [key, title, href("silences", { state: key === "active" ? undefined : key, street })] as const);
  return (
    <>
      <div class="tools">
        <Select aria-label={t.filterStreet} value={street} onValue={(value) => setQuery({ street: value })}
          options={[["", words.value.common.labelled(words.value.common.street, words.value.common.all)], ...streets.value.map((one): [string, string] => [one.id, one.name])]} />
        {mayManageDuty.value && <Act kind="main" run={() => setMaking(isNamed())}>{t.make}</Act>}
      </div>
      <Tabs label={words.value.common.state} tabs={tabs} current={state} />
      <SilenceTable key={state} query={{ state, ...(street ? { street } : {}) }} empty={t.none[state]} title={t.list} />
      {making && <MakeDialog onClose={() => setMaking(false)} onDone={() => { changed.value++; setMaking(false); }} />}
    </>
  );
}
