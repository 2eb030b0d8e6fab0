// Who may see what: a role, and the streets and committees it is for.
import { useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { committeeName, committees, streetName, streets } from "../../live/places";
import { Field, Input, optionsOf, Select } from "../../ui/parts";
import { listText, words } from "../../words";
import { text } from "./words";

export type Role = Schemas["Role"];
export interface Rights {
  role: Role;
  district: boolean;
  streets: readonly string[];
  committees: readonly string[];
}
export const noRights: Rights = { role: "operator", district: true, streets: [], committees: [] };
export const rightsOf = (one: { role: Role; scope: Schemas["Scope"] }): Rights => ({ role: one.role, ...one.scope });

const most = 40;

/// Why the server would refuse it; empty when it fits.
export function misfit(rights: Rights): string {
  if (rights.role === "administrator") return "";
  if (rights.role === "street" && rights.district) return text.value.streetScope;
  return !rights.district && rights.streets.length + rights.committees.length === 0 ? text.value.chooseScope : "";
}

/// As the server wants it: both empty is the whole district.
export function areasOf(rights: Rights): { streets: string[]; committees: string[] } {
  if (rights.district || rights.role === "administrator") return { streets: [], committees: [] };
  return { streets: [...rights.streets], committees: [...rights.committees] };
}

export function scopeText(scope: Schemas["Scope"]): string {
  return scope.district ? text.value.district : listText([...scope.streets.map(streetName), ...scope.committees.map(committeeName)]);
}

function Choices({ legend, options, chosen, full, onChosen }: {
  legend: string; options: readonly (readonly [string, string])[]; chosen: readonly string[]; full: boolean; onChosen: (chosen: string[]) => void;
}) {
  const toggle = (id: string) => onChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset class="areas">
      <legend>{legend}</legend>
      {options.map(([id, label]) => (
        <label key={id} class="check">
          <input type="checkbox" checked={chosen.includes(id)} disabled={full && !chosen.includes(id)} onChange={() => toggle(id)} /> {label}
        </label>
      ))}
    </fieldset>
  );
}

/// What is known of them, and what is chosen already even if the registry has it no more.
function optionsFor(known: readonly { id: string; label: string }[], chosen: readonly string[], filter: string): (readonly [string, string])[] {
  const lost = chosen.filter((id) => !known.some((one) => one.id === id)).map((id) => ({ id, label: id }));
  const wanted = filter.trim().toLowerCase();
  const shown = (one: { id: string; label: string }) => chosen.includes(one.id) || `${one.label} ${one.id}`.toLowerCase().includes(wanted);
  return [...lost, ...known].filter(shown).map((one) => [one.id, one.label] as const);
}

/// The streets and committees, found by name, as many as the server takes.
function Areas({ rights, onAreas }: { rights: Rights; onAreas: (areas: Partial<Pick<Rights, "streets" | "committees">>) => void }) {
  const t = text.value;
  const [filter, setFilter] = useState("");
  const count = rights.streets.length + rights.committees.length;
  const ofStreets = streets.value.map(({ id, name }) => ({ id, label: name }));
  const ofCommittees = committees.value.map(({ id, name, street }) => ({ id, label: words.value.common.bracketed(name, streetName(street)) }));
  return (
    <>
      <Field label={t.filter} hint={t.chosen(count)}><Input type="search" value={filter} onValue={setFilter} /></Field>
      <div class="area-lists">
        <Choices legend={t.streets} chosen={rights.streets} full={count >= most} options={optionsFor(ofStreets, rights.streets, filter)}
          onChosen={(chosen) => onAreas({ streets: chosen })} />
        <Choices legend={t.committees} chosen={rights.committees} full={count >= most} options={optionsFor(ofCommittees, rights.committees, filter)}
          onChosen={(chosen) => onAreas({ committees: chosen })} />
      </div>
    </>
  );
}

export function RightsFields({ rights, onRights }: { rights: Rights; onRights: (rights: Rights) => void }) {
  const t = text.value;
  const change = (part: Partial<Rights>) => onRights({ ...rights, ...part });
  const fixed = rights.role === "administrator";
  const problem = misfit(rights);
  return (
    <>
      <Field label={t.role} hint={t.roleHints[rights.role]}>
        <Select value={rights.role} options={optionsOf(words.value.role)}
          onValue={(role) => change({ role, ...(role === "street" ? { district: false } : {}) })} />
      </Field>
      {fixed ? <p class="quiet">{t.scope}: {t.administratorScope}</p> : (
        <Field label={t.scope}>
          <Select value={rights.district ? "district" : "limited"} onValue={(value) => change({ district: value === "district" })}
            options={[["district", t.district], ["limited", t.limited]]} />
        </Field>
      )}
      {!fixed && !rights.district && <Areas rights={rights} onAreas={change} />}
      {problem && <p class="quiet" role="status">{problem}</p>}
    </>
  );
}
