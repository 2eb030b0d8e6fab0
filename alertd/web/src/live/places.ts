// The names of streets and committees, loaded once for each login.
import { effect, signal } from "@preact/signals";
import { allPages, api, type Schemas } from "../api/client";
import { session, sight } from "../api/session";

export const streets = signal<Schemas["Street"][]>([]);
export const committees = signal<Schemas["Committee"][]>([]);
let streetNames = new Map<string, string>();
let committeeNames = new Map<string, string>();

export const streetName = (id: string | null | undefined) => (id ? (streets.value, streetNames.get(id) ?? id) : "");
export const committeeName = (id: string | null | undefined) => (id ? (committees.value, committeeNames.get(id) ?? id) : "");

/// After a change of the registry.
export async function loadPlaces(): Promise<void> {
  const [allStreets, allCommittees] = await Promise.all([
    allPages((cursor) => api.get("/api/v1/registry/streets", { query: { limit: 500, ...(cursor ? { cursor } : {}) } })),
    allPages((cursor) => api.get("/api/v1/registry/committees", { query: { limit: 500, ...(cursor ? { cursor } : {}) } })),
  ]);
  streetNames = new Map(allStreets.map((one) => [one.id, one.name]));
  committeeNames = new Map(allCommittees.map((one) => [one.id, one.name]));
  streets.value = allStreets;
  committees.value = allCommittees;
}

effect(() => {
  if (!sight.value || session.peek()?.must_change_password) return;
  // Without them ids are shown; the next login tries again.
  loadPlaces().catch(() => undefined);
});
