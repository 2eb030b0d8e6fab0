// For which area one hands over: the whole district, or a street that one has as a whole.
import { computed } from "@preact/signals";
import { lastSession, seesDistrict } from "../../api/session";
import { streets, streetName } from "../../live/places";
import { parameter } from "../../route";
import { text } from "./words";

const chosen = parameter("street");
const ownStreets = computed(() => lastSession.value?.scope.streets ?? []);

/// Ids with their names; the district's is empty.
export const areas = computed<[string, string][]>(() => {
  if (seesDistrict.value) return [["", text.value.district], ...streets.value.map((one): [string, string] => [one.id, one.name])];
  return ownStreets.value.map((id): [string, string] => [id, streetName(id)]);
});
/// The street, "" for the district; null: there is none that may be handed over.
export const area = computed<string | null>(() => {
  if (chosen.value && (seesDistrict.value || ownStreets.value.includes(chosen.value))) return chosen.value;
  return seesDistrict.value ? "" : ownStreets.value[0] ?? null;
});
export const areaText = (street: string | null) => (street ? streetName(street) : text.value.district);
