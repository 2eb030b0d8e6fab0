// What changes a roster's duties. Each says in words what will be, and names the version that was seen.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { serverNow, zone } from "../../live/clock";
import { inputOf, instantOf } from "../../live/zone";
import { go, href } from "../../route";
import { Dialog, Field, Form, Input, optionsOf, Select } from "../../ui/parts";
import { needName, tell } from "../../ui/trouble";
import { words } from "../../words";
import { isPast, shiftText } from "./board";
import { clockText, overrideText, peopleOptions, placeText, whenText, withNewest, type People, type Roster } from "./data";
import {
  addDays, dayStart, otherHalf, overlap, swapTrouble, turnsOf, type Day, type Duty, type Interval, type Override,
} from "./week";
import { text } from "./words";

interface Props {
  roster: Roster;
  onClose: () => void;
}
const isoOf = (utc: number) => new Date(utc).toISOString();

export function SwapDialog({ roster, duties, nameOf, onClose, onDone }: Props & {
  duties: (Duty | undefined)[]; nameOf: (id: string) => string; onDone: () => void;
}) {
  const [first, second] = duties;
  const trouble = first && second ? swapTrouble(first, second) : null;
  const dutyOf = (duty: Duty) => ({ responder: duty.who ?? "", from: isoOf(duty.from), to: isoOf(duty.to) });
  const swap = async () => {
    needName();
    if (!first || !second) return;
    const body = { first: dutyOf(first), second: dutyOf(second) };
    await withNewest(() => api.post("/api/v1/rosters/{id}/swap", { path: { id: roster.id }, version: roster.version, body }));
    tell(text.value.swapped);
    onDone();
  };
  const line = (duty: Duty, other: Duty) => (
    <li>{text.value.works(nameOf(other.who ?? ""), whenText(duty.from, duty.to), shiftText(duty), nameOf(duty.who ?? ""))}</li>
  );
  return (
    <Dialog title={text.value.swapTitle} onClose={onClose}>
      <Form submit={text.value.swap} onCancel={onClose} disabled={!first || !second || trouble !== null} onSubmit={swap}>
        {first && second && trouble === null && <ul class="in-words">{line(first, second)}{line(second, first)}</ul>}
        {trouble !== null && <p class="wrong" role="alert">{text.value.swapWhy[trouble]}</p>}
        {(!first || !second) && <p class="wrong" role="alert">{text.value.shiftGone}</p>}
        {duties.some((duty) => duty && isPast(duty)) && <p><b>{text.value.swapPast}</b></p>}
        <p class="quiet">{text.value.swapNote}</p>
      </Form>
    </Dialog>
  );
}

type Kind = "standIn" | "absence" | "extra";

/// Who may be away: people of the place, and whoever the roster names though he is of it no more.
function namedOptions(roster: Roster, people: People): [string, string][] {
  const known = new Set(people.here.map((one) => one.id));
  const all = [...roster.shifts.flatMap((shift) => shift.crews.flat()), ...roster.overrides.flatMap((change) => change.instead ?? [])];
  const others = [...new Set(all)].filter((id) => !known.has(id));
  return [...peopleOptions(people.here), ...others.map((id): [string, string] => [id, id])];
}

/// Why a change would change nothing, which usually is a slip in a name or a date; null: it changes something.
function pointlessText(
  roster: Roster, when: Interval, away: string | null, comes: string | null, nameOf: (id: string) => string,
): string | null {
  const duties = turnsOf(roster, zone.value, when).flatMap((turn) => turn.duties);
  const there = (person: string) => duties.filter((duty) => duty.who === person && overlap(duty, when));
  if (away !== null) return there(away).length > 0 ? null : text.value.notOnDuty(nameOf(away));
  const always = comes !== null && there(comes).some((duty) => duty.from <= when.from && duty.to >= when.to);
  return always ? text.value.onDutyAlready(nameOf(comes)) : null;
}

