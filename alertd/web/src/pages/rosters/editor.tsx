// The form of a roster: a new one, or another in the place of the one that was seen.
import { useState } from "preact/hooks";
import { api, Refusal } from "../../api/client";
import { seesDistrict } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { now, zone } from "../../live/clock";
import { committees, streets } from "../../live/places";
import { dayIn } from "../../live/zone";
import { go, href } from "../../route";
import { mayLoseTyped } from "../../ui/guarded";
import { Act, Field, Form, Input, Page, Select, Shown, useLoaded } from "../../ui/parts";
import { tell, tellTrouble } from "../../ui/trouble";
import { words } from "../../words";
import { changed, clockText, usePeople, type Level, type Roster } from "./data";
import { draftOf, drafts, emptyDraft, keepDraft, newShift, writtenOf, copyOf, type Draft, type ShiftDraft } from "./draft";
import { ShiftFields } from "./shift";
import type { Day } from "./week";
import { text } from "./words";

/// The version that somebody else made meanwhile; null: he removed it.
type Outdated = { version: number | null } | undefined;

function Head({ draft, put }: { draft: Draft; put: (change: Partial<Draft>) => void }) {
  const level = words.value.level;
  const places = [
    ...(seesDistrict.value ? [["district/", `${level.district} · ${text.value.district}`] as const] : []),
    ...streets.value.map((one) => [`street/${one.id}`, `${level.street} · ${one.name}`] as const),
    ...committees.value.map((one) => [`committee/${one.id}`, `${level.committee} · ${one.name}`] as const),
  ];
  const chosen = draft.level === "district" ? "district/" : draft.scope ? `${draft.level}/${draft.scope}` : "";
  const choose = (value: string) => {
    const at = value.indexOf("/");
    if (at > 0) put({ level: value.slice(0, at) as Level, scope: value.slice(at + 1) });
  };
  // What is chosen stays to be seen, also where the list of places has not come.
  const own = places.some(([value]) => value === chosen) ? [] : [[chosen, chosen || text.value.choosePlace] as const];
  return (
    <section class="card head-fields">
      {draft.version === null && <Field label={text.value.id} hint={text.value.idHint}>
        <Input value={draft.id} onValue={(id) => put({ id })} required maxLength={128} autocomplete="off" />
      </Field>}
      <Field label={text.value.name}><Input value={draft.name} onValue={(name) => put({ name })} required maxLength={64} /></Field>
      <Field label={text.value.scope}><Select value={chosen} onValue={choose} required options={[...own, ...places]} /></Field>
    </section>
  );
}

function OutdatedNote({ outdated, onNewest, onOverwrite }: { outdated: NonNullable<Outdated>; onNewest: () => void; onOverwrite: () => unknown }) {
  return (
    <div class="card outdated" role="alert">
      <p class="wrong">{outdated.version === null ? text.value.outdatedGone : text.value.outdated(outdated.version)}</p>
      {outdated.version !== null && (
        <p class="tools">
          <Act run={onNewest}>{text.value.takeNewest}</Act>
          <Act kind="danger" run={onOverwrite}>{text.value.overwrite}</Act>
        </p>
      )}
    </div>
  );
}

async function versionNow(id: string): Promise<Outdated> {
  try {
    return { version: (await api.get("/api/v1/rosters/{id}", { path: { id } })).version };
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return { version: null };
    throw error;
  }
}

function Shifts({ draft, put, today }: { draft: Draft; put: (change: Partial<Draft>) => void; today: Day }) {
  const people = usePeople({ level: draft.level, scope: draft.level === "district" ? null : draft.scope }, true);
  const placed = draft.level === "district" || draft.scope !== "";
  const change = (key: number, next: ShiftDraft) => put({ shifts: draft.shifts.map((one) => (one.key === key ? next : one)) });
  return (
    <>
      {people.failed && (
        <p class="wrong" role="alert">{text.value.peopleTrouble} <Act kind="plain" run={people.again}>{words.value.common.retry}</Act></p>
      )}
      {placed && !people.failed && people.loaded && people.here.length === 0 && <p class="wrong" role="status">{text.value.noPeople}</p>}
      {draft.shifts.map((shift, at) => (
        <ShiftFields key={shift.key} number={at + 1} shift={shift} people={people} today={today} onChange={(next) => change(shift.key, next)}
          onCopy={() => put({ shifts: [...draft.shifts.slice(0, at + 1), copyOf(shift), ...draft.shifts.slice(at + 1)] })}
          onRemove={() => put({ shifts: draft.shifts.filter((one) => one.key !== shift.key) })} />
      ))}
      <Act run={() => put({ shifts: [...draft.shifts, newShift(today)] })}>{text.value.addShift}</Act>
    </>
  );
}

