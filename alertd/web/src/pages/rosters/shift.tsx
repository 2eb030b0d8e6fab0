// The fields of one shift: when it is, and who comes in which order.
import { useState } from "preact/hooks";
import { Act, Field, Input, Select } from "../../ui/parts";
import { peopleOptions, type People } from "./data";
import type { ShiftDraft } from "./draft";
import { isDay, minutesOf, turnOn, weekdays, type Day, type Weekday } from "./week";
import { text } from "./words";

interface Props {
  shift: ShiftDraft;
  onChange: (shift: ShiftDraft) => void;
}

function endHint(shift: ShiftDraft): string | undefined {
  if (!shift.begins || !shift.ends) return undefined;
  if (shift.begins === shift.ends) return text.value.fullDay;
  return minutesOf(shift.ends) < minutesOf(shift.begins) ? text.value.endsNext : undefined;
}

function Times({ shift, onChange }: Props) {
  const put = (change: Partial<ShiftDraft>) => onChange({ ...shift, ...change });
  return (
    <div class="shift-times">
      <Field label={text.value.shiftId}>
        <Input value={shift.id} onValue={(id) => put({ id })} required maxLength={128} autocomplete="off" />
      </Field>
      <Field label={text.value.begins}><Input type="time" value={shift.begins} onValue={(begins) => put({ begins })} required /></Field>
      <Field label={text.value.ends} hint={endHint(shift)}><Input type="time" value={shift.ends} onValue={(ends) => put({ ends })} required /></Field>
      <Field label={text.value.firstDay}><Input type="date" value={shift.from} onValue={(from) => put({ from })} required /></Field>
      <Field label={text.value.lastDay}><Input type="date" value={shift.until} min={shift.from} onValue={(until) => put({ until })} /></Field>
      <Field label={text.value.rotate}>
        <Input type="number" min="1" max="366" value={shift.rotate} onValue={(rotate) => put({ rotate })} required />
      </Field>
    </div>
  );
}

function Days({ shift, onChange }: Props) {
  const [except, setExcept] = useState("");
  const without = (day: Weekday) => shift.weekdays.filter((one) => one !== day);
  const toggle = (day: Weekday) => onChange({ ...shift, weekdays: shift.weekdays.includes(day) ? without(day) : [...shift.weekdays, day] });
  const add = () => {
    if (!isDay(except)) return;
    if (!shift.except.includes(except)) onChange({ ...shift, except: [...shift.except, except].sort() });
    setExcept("");
  };
  const drop = (day: Day) => onChange({ ...shift, except: shift.except.filter((one) => one !== day) });
  return (
    <div class="shift-days">
      <fieldset>
        <legend>{text.value.weekdaysTitle}</legend>
        <div class="tools">
          {weekdays.map((day) => (
            <label key={day} class="check">
              <input type="checkbox" checked={shift.weekdays.includes(day)} onChange={() => toggle(day)} /> {text.value.weekdays[day]}
            </label>
          ))}
          <Act kind="plain" run={() => onChange({ ...shift, weekdays: [...weekdays] })}>{text.value.everyDay}</Act>
          <Act kind="plain" run={() => onChange({ ...shift, weekdays: weekdays.slice(0, 5) })}>{text.value.workdays}</Act>
        </div>
      </fieldset>
      <fieldset>
        <legend>{text.value.except}</legend>
        <div class="tools">
          {shift.except.map((day) => (
            <span key={day} class="chip">
              {day} <button type="button" class="button plain" aria-label={text.value.removeDay(day)} onClick={() => drop(day)}>×</button>
            </span>
          ))}
          <Input type="date" aria-label={text.value.exceptDay} value={except} onValue={setExcept} min={shift.from} max={shift.until} />
          <Act disabled={!isDay(except)} run={add}>{text.value.addExcept}</Act>
        </div>
      </fieldset>
    </div>
  );
}

function Crew({ crew, number, people, onCrew, onUp, onRemove }: {
  crew: readonly string[]; number: number; people: People;
  onCrew: (crew: string[]) => void; onUp: (() => void) | undefined; onRemove: (() => void) | undefined;
}) {
  const known = new Set(people.here.map((one) => one.id));
  const others = peopleOptions(people.here.filter((one) => !crew.includes(one.id)));
  return (
    <li class="crew">
      <b>{text.value.crew(number)}</b>
      {crew.map((id) => (
        <span key={id} class="chip">
          {people.nameOf(id)}{people.loaded && !known.has(id) && <small class="wrong"> {text.value.stranger}</small>}
          <button type="button" class="button plain" aria-label={text.value.removePerson(people.nameOf(id), number)}
            onClick={() => onCrew(crew.filter((one) => one !== id))}>×</button>
        </span>
      ))}
      {crew.length === 0 && <span class="quiet">{text.value.crewEmpty}</span>}
      <Select aria-label={text.value.addPerson(number)} value="" disabled={others.length === 0}
        onValue={(id) => { if (id) onCrew([...crew, id]); }} options={[["", text.value.addPerson(number)], ...others]} />
      {onUp && (
        <button type="button" class="button plain" aria-label={text.value.moveUp(number)} title={text.value.moveUp(number)} onClick={onUp}>↑</button>
      )}
      {onRemove && <button type="button" class="button plain" onClick={onRemove}>{text.value.removeCrew(number)}</button>}
    </li>
  );
}

function Crews({ shift, onChange, people, today }: Props & { people: People; today: Day }) {
  const put = (crews: string[][]) => onChange({ ...shift, crews });
  const turn = isDay(shift.from) ? turnOn({ from: shift.from, crews: shift.crews, rotate_days: Number(shift.rotate) }, today) : -1;
  const swapped = (at: number) => shift.crews.map((crew, place) => (place === at ? shift.crews[at - 1]! : place === at - 1 ? shift.crews[at]! : crew));
  return (
    <fieldset>
      <legend>{text.value.crews}</legend>
      <ol>
        {shift.crews.map((crew, at) => (
          <Crew key={at} crew={crew} number={at + 1} people={people} onCrew={(next) => put(shift.crews.map((one, place) => (place === at ? next : one)))}
            onUp={at > 0 ? () => put(swapped(at)) : undefined}
            onRemove={shift.crews.length > 1 ? () => put(shift.crews.filter((_, place) => place !== at)) : undefined} />
        ))}
      </ol>
      <div class="tools">
        <Act run={() => put([...shift.crews, []])}>{text.value.addCrew}</Act>
        {turn >= 0 && shift.crews.length > 1 && <span class="quiet" role="status">{text.value.turnNow(turn + 1)}</span>}
      </div>
    </fieldset>
  );
}

export function ShiftFields({ number, shift, people, today, onChange, onCopy, onRemove }: Props & {
  number: number; people: People; today: Day; onCopy: () => void; onRemove: () => void;
}) {
  return (
    <section class="card shift-fields" aria-label={text.value.shift(number)}>
      <header>
        <h2>{text.value.shift(number)}</h2>
        <div class="tools"><Act run={onCopy}>{text.value.copyShift}</Act><Act run={onRemove}>{text.value.removeShift}</Act></div>
      </header>
      <Times shift={shift} onChange={onChange} />
      <Days shift={shift} onChange={onChange} />
      <Crews shift={shift} onChange={onChange} people={people} today={today} />
    </section>
  );
}