export function OverrideDialog({ roster, duty, day, people, onClose, onDone }: Props & {
  duty: Duty | null; day: Day; people: People; onDone: () => void;
}) {
  const start = Math.max(zone.value.toUtc(dayStart(day)), Math.ceil(serverNow() / 3_600_000) * 3_600_000);
  // Nobody stands in for whoever is away already, but somebody may come in addition.
  const [kind, setKind] = useState<Kind>(duty && !duty.who ? "extra" : "standIn");
  const [person, setPerson] = useState(duty?.who ?? "");
  const [instead, setInstead] = useState("");
  const [from, setFrom] = useState(inputOf(zone.value, duty?.from ?? start));
  // In the last hour of a day its end is no time to come.
  const [to, setTo] = useState(inputOf(zone.value, duty?.to ?? Math.max(zone.value.toUtc(dayStart(addDays(day, 1))), start + 3_600_000)));
  const begins = instantOf(zone.value, from);
  const ends = instantOf(zone.value, to);
  const away = kind === "extra" ? null : person;
  const comes = kind === "absence" ? null : instead;
  const complete = away !== "" && comes !== "" && Number.isFinite(begins) && Number.isFinite(ends);
  const add = async () => {
    needName();
    if (!Number.isFinite(begins) || !Number.isFinite(ends)) throw new Error(text.value.timeNeeded);
    if (ends <= begins) throw new Error(text.value.endFirst);
    const pointless = pointlessText(roster, { from: begins, to: ends }, away, comes, people.nameOf);
    if (pointless) throw new Error(pointless);
    await withNewest(() => api.post("/api/v1/rosters/{id}/overrides", {
      path: { id: roster.id }, version: roster.version, body: { person: away, instead: comes, from: isoOf(begins), to: isoOf(ends) },
    }));
    tell(text.value.added);
    onDone();
  };
  const first: [string, string] = ["", text.value.chooseOne];
  const standIns = peopleOptions(people.here).filter(([id]) => kind === "extra" || id !== person);
  return (
    <Dialog title={text.value.addOverride} onClose={onClose}>
      <Form submit={words.value.common.save} onCancel={onClose} disabled={!complete} onSubmit={add}>
        <Field label={text.value.kind}><Select value={kind} onValue={setKind} options={optionsOf(text.value.kinds)} /></Field>
        {kind !== "extra" && (
          <Field label={text.value.person}>
            <Select value={person} onValue={setPerson} required options={[first, ...namedOptions(roster, people)]} />
          </Field>
        )}
        {kind !== "absence" && (
          <Field label={text.value.instead}><Select value={instead} onValue={setInstead} required options={[first, ...standIns]} /></Field>
        )}
        <Field label={text.value.from}><Input type="datetime-local" value={from} onValue={setFrom} required /></Field>
        <Field label={text.value.to} hint={text.value.sameHint}><Input type="datetime-local" value={to} onValue={setTo} required /></Field>
        <p class="quiet">{clockText()}</p>
        {complete && begins < ends && (
          <p role="status"><b>{overrideText({ person: away, instead: comes }, people.nameOf)}</b> {whenText(begins, ends)}</p>
        )}
      </Form>
    </Dialog>
  );
}

export function RemoveOverrideDialog({ roster, change, nameOf, onClose }: Props & {
  change: Override; nameOf: (id: string) => string;
}) {
  const other = otherHalf(change, roster.overrides);
  const wordsOf = (one: Override) => `${overrideText(one, nameOf)} · ${whenText(Date.parse(one.from), Date.parse(one.to))}`;
  const remove = async () => {
    needName();
    const path = { id: roster.id, override: change.id };
    await withNewest(() => api.delete("/api/v1/rosters/{id}/overrides/{override}", { path, version: roster.version }));
    tell(text.value.overrideGone);
    onClose();
  };
  return (
    <Dialog title={text.value.removeOverrideTitle} onClose={onClose}>
      <Form submit={text.value.removeOverride} onCancel={onClose} onSubmit={remove}>
        <p><b>{wordsOf(change)}</b></p>
        <p>{text.value.removeOverrideText}</p>
        {other && <p>{text.value.halfOfSwap(wordsOf(other))}</p>}
      </Form>
    </Dialog>
  );
}

export function RemoveDialog({ roster, onClose }: Props) {
  const remove = async () => {
    needName();
    await withNewest(() => api.delete("/api/v1/rosters/{id}", { path: { id: roster.id }, version: roster.version }));
    tell(text.value.removed);
    go(href("rosters", { view: "list" }));
  };
  return (
    <Dialog title={text.value.removeTitle} onClose={onClose}>
      <Form submit={text.value.remove} onCancel={onClose} onSubmit={remove}><p>{text.value.removeText(roster.name, placeText(roster))}</p></Form>
    </Dialog>
  );
}
