// The open incidents as the stream tells them, always sorted. One change is shown at once; what follows within a tenth
// of a second is one more, so that a storm costs the page a few redraws and not a thousand.
import { computed, signal } from "@preact/signals";
import { compare, isWaiting, placeOf, type Incident } from "./order";

const byId = new Map<string, Incident>();
let sorted: Incident[] = [];
const waiting = new Map<string, Incident>();
let timer = 0;

/// Rises with every change that is to be seen.
export const revision = signal(0);
/// False: more are open than are here. Once `loaded`, because there are more than the server sends.
export const complete = signal(false);
export const loaded = signal(false);

const tellWithin = 100;
let lastTold = -tellWithin;

function told(): void {
  timer = 0;
  lastTold = performance.now();
  apply();
  revision.value++;
}
function soon(): void {
  if (!timer) timer = window.setTimeout(told, Math.max(0, lastTold + tellWithin - performance.now()));
}

function take(incident: Incident): void {
  const known = byId.get(incident.id);
  // A replayed delta carries the newest state, so an older one may follow it.
  if (known && known.version > incident.version) return;
  if (known) {
    const at = placeOf(sorted, known);
    if (sorted[at]?.id === known.id) sorted.splice(at, 1);
  }
  if (incident.state === "closed") byId.delete(incident.id);
  else {
    byId.set(incident.id, incident);
    sorted.splice(placeOf(sorted, incident), 0, incident);
  }
}

function apply(): void {
  const changes = [...waiting.values()];
  waiting.clear();
  if (changes.length > 500) {
    for (const incident of changes) {
      const known = byId.get(incident.id);
      if (known && known.version > incident.version) continue;
      if (incident.state === "closed") byId.delete(incident.id);
      else byId.set(incident.id, incident);
    }
    sorted = [...byId.values()].sort(compare);
  } else changes.forEach(take);
}

export function put(incident: Incident): void {
  const before = waiting.get(incident.id);
  if (!before || before.version <= incident.version) waiting.set(incident.id, incident);
  soon();
}
/// At once: an answer to what somebody here has just done.
export function putNow(incident: Incident): void {
  put(incident);
  window.clearTimeout(timer);
  told();
}

export function replaceAll(incidents: readonly Incident[], all: boolean, isLoaded = true): void {
  byId.clear();
  waiting.clear();
  for (const incident of incidents) if (incident.state !== "closed") byId.set(incident.id, incident);
  sorted = [...byId.values()].sort(compare);
  complete.value = all;
  loaded.value = isLoaded;
  revision.value++;
}
/// The others are still on their way.
export const showFirst = (incidents: readonly Incident[]) => replaceAll(incidents, false, false);
/// Somebody else looks now, and what he may see is not known yet.
export const forgetAll = () => showFirst([]);

export const incidentOf = (id: string) => waiting.get(id) ?? byId.get(id);
/// All that are open, in the order of the list.
export const incidents = computed<readonly Incident[]>(() => (revision.value, sorted.slice()));

export interface Sums {
  waiting: number;
  open: number;
  emergencies: number;
  exercises: number;
  /// The longest that a case, not technical and not an exercise, has been waiting for somebody.
  oldestWaiting: Incident | null;
  /// Of whole streets.
  outages: Incident[];
}
/// Whatever is known of all of them from one look at each: a storm has thousands.
export const sums = computed<Sums>(() => {
  const found: Sums = { waiting: 0, open: 0, emergencies: 0, exercises: 0, oldestWaiting: null, outages: [] };
  // A part of them has no sum.
  for (const incident of loaded.value ? incidents.value : []) {
    found.open++;
    if (incident.exercise) found.exercises++;
    if (incident.class === "emergency") found.emergencies++;
    if (incident.headline === "area_outage" && incident.state !== "resolved") found.outages.push(incident);
    if (!isWaiting(incident)) continue;
    found.waiting++;
    if (incident.class === "technical" || incident.exercise) continue;
    if (!found.oldestWaiting || incident.opened_at < found.oldestWaiting.opened_at) found.oldestWaiting = incident;
  }
  return found;
});
