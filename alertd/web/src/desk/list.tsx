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
import { shownIncidents } from "./filters";

export const rowHeight = 56;
const spare = 6;

function Where({ incident }: { incident: Incident }) {
  const area = [streetName(incident.street), committeeName(incident.committee)].filter(Boolean).join(" ");
  return (
    <>
      <span class="address">{incident.address || incident.home}{incident.part > 1 && ` ${words.value.list.part(incident.part)}`}</span>
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

function Row({ incident, at, count }: { incident: Incident; at: number; count: number }) {
  const text = words.value;
  const isSelected = incident.id === selectedId.value;
  const waits = isWaiting(incident);
  return (
    <div role="row" class={`row ${incident.severity} ${waits ? "waiting" : ""} ${incident.exercise ? "exercise" : ""} ${urgency(incident, now.value)}`} data-id={incident.id}
      style={{ top: `${at * rowHeight}px`, height: `${rowHeight}px` }} aria-rowindex={at + 1} aria-selected={isSelected} tabIndex={isSelected || (at === 0 && !selectedId.value) ? 0 : -1}
      aria-label={`${at + 1}/${count}`} onClick={() => select(incident.id)} onKeyDown={(event) => { if (event.key === "Enter" && event.target === event.currentTarget) select(incident.id); }}>
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

/// Keeps the selected row under the hand: how far the list has to begin lower so that it need not move.
function useSteadyRow(list: readonly Incident[], box: { current: HTMLDivElement | null }) {
  const before = useRef<{ id: string; at: number } | null>(null);
  const [pad, setPad] = useState(0);
  useLayoutEffect(() => {
    const id = selectedId.value;
    const at = id ? list.findIndex((incident) => incident.id === id) : -1;
    const scrolled = box.current;
    const last = before.current;
    before.current = at < 0 ? null : { id, at };
    if (!scrolled || !last || at < 0 || last.id !== id || last.at === at) {
      if (at < 0 && pad !== 0) setPad(0);
      return;
    }
    const wanted = scrolled.scrollTop - pad + (at - last.at) * rowHeight;
    const more = Math.max(0, -wanted);
    if (more !== pad) setPad(more);
    scrolled.scrollTop = wanted + more;
  });
  return pad;
}

export function IncidentList() {
  const text = words.value.list;
  const list = shownIncidents.value;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const pad = useSteadyRow(list, box);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => { observer.disconnect(); element.removeEventListener("scroll", look); };
  }, []);
  // What was selected by key or link comes into view; what only moved by itself does not.
  const shown = useRef("");
  useEffect(() => {
    const id = selectedId.value;
    const at = id ? list.findIndex((incident) => incident.id === id) : -1;
    const element = box.current;
    if (!element || at < 0 || shown.current === id) { if (!id) shown.current = ""; return; }
    shown.current = id;
    const top = pad + at * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight - element.clientHeight;
    if (element.contains(document.activeElement)) (element.querySelector(`[data-id="${id}"]`) as HTMLElement | null)?.focus({ preventScroll: true });
  });
  const from = Math.max(0, Math.floor((view.top - pad) / rowHeight) - spare);
  const to = Math.min(list.length, Math.ceil((view.top - pad + view.height) / rowHeight) + spare);
  return (
    <>
      <div class="list-head" aria-hidden="true">
        <span class="tick" /><span class="timer">{text.waited}</span><span class="what">{text.what}</span><span class="where">{text.where}</span><span class="state">{text.state}</span><span class="count" /><span class="act" />
      </div>
      <div ref={box} class="list" role="grid" aria-label={text.label} aria-rowcount={list.length} tabIndex={list.length === 0 ? 0 : -1}>
        {loaded.value && list.length === 0 && <p class="quiet empty">{shownIncidents.value === list && location.hash.includes("?") ? text.emptyFilter : text.empty}</p>}
        <div role="rowgroup" style={{ height: `${list.length * rowHeight}px`, marginTop: `${pad}px`, position: "relative" }}>
          {list.slice(from, to).map((incident, index) => <Row key={incident.id} incident={incident} at={from + index} count={list.length} />)}
        </div>
      </div>
    </>
  );
}
