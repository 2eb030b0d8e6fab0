// The list. Only the rows that can be seen exist, so that twenty thousand are as quick as twenty. When the order
// changes, the selected row stays where it is under the hand: the list is moved by as much as the row would have moved.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { now } from "../live/clock";
import { loaded } from "../live/incidents";
import { isWaiting, urgency, type Incident } from "../live/order";
import { committeeName, streetName } from "../live/places";
import { Act } from "../ui/parts";
import { mayAct } from "../api/session";
import { acknowledge } from "../incident/acts";
import { actorText, durationText, timeText, words } from "../words";
import { chosen, toggleChosen } from "./choice";
import { select, selectedId } from "./desk";
import { clearFilter, filter, hiddenWaiting, isSet, shownIncidents } from "./filters";

export const rowHeight = 56;
const spare = 6;

const addressOf = (incident: Incident) => `${incident.address || incident.home}${incident.part > 1 ? ` ${words.value.list.part(incident.part)}` : ""}`;

function Where({ incident }: { incident: Incident }) {
  const area = [streetName(incident.street), committeeName(incident.committee)].filter(Boolean).join(" ");
  return (
    <>
      <span class="address">{addressOf(incident)}</span>
      <small>{area}{!incident.registered && <em> {words.value.list.unregistered}</em>}</small>
    </>
  );
}

function StateCell({ incident }: { incident: Incident }) {
  const text = words.value.list;
  const more = [
    incident.owner && actorText(incident.owner),
    incident.all_clear && text.allClear,
    incident.silenced_until && text.silenced(timeText(incident.silenced_until)),
    isWaiting(incident) && incident.step > 0 && text.step(incident.step),
  ].filter(Boolean);
  return <><span>{words.value.incidentState[incident.state]}</span><small>{more.join(" · ")}</small></>;
}

/// What, where, and how it stands, for whoever hears it.
function rowName(incident: Incident): string {
  const text = words.value;
  const { exercise, headline, severity, state, owner } = incident;
  return [exercise && text.exercise[exercise], text.condition[headline], text.severity[severity], addressOf(incident), text.incidentState[state], actorText(owner)].filter(Boolean).join(", ");
}

function Row({ incident, at }: { incident: Incident; at: number }) {
  const text = words.value;
  const isSelected = incident.id === selectedId.value;
  const waits = isWaiting(incident);
  return (
    <div role="row" class={`row ${incident.severity} ${waits ? "waiting" : ""} ${incident.exercise ? "exercise" : ""} ${urgency(incident, now.value)}`} data-id={incident.id}
      style={{ top: `${at * rowHeight}px`, height: `${rowHeight}px` }} aria-rowindex={at + 1} aria-selected={isSelected} tabIndex={isSelected || (at === 0 && !selectedId.value) ? 0 : -1}
      aria-label={rowName(incident)} onClick={() => select(incident.id)} onKeyDown={(event) => { if (event.key === "Enter" && event.target === event.currentTarget) select(incident.id); }}>
      <span role="gridcell" class="tick">
        <input type="checkbox" tabIndex={-1} aria-label={text.list.selectRow} checked={chosen.value.has(incident.id)} onClick={(event) => event.stopPropagation()} onChange={() => toggleChosen(incident.id)} />
      </span>
      <span role="gridcell" class="timer" aria-live="off">{durationText(now.value - Date.parse(incident.opened_at))}</span>
      <span role="gridcell" class="what">
        <span>{incident.exercise && <b class="mark">{text.exercise[incident.exercise]}</b>} <b>{text.condition[incident.headline]}</b></span>
        <small>{text.class[incident.class]} · {text.severity[incident.severity]}</small>
      </span>
      <span role="gridcell" class="where"><Where incident={incident} /></span>
      <span role="gridcell" class="state"><StateCell incident={incident} /></span>
      <span role="gridcell" class="count" title={text.list.reports}>{incident.reports > 1 ? text.list.times(incident.reports) : ""}</span>
      <span role="gridcell" class="act">
        {waits && mayAct.value && <span onClick={(event) => event.stopPropagation()}><Act kind="main" run={() => acknowledge(incident.id)}>{text.act.acknowledge}</Act></span>}
      </span>
    </div>
  );
}

