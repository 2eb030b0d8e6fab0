// The duty officer's page: what is open on the left, the chosen incident on the right. Both stand in the address.
import { useEffect } from "preact/hooks";
import { computed } from "@preact/signals";
import { mayAct } from "../api/session";
import { acknowledge, acknowledgeAll } from "../incident/acts";
import { incidents } from "../live/incidents";
import { isWaiting, type Incident } from "../live/order";
import { parameter, setQuery } from "../route";
import { Act, Shown, useLoaded } from "../ui/parts";
import { words } from "../words";
import { chosen, clearChosen, toggleChosen } from "./choice";
import { Filters, shownIncidents } from "./filters";
import { onKey } from "./keys";
import { IncidentList } from "./list";
import { switchSound } from "./sound";
import { StormBanners } from "./storms";

export const selectedId = parameter("id");
export const select = (id: string) => setQuery({ id });

/// The next or the one before in the list, from the selected one.
function step(by: 1 | -1): void {
  const list = shownIncidents.value;
  if (list.length === 0) return;
  const at = list.findIndex((incident) => incident.id === selectedId.value);
  const next = list[at < 0 ? 0 : Math.min(Math.max(at + by, 0), list.length - 1)];
  if (next) select(next.id);
}

/// Those that were chosen and are still open. What a filter hides is not acted on.
const chosenOf = (list: readonly Incident[]) => (chosen.value.size === 0 ? [] : list.filter((incident) => chosen.value.has(incident.id)));
const openChosen = computed(() => chosenOf(incidents.value));
const shownChosen = computed(() => chosenOf(shownIncidents.value));

function BulkBar() {
  const text = words.value.list;
  const shown = shownChosen.value;
  if (openChosen.value.length === 0) return null;
  return (
    <div class="bulk" role="status">
      <span>{text.bulk(shown.length, openChosen.value.length - shown.length)}</span>
      {mayAct.value && shown.length > 0 && <Act kind="main" run={() => acknowledgeAll(shown)}>{text.bulkAcknowledge}</Act>}
      <Act kind="plain" run={clearChosen}>{text.bulkClear}</Act>
    </div>
  );
}

/// The pane comes at once, but after the list, which is there sooner without it.
function IncidentSide() {
  const pane = useLoaded(() => import("../incident/pane"), []);
  if (pane.value) return <pane.value.IncidentPane id={selectedId.value} />;
  return <section class="incident-side empty" aria-label={words.value.incident.pane}><Shown of={pane}>{() => null}</Shown></section>;
}

export function Desk() {
  useEffect(() => {
    const ends = [
      onKey("next", () => step(1)),
      onKey("previous", () => step(-1)),
      onKey("first", () => { const first = shownIncidents.value.find(isWaiting); if (first) select(first.id); }),
      onKey("acknowledge", () => { if (selectedId.value && mayAct.value) void acknowledge(selectedId.value); }),
      onKey("mine", () => setQuery({ state: parameter("state").value === "mine" ? "" : "mine" })),
      onKey("select", () => { if (selectedId.value) toggleChosen(selectedId.value); }),
      onKey("mute", switchSound),
      onKey("escape", () => { if (selectedId.value) select(""); }),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  return (
    <main class={`desk ${selectedId.value ? "with-incident" : ""}`} id="main" tabIndex={-1}>
      <h1 class="unseen">{words.value.nav.incidents}</h1>
      <section class="list-side" aria-label={words.value.list.label}>
        <StormBanners />
        <Filters />
        <BulkBar />
        <IncidentList />
      </section>
      <IncidentSide />
    </main>
  );
}
