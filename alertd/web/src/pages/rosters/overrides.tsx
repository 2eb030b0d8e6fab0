// The changes of a roster: who is away, who stands in, who comes in addition.
import { useState } from "preact/hooks";
import { mayManageDuty } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { parameter, setQuery } from "../../route";
import { Act, optionsOf, Select, Table, type Column } from "../../ui/parts";
import { words } from "../../words";
import { minute, momentText, overrideText, type Roster } from "./data";
import { RemoveOverrideDialog } from "./dialogs";
import { overlap, spanOf, type Interval, type Override } from "./week";
import { text } from "./words";

type Which = "week" | "coming" | "all";
const parameterOf = parameter("changes");
const mostListed = 300;

export function Overrides({ roster, window, nameOf }: {
  roster: Roster; window: Interval; nameOf: (id: string) => string;
}) {
  const [removing, setRemoving] = useState<Override | null>(null);
  const which: Which = parameterOf.value === "coming" || parameterOf.value === "all" ? parameterOf.value : "week";
  const fits = (change: Override) => which === "all" || (which === "week" ? overlap(spanOf(change), window) : Date.parse(change.to) > minute.value);
  const rows = roster.overrides.filter(fits).sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  // Of too many those to come begin with the next one, all others end with the last one.
  const shown = which === "coming" ? rows.slice(0, mostListed) : rows.slice(-mostListed);
  const columns: Column<Override>[] = [
    { title: text.value.what, cell: (change) => overrideText(change, nameOf) },
    { title: text.value.from, cell: (change) => momentText(Date.parse(change.from)) },
    { title: text.value.to, cell: (change) => momentText(Date.parse(change.to)) },
    ...(mayManageDuty.value ? [{
      title: words.value.common.actions,
      cell: (change: Override) => (
        <Act kind="plain" aria-label={text.value.removeOverrideOf(overrideText(change, nameOf))} run={() => { if (isNamed()) setRemoving(change); }}>
          {text.value.removeOverride}
        </Act>
      ),
    }] : []),
  ];
  return (
    <section class="card">
      <h2>{text.value.overridesTitle}</h2>
      <label class="tools">
        <span>{text.value.overridesShown}</span>{" "}
        <Select value={which} onValue={(value) => setQuery({ changes: value === "week" ? "" : value })} options={optionsOf(text.value.which)} />
      </label>
      {rows.length > mostListed && <p class="quiet">{text.value.tooMany(rows.length, mostListed)}</p>}
      <Table caption={text.value.overridesTitle} columns={columns} rows={shown} keyOf={(change) => change.id} empty={text.value.noOverrides} />
      {removing && <RemoveOverrideDialog roster={roster} change={removing} nameOf={nameOf} onClose={() => setRemoving(null)} />}
    </section>
  );
}
