// The ten cases that wait or were just taken.
import { computed } from "@preact/signals";
import { now } from "../../live/clock";
import { incidents } from "../../live/incidents";
import { isWaiting, urgency, type Incident } from "../../live/order";
import { streetName } from "../../live/places";
import { connected } from "../../live/stream";
import { href } from "../../route";
import { actorText, durationText, words } from "../../words";
import { lastRows } from "./board";
import { text } from "./words";

// Who was taken long ago leaves within half a minute; the order need not be made anew each second.
const halfMinute = computed(() => Math.floor(now.value / 30_000));
const shown = computed(() => lastRows(incidents.value, (halfMinute.value, now.peek())));

function Row({ incident, nameOf }: { incident: Incident; nameOf: (actor: string) => string }) {
  const say = text.value;
  const all = words.value;
  const waits = isWaiting(incident);
  const how = urgency(incident, now.value);
  const passed = durationText(now.value - Date.parse(waits ? incident.opened_at : incident.acknowledged_at ?? incident.opened_at));
  return (
    <tr class={`${incident.severity} ${waits ? "waiting" : "taken"} ${incident.exercise ? "exercise" : ""} ${how}`}>
      <td class={`when ${passed.length > 5 ? "hours" : ""}`}>{passed}</td>
      <th scope="row">
        <a href={href("incidents", { id: incident.id })}>
          {incident.exercise && <span class="mark">{all.exercise[incident.exercise]}</span>} {all.condition[incident.headline]}
        </a>
        <small> {all.class[incident.class]} · {all.severity[incident.severity]}</small>
      </th>
      <td class="where">{streetName(incident.street)} <small>{incident.address || incident.home}</small></td>
      <td class="who">
        {waits ? <b>{say.last.wait[how]}</b> : <>{incident.owner ? nameOf(incident.owner) : ""} <small>{all.incidentState[incident.state]}</small></>}
      </td>
    </tr>
  );
}

/// `responders`: names of people on duty, because who took a case at the phone is told by id.
export function LastRows({ responders }: { responders: ReadonlyMap<string, string> }) {
  const say = text.value.last;
  const { rows, moreWaiting } = shown.value;
  const nameOf = (actor: string) => (actor.startsWith("responder:") && responders.get(actorText(actor))) || actorText(actor);
  return (
    <section class="wall-last" aria-label={say.title}>
      <h2>{say.title}{moreWaiting > 0 && <b class="more"> {say.more(moreWaiting)}</b>}</h2>
      {connected.value && rows.length === 0 && <p class="wall-calm">✓ {say.empty}</p>}
      {rows.length > 0 && (
        <table>
          <caption class="unseen">{say.title}</caption>
          <thead>
            <tr>
              <th scope="col" class="when">{say.when}</th><th scope="col" class="what">{say.what}</th>
              <th scope="col">{say.where}</th><th scope="col" class="who">{say.who}</th>
            </tr>
          </thead>
          <tbody>{rows.map((incident) => <Row key={incident.id} incident={incident} nameOf={nameOf} />)}</tbody>
        </table>
      )}
    </section>
  );
}
