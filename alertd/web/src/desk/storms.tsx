// A storm is told above the list for as long as it lasts: where, and how many are gone. Its case is in the list like
// any other, and stays there when it is over until somebody closes it.
import { sums } from "../live/incidents";
import { streetName } from "../live/places";
import { Act } from "../ui/parts";
import { words } from "../words";
import { select } from "./desk";

export function StormBanners() {
  const text = words.value.storm;
  return (
    <>
      {sums.value.outages.map((incident) => (
        <p key={incident.id} class="banner storm" role="status">
          {text.banner(streetName(incident.street) || incident.home, incident.reports)} <Act kind="plain" run={() => select(incident.id)}>{text.show}</Act>
        </p>
      ))}
    </>
  );
}