/// `seen`: the roster as it was loaded; null: a new one.
function DraftForm({ seen, today, again }: { seen: Roster | null; today: Day; again: () => void }) {
  const name = seen?.id ?? "";
  const kept = drafts.value.get(name);
  const [start] = useState(() => seen ? draftOf(seen) : emptyDraft(today, seesDistrict.value ? "district" : "street"));
  const draft = kept ?? start;
  // Said only to whoever comes back to it.
  const [returned] = useState(kept !== undefined);
  const [outdated, setOutdated] = useState<Outdated>(undefined);
  const put = (change: Partial<Draft>) => keepDraft(name, { ...draft, ...change });
  const leave = () => go(seen ? href("rosters", { roster: seen.id }) : href("rosters", { view: "list" }));
  const cancel = () => {
    if (kept && !mayLoseTyped()) return;
    keepDraft(name, null);
    leave();
  };
  const drop = () => { keepDraft(name, null); setOutdated(undefined); again(); };
  const save = async (version: number | null) => {
    if (!isNamed()) return;
    const id = draft.id.trim();
    const more = version === null ? { onlyNew: true } : { version };
    try {
      await api.put("/api/v1/rosters/{id}", { path: { id }, body: writtenOf(draft), ...more });
    } catch (error) {
      if (!(error instanceof Refusal) || (error.status !== 412 && !(error.status === 404 && seen))) throw error;
      if (version === null) throw new Error(text.value.exists);
      setOutdated(await versionNow(id));
      throw error;
    }
    keepDraft(name, null);
    changed.value++;
    tell(text.value.saved);
    go(href("rosters", { roster: id }));
  };
  const overwrite = async () => {
    const version = outdated?.version;
    if (!version) return;
    try { await save(version); } catch (error) { tellTrouble(error); }
  };
  return (
    <Form submit={words.value.common.save} onSubmit={() => save(draft.version)} onCancel={cancel}>
      {returned && <p role="status">{text.value.kept} <Act run={drop}>{text.value.restart}</Act></p>}
      <Head draft={draft} put={put} />
      <Shifts draft={draft} put={put} today={today} />
      {outdated && <OutdatedNote outdated={outdated} onNewest={drop} onOverwrite={overwrite} />}
    </Form>
  );
}

function Existing({ id, today }: { id: string; today: Day }) {
  const [round, setRound] = useState(0);
  const loaded = useLoaded((signal) => api.get("/api/v1/rosters/{id}", { path: { id }, signal }), [id]);
  const again = () => { setRound(round + 1); loaded.again(); };
  // Only a fresh answer may become a draft: the one before may be what somebody else has changed.
  return (
    <Shown of={loaded}>{(roster) => (loaded.loading
      ? <p class="quiet" role="status">{words.value.common.loading}</p>
      : <DraftForm key={`${round}/${roster.version}`} seen={roster} today={today} again={again} />)}</Shown>
  );
}

/// `id`: null for a new roster.
export function Editor({ id }: { id: string | null }) {
  const [today] = useState(() => dayIn(zone.peek(), now.peek()));
  const [round, setRound] = useState(0);
  const back = href("rosters", id === null ? { view: "list" } : { roster: id });
  const title = id === null ? text.value.newTitle : text.value.editTitle(id);
  return (
    <Page title={title} tools={<a class="button" href={back}>{words.value.common.back}</a>} name="rosters">
      <p class="quiet">{clockText()}</p>
      {id === null
        ? <DraftForm key={round} seen={null} today={today} again={() => setRound(round + 1)} />
        : <Existing id={id} today={today} />}
    </Page>
  );
}
