// Who was asked, who goes, who is there; and who is on duty for this home now.
import { useState } from "preact/hooks";
import { api, type Schemas } from "../api/client";
import { mayAct } from "../api/session";
import type { Incident } from "../live/order";
import { Act, useLoaded } from "../ui/parts";
import { tellTrouble } from "../ui/trouble";
import { timeText, words } from "../words";
import { actOn, isNamed } from "./acts";
import type { Detail } from "./pane";

type State = Schemas["Attendance"]["state"];
const paths = { accepted: "accept", declined: "decline", en_route: "en-route", on_scene: "on-scene", done: "done" } as const;
/// What a person may say next, as an officer on the phone enters it for him.
const nextOf: Record<State, readonly (keyof typeof paths)[]> = {
  dispatched: ["accepted", "declined"], notified: ["accepted", "declined"], accepted: ["en_route", "declined"], declined: ["accepted"], en_route: ["on_scene"], on_scene: ["done"], done: [],
};

/// The responders of the home's committee and street and of the district, by id.
export function useResponders() {
  return useLoaded((signal) => api.get("/api/v1/responders", { query: { limit: 500 }, signal }), []);
}

export function People({ detail, incident }: { detail: Detail; incident: Incident }) {
  const text = words.value;
  const responders = useResponders();
  const duty = useLoaded((signal) => api.get("/api/v1/on-duty", { signal }), [incident.id]);
  const nameOf = (id: string) => responders.value?.responders.find((one) => one.id === id)?.name ?? id;
  const phoneOf = (id: string) => responders.value?.responders.find((one) => one.id === id)?.phone ?? "";
  const [busy, setBusy] = useState(false);
  const say = async (responder: string, state: keyof typeof paths) => {
    if (!isNamed()) return;
    setBusy(true);
    try { await actOn(`/api/v1/incidents/{id}/${paths[state]}`, incident.id, { responder }); } catch (error) { tellTrouble(error); }
    setBusy(false);
  };
  const here = (duty.value?.scopes ?? []).filter((one) => one.level === "district" || one.scope === incident.street || one.scope === incident.committee);
  const open = incident.state !== "closed";
  return (
    <section class="card" aria-label={text.incident.people}>
      <h3>{text.incident.people}</h3>
      {detail.attendances.length === 0 && <p class="quiet">{text.incident.nobody}</p>}
      <ul class="people">
        {detail.attendances.map((one) => (
          <li key={one.responder} class={`attendance ${one.state}`}>
            <b>{nameOf(one.responder)}</b> <span class="badge">{text.attendance[one.state]}</span> <small>{timeText(one.since)} <span class="phone">{phoneOf(one.responder)}</span></small>
            {mayAct.value && open && <span class="no-print">{nextOf[one.state].map((state) => (
              <Act key={state} kind="plain" disabled={busy} title={text.act.asResponder(nameOf(one.responder))} run={() => say(one.responder, state)}>{text.attendance[state]}</Act>
            ))}</span>}
          </li>
        ))}
      </ul>
      {here.some((one) => one.people.length > 0) && (
        <>
          <h4>{text.incident.onDuty}</h4>
          <ul class="people">
            {here.map((scope) => scope.people.map((one) => (
              <li key={`${scope.level}/${one.responder}`}><small>{text.level[scope.level]}</small> <b>{one.name ?? one.responder}</b> <span class="phone">{one.phone}</span> <small>{text.common.until} {timeText(one.until)}</small></li>
            )))}
          </ul>
        </>
      )}
    </section>
  );
}