/// Where the list stands. The selected row stays where it is under the hand; where the list is too short for that, there
/// is room above or below it, which goes as somebody scrolls, with the selection, and when a filter makes another list.
function useSteadyList(list: readonly Incident[]) {
  const box = useRef<HTMLDivElement>(null);
  const [, redraw] = useState({});
  // `offset`: how many pixels of the list are above the box; less than none: room.
  const at = useRef({ offset: 0, height: 0, id: "", row: -1, filter: "", isNew: false }).current;
  const id = selectedId.value;
  const row = id ? list.findIndex((incident) => incident.id === id) : -1;
  const filtered = JSON.stringify(filter.value);
  const isSame = id === at.id && filtered === at.filter;
  if (isSame && row >= 0 && at.row >= 0) at.offset += (row - at.row) * rowHeight;
  else {
    if (row < 0 || filtered !== at.filter) at.offset = Math.max(0, Math.min(at.offset, list.length * rowHeight - at.height));
    // What was selected by key or link comes into view; what only moved by itself does not.
    // Before it is known how high the box is, nothing is in view.
    if (row >= 0 && at.height > 0) at.offset = Math.max(Math.min(at.offset, row * rowHeight), (row + 1) * rowHeight - at.height);
    at.isNew = row >= 0;
  }
  Object.assign(at, { id, filter: filtered, row: at.height > 0 ? row : -1 });
  useLayoutEffect(() => {
    const top = Math.max(0, at.offset);
    if (box.current && Math.abs(box.current.scrollTop - top) >= 1) box.current.scrollTop = top;
  });
  useEffect(() => {
    if (!at.isNew) return;
    at.isNew = false;
    if (box.current?.contains(document.activeElement)) box.current.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus({ preventScroll: true });
  });
  useEffect(() => {
    const element = box.current!;
    const scrolled = () => {
      // Else it is what we have done ourselves.
      if (Math.abs(element.scrollTop - Math.max(0, at.offset)) < 1) return;
      at.offset = element.scrollTop - Math.max(0, -at.offset);
      redraw({});
    };
    const observer = new ResizeObserver(() => { at.height = element.clientHeight; redraw({}); });
    observer.observe(element);
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => { observer.disconnect(); element.removeEventListener("scroll", scrolled); };
  }, []);
  return { box, offset: at.offset, height: at.height, toTop: () => { at.offset = 0; redraw({}); } };
}

/// What waits is never out of sight without a word.
function Unseen({ above, toTop }: { above: number; toTop: () => void }) {
  const text = words.value.list;
  const hidden = hiddenWaiting.value;
  return (
    <div class="unseen-cases" role="status"><p>
      {above > 0 && <Act kind="main" run={toTop}>↑ {text.above(above)}</Act>}
      {hidden > 0 && <Act kind="danger" run={clearFilter}>{text.hidden(hidden)}</Act>}
    </p></div>
  );
}

export function IncidentList() {
  const text = words.value.list;
  const list = shownIncidents.value;
  const { box, offset, height, toTop } = useSteadyList(list);
  const from = Math.max(0, Math.floor(offset / rowHeight) - spare);
  const to = Math.min(list.length, Math.ceil((offset + height) / rowHeight) + spare);
  const whole = list.length * rowHeight;
  let waitingAbove = Math.max(0, Math.min(list.length, Math.floor(offset / rowHeight)));
  while (waitingAbove > 0 && !isWaiting(list[waitingAbove - 1]!)) waitingAbove--;
  return (
    <>
      <div class="list-head" aria-hidden="true">
        <span class="tick" /><span class="timer">{text.waited}</span><span class="what">{text.what}</span><span class="where">{text.where}</span><span class="state">{text.state}</span><span class="count" /><span class="act" />
      </div>
      <Unseen above={waitingAbove} toTop={toTop} />
      <div ref={box} class="list" role="grid" aria-label={text.label} aria-rowcount={list.length} tabIndex={list.length === 0 ? 0 : -1}>
        {loaded.value && list.length === 0 && <p class="quiet empty">{isSet.value ? text.emptyFilter : text.empty}</p>}
        <div role="rowgroup" style={{ height: `${whole && Math.max(whole, offset + height)}px`, marginTop: `${Math.max(0, -offset)}px`, position: "relative" }}>
          {list.slice(from, to).map((incident, index) => <Row key={incident.id} incident={incident} at={from + index} />)}
        </div>
      </div>
    </>
  );
}
