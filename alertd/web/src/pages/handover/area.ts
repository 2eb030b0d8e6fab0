// For which area one hands over: the whole district, or a street that one has as a whole.
import { computed } from "@preact/signals";
import { seesDistrict, session } from "../../api/session";
import { streets, streetName } from "../../live/places";
import { parameter } from "../../route";
import { text } from "./words";

const chosen = parameter("street");

/// Ids with their names; the district's is empty.
export const areas = computed<[string, string][]>(() => {
  if (seesDistrict.value) return [["", text.value.district], ...streets.value.map((one): [string, string] => [one.id, one.name])];
  return (session.value?.scope.streets ?? []).map((id): [string, string] => [id, streetName(id)]);
});
/// The street, "" for the district; null: there is none that may be handed over.
export const area = computed<string | null>(() => {
  if (chosen.value && (seesDistrict.value || session.value?.scope.streets.includes(chosen.value))) return chosen.value;
  return seesDistrict.value ? "" : session.value?.scope.streets[0] ?? null;
});
export const areaText = (street: string | null) => (street ? streetName(street) : text.value.district);
