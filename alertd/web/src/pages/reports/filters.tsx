// What is counted: the period, the place, and what each table lets one choose.
import { committees, streets } from "../../live/places";
import { setQuery } from "../../route";
import { Field, optionsOf, Select } from "../../ui/parts";
import { words } from "../../words";
import { choosePeriod, chosenClass, chosenLimit, chosenMeasure, classes, committee, isPeriod, limits, period, street } from "./choice";
import { addDays, monthBack, today } from "./numbers";
import { text } from "./words";

function DayField({ label, name, value }: { label: string; name: "from" | "to"; value: string }) {
  const { from, to } = period.value;
  return (
    <Field label={label}>
      <input type="date" value={value} max="9999-12-31" required aria-invalid={!isPeriod.value} onChange={(event) => {
        // Both are written: otherwise a new last day would silently move the first.
        if (event.currentTarget.value) setQuery({ from, to, [name]: event.currentTarget.value });
      }} />
    </Field>
  );
}

export function PeriodChoice() {
  const last = today();
  const quick = {
    month: monthBack(0), before: monthBack(1), week: { from: addDays(last, -6), to: last }, days: { from: addDays(last, -29), to: last },
    year: { from: `${last.slice(0, 4)}-01-01`, to: last },
  };
  const chosen = period.value;
  return (
    <>
      <DayField label={text.value.from} name="from" value={chosen.from} />
      <DayField label={text.value.to} name="to" value={chosen.to} />
      <div class="quick" role="group" aria-label={text.value.quick}>
        {optionsOf(text.value.period).map(([name, label]) => (
          <button key={name} type="button" class="button plain" aria-pressed={quick[name].from === chosen.from && quick[name].to === chosen.to}
            onClick={() => choosePeriod(quick[name])}>{label}</button>
        ))}
      </div>
    </>
  );
}

export function PlaceChoice() {
  const inStreet = committees.value.filter((one) => !street.value || one.street === street.value);
  const known = (id: string, all: readonly (readonly [string, string])[]) => (!id || all.some(([one]) => one === id) ? [] : [[id, id] as const]);
  const streetOptions = streets.value.map((one) => [one.id, one.name] as const);
  const committeeOptions = inStreet.map((one) => [one.id, one.name] as const);
  return (
    <>
      <Field label={text.value.street}>
        <Select value={street.value} onValue={(id) => setQuery({ street: id, committee: "" })} options={[["", words.value.common.all], ...streetOptions, ...known(street.value, streetOptions)]} />
      </Field>
      <Field label={text.value.committee}>
        <Select value={committee.value} onValue={(id) => setQuery({ committee: id })} options={[["", words.value.common.all], ...committeeOptions, ...known(committee.value, committeeOptions)]} />
      </Field>
    </>
  );
}

export function ByChoice<T extends string>({ options, value }: { options: Record<T, string>; value: T }) {
  return <Field label={text.value.by}><Select value={value} onValue={(chosen) => setQuery({ by: chosen })} options={optionsOf(options)} /></Field>;
}
/// `all`: no choice means every class.
export function ClassChoice({ value, all }: { value: string; all: boolean }) {
  const options = classes.map((one) => [one as string, words.value.class[one]] as const);
  return (
    <Field label={text.value.class}>
      <Select value={value} onValue={(chosen) => setQuery({ class: chosen })} options={all ? [["", words.value.common.all], ...options] : options} />
    </Field>
  );
}
export const AnyClass = () => <ClassChoice value={chosenClass.value} all />;
export function MeasureChoice() {
  return <Field label={text.value.measure}><Select value={chosenMeasure.value} onValue={(chosen) => setQuery({ measure: chosen })} options={optionsOf(text.value.measures)} /></Field>;
}
export function LimitChoice() {
  return <Field label={text.value.limit}><Select value={String(chosenLimit.value)} onValue={(chosen) => setQuery({ limit: chosen })} options={limits.map((one): [string, string] => [one, one])} /></Field>;
}
