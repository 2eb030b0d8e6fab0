// What is counted: the period, the place, and what each table lets one choose.
import { committees, streets } from "../../live/places";
import { setQuery } from "../../route";
import { Field, optionsOf, Select } from "../../ui/parts";
import { words } from "../../words";
import { chosenClass, chosenLimit, chosenMeasure, classes, committee, isPeriod, limits, period, street } from "./choice";
import { addDays, monthBack } from "./days";
import { today } from "./numbers";
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
  const last = today.value;
  const quick = {
    month: monthBack(last, 0), before: monthBack(last, 1), week: { from: addDays(last, -6), to: last }, days: { from: addDays(last, -29), to: last },
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
            onClick={() => setQuery(quick[name])}>{label}</button>
        ))}
      </div>
    </>
  );
}

/// All of them, and the chosen one even if the registry has it no more.
function PlaceField({ label, chosen, known, onChosen }: {
  label: string; chosen: string; known: readonly { id: string; name: string }[]; onChosen: (id: string) => void;
}) {
  const lost = chosen && !known.some((one) => one.id === chosen) ? [{ id: chosen, name: chosen }] : [];
  const options = [...known, ...lost].map((one) => [one.id, one.name] as const);
  return <Field label={label}><Select value={chosen} onValue={onChosen} options={[["", words.value.common.all], ...options]} /></Field>;
}
export function StreetChoice() {
  return <PlaceField label={text.value.street} chosen={street.value} known={streets.value} onChosen={(id) => setQuery({ street: id, committee: "" })} />;
}
export function PlaceChoice() {
  const inStreet = committees.value.filter((one) => !street.value || one.street === street.value);
  return (
    <>
      <StreetChoice />
      <PlaceField label={text.value.committee} chosen={committee.value} known={inStreet} onChosen={(id) => setQuery({ committee: id })} />
    </>
  );
}

export function ByChoice<T extends string>({ options, value }: { options: Record<T, string>; value: T }) {
  return <Field label={text.value.by}><Select value={value} onValue={(by) => setQuery({ by })} options={optionsOf(options)} /></Field>;
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
  return (
    <Field label={text.value.measure}>
      <Select value={chosenMeasure.value} onValue={(measure) => setQuery({ measure })} options={optionsOf(text.value.measures)} />
    </Field>
  );
}
export function LimitChoice() {
  return (
    <Field label={text.value.limit}>
      <Select value={String(chosenLimit.value)} onValue={(limit) => setQuery({ limit })} options={limits.map((one): [string, string] => [one, one])} />
    </Field>
  );
}
