// What of the list is shown; all of it stands in the address, so that a view can be kept and sent.
import { computed } from "@preact/signals";
import { ownActor } from "../api/session";
import { incidents, sums } from "../live/incidents";
import { isWaiting, matches, type Filter } from "../live/order";
import { streetName, streets } from "../live/places";
import { route, setQuery } from "../route";
import { Act, optionsOf, Select } from "../ui/parts";
import { words } from "../words";

export const filter = computed<Filter>(() => {
  const { query } = route.value;
  const of = (name: string) => query.get(name) ?? "";
  return {
    class: of("class"), severity: of("severity"), state: of("state") as Filter["state"], street: of("street"), committee: of("committee"),
    exercise: of("exercise") as Filter["exercise"], words: of("words"),
  };
});
export const isSet = computed(() => Object.values(filter.value).some(Boolean));
/// The list as it is shown, in its order.
export const shownIncidents = computed(() => (isSet.value ? incidents.value.filter((incident) => matches(incident, filter.value, ownActor.value)) : incidents.value));

/// How many wait that the filter hides.
export const hiddenWaiting = computed(() => (isSet.value ? sums.value.waiting - shownIncidents.value.filter(isWaiting).length : 0));
export const clearFilter = () => setQuery({ class: "", severity: "", state: "", street: "", committee: "", exercise: "", words: "" });

export function Filters() {
  const text = words.value;
  const current = filter.value;
  const any = (label: string): [string, string] => ["", label];
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label={text.common.search}>
      <Select aria-label={text.filter.class} value={current.class} onValue={(value) => setQuery({ class: value })} options={[any(text.filter.class), ...optionsOf<string>(text.class)]} />
      <Select aria-label={text.filter.severity} value={current.severity} onValue={(value) => setQuery({ severity: value })} options={[any(text.filter.severity), ...optionsOf<string>(text.severity).reverse()]} />
      <Select aria-label={text.filter.state} value={current.state} onValue={(value) => setQuery({ state: value })} options={optionsOf(text.filter.states)} />
      <Select aria-label={text.filter.street} value={current.street} onValue={(value) => setQuery({ street: value, committee: "" })}
        options={[any(text.filter.street), ...streets.value.map((street): [string, string] => [street.id, streetName(street.id)])]} />
      <Select aria-label={text.filter.exercise} value={current.exercise} onValue={(value) => setQuery({ exercise: value })} options={optionsOf(text.filter.exercises)} />
      <input type="search" aria-label={text.filter.words} placeholder={text.filter.words} value={current.words} onInput={(event) => setQuery({ words: event.currentTarget.value })} />
      {isSet.value && <Act kind="plain" run={clearFilter}>{text.filter.clear}</Act>}
      <span class="quiet" role="status">{text.list.shown(shownIncidents.value.length)}</span>
    </form>
  );
}
