// Who sits beside an officer need not read who lives there and what ails them. What came in full is shown in full when
// somebody asks, at once and for this login; that he asked stands in the journal. A server that cannot write it now
// keeps nobody from calling the old woman.
import { computed, signal } from "@preact/signals";
import { api, type Schemas } from "../api/client";
import { lastSight } from "../api/session";
import { tellTrouble } from "../ui/trouble";
import { isNamed } from "./acts";

const lifted = signal<{ by: string | null; cases: ReadonlySet<string> }>({ by: null, cases: new Set() });
const ofThisLogin = computed(() => (lifted.value.by === lastSight.value ? lifted.value.cases : new Set<string>()));
export const isLifted = (incident: string) => ofThisLogin.value.has(incident);

export async function lift(incident: string): Promise<void> {
  if (isLifted(incident)) return;
  lifted.value = { by: lastSight.value, cases: new Set([...ofThisLogin.value, incident]) };
  if (!isNamed()) return;
  try { await api.post("/api/v1/incidents/{id}/reveal", { path: { id: incident }, body: { reason: "emergency" } }); } catch (error) { tellTrouble(error); }
}

const name = (text: string) => text && `${[...text][0] ?? ""}**`;
const phone = (text: string) => (text.length >= 11 ? `${text.slice(0, 3)}****${text.slice(-4)}` : text && `****${text.length > 4 ? text.slice(-2) : ""}`);

export const veiledResident = (one: Schemas["Resident"]): Schemas["Resident"] => ({ ...one, name: name(one.name), phone: phone(one.phone), birth_year: null, medical_notes: one.medical_notes && "***" });
export const veiledContact = (one: Schemas["Contact"]): Schemas["Contact"] => ({ ...one, name: name(one.name), phone: phone(one.phone) });
