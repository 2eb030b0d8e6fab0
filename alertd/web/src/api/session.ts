// Who works at this page.
import { computed, effect, signal } from "@preact/signals";
import type { components } from "./schema";
import { remembered } from "../ui/remembered";

export type Session = components["schemas"]["Session"];

/// undefined: not asked yet; null: a login is wanted.
export const session = signal<Session | null | undefined>(undefined);
/// Who acts where the server asks for no login; it stands in the journal.
export const operatorName = remembered("anju.operator", "");

/// Who was here last. While the login is asked for again above the page, what is below it stays as it was for him:
/// otherwise a form would go with all that was typed, and a secret that is shown once with its window.
export const lastSession = signal<Session | null>(null);
effect(() => { if (session.value) lastSession.value = session.value; });

export const may = (permission: string) => computed(() => lastSession.value?.permissions.includes(permission) ?? false);
export const mayAct = may("act");
export const mayManageDuty = may("manage_duty");
export const mayReveal = may("reveal");
export const mayReadJournal = may("read_journal");
export const mayChangeRegistry = may("change_registry");
export const mayAdminister = may("administer");
/// The whole district, not only streets or committees.
export const seesDistrict = computed(() => lastSession.value?.scope.district ?? false);

/// How the journal names us; null as long as nobody is named.
export const ownActor = computed(() => {
  const name = session.value?.name ?? operatorName.value;
  return name ? `user:${name}` : null;
});
const sightOf = (one: Session | null | undefined) => (one ? JSON.stringify([one.name, one.role, one.scope]) : null);
/// Another sight needs another list.
export const sight = computed(() => sightOf(session.value));
/// Whose everything on the page is. Who logs in above it as somebody else finds nothing of what that one saw or wrote.
export const lastSight = computed(() => sightOf(lastSession.value));
