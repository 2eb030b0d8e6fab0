// The rosters within one's scope.
import { href, parameter, setQuery } from "../../route";
import { Input, Shown, Table, useLoaded, type Column } from "../../ui/parts";
import { words } from "../../words";
import { changed, loadRosters, placeText, type Summary } from "./data";
import { text } from "./words";

const filter = parameter("words");

const columns = (): Column<Summary>[] => [
  { title: text.value.name, cell: (one) => <a href={href("rosters", { roster: one.id })}>{one.name}</a> },
  { title: text.value.id, cell: (one) => <code>{one.id}</code> },
  { title: text.value.level, cell: (one) => words.value.level[one.level] },
  { title: text.value.scope, cell: placeText },
  { title: text.value.shifts, cell: (one) => one.shifts, number: true },
  { title: text.value.overrides, cell: (one) => one.overrides, number: true },
];

export function RosterList() {
  const rosters = useLoaded(loadRosters, [], [changed.value]);
  const wanted = filter.value.trim().toLowerCase();
  const fits = (one: Summary) =>
    [one.name, one.id, placeText(one), words.value.level[one.level]].some((word) => word.toLowerCase().includes(wanted));
  return (
    <>
      <label class="field roster-filter">
        <span>{text.value.filter}</span><Input type="search" value={filter.value} onValue={(value) => setQuery({ words: value })} />
      </label>
      <Shown of={rosters}>{(all) => {
        const rows = all.filter(fits);
        return (
          <>
            <p class="quiet" role="status">{text.value.count(rows.length)}</p>
            <Table caption={text.value.listView} columns={columns()} rows={rows} keyOf={(one) => one.id}
              empty={all.length === 0 ? text.value.noDuty : text.value.nothingFits} />
          </>
        );
      }}</Shown>
    </>
  );
}
