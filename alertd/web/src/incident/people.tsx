// Who was asked, who goes, who is there; and who is on duty for this home now.
import { useState } from "preact/hooks";
import { api, type Schemas } from "../api/client";
import { mayAct } from "../api/session";
import { minute } from "../live/clock";
import type { Incident } from "../live/order";
import { Act, useLoaded } from "../ui/parts";
import { troubleText } from "../ui/trouble";
import { timeText, words } from "../words";
import { actAndTell } from "./acts";
import type { Detail } from "./pane";

type State = Schemas["Attendance"]["state"];
const paths = { accepted: "accept", declined: "decline", en_route: "en-route", on_scene: "on-scene", done: "done" } as const;
/// What a person may say next, as an officer on the phone enters it for him.
const nextOf: Record<State, readonly (keyof typeof paths)[]> = {
  dispatched: ["accepted", "declined"], notified: ["accepted", "declined"], accepted: ["en_route", "declined"], declined: ["accepted"], en_route: ["on_scene"], on_scene: ["done"], done: [],
};

/// Who can be called for a case, and who of them is on duty now; whoever is relieved meanwhile must not stay on the screen.
export function useResponders(id: string) {
  return useLoaded((signal) => api.get("/api/v1/incidents/{id}/responders", { path: { id }, signal }), [id], [minute.value]);
}

export function People({ detail, incident }: { detail: Detail; incident: Incident }) {
  const text = words.value;
  const found = useResponders(incident.id);
  const known = (id: string) => found.value?.responders.find((one) => one.id === id);
  const nameOf = (id: string) => known(id)?.name ?? id;
  const [busy, setBusy] = useState(false);
  const say = async (responder: string, state: keyof typeof paths) => {
    setBusy(true);
    await actAndTell(`/api/v1/incidents/{id}/${paths[state]}`, incident.id, { responder });
    setBusy(false);
  };
  const onDuty = (found.value?.on_duty ?? []).flatMap(({ level, people }) => people.map((one) => ({ ...one, level })));
  const open = incident.state !== "closed";
  return (
    <section class="card" aria-label={text.incident.people}>
      <h3>{text.incident.people}</h3>
      {detail.attendances.length === 0 && <p class="quiet">{text.incident.nobody}</p>}
      <ul class="people">
        {detail.attendances.map((one) => (
          <li key={one.responder} class={`attendance ${one.state}`}>
            <b>{nameOf(one.responder)}</b> <span class="badge">{text.attendance[one.state]}</span> <small>{timeText(one.since)} <span class="phone">{known(one.responder)?.phone}</span></small>
            {mayAct.value && open && <span class="no-print">{nextOf[one.state].map((state) => (
              <Act key={state} kind="plain" disabled={busy} title={text.act.asResponder(nameOf(one.responder))} run={() => say(one.responder, state)}>{text.attendance[state]}</Act>
            ))}</span>}
          </li>
        ))}
      </ul>
      {found.error !== null && <p class="wrong" role="alert">{troubleText(found.error)} <Act kind="plain" run={found.again}>{text.common.retry}</Act></p>}
      {onDuty.length > 0 && (
        <>
          <h4>{text.incident.onDuty}</h4>
          <ul class="people">
            {onDuty.map((one) => (
              <li key={`${one.level}/${one.responder}`}>
                <small>{text.level[one.level]}</small> <b>{one.name ?? one.responder}</b> <span class="phone">{one.phone}</span> <small>{text.common.until} {timeText(one.until)}{one.longer && "…"}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
