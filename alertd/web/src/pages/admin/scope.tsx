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
  return rights.district || rights.role === "administrator" ? { streets: [], committees: [] } : { streets: [...rights.streets], committees: [...rights.committees] };
}

export function scopeText(scope: Schemas["Scope"]): string {
  return scope.district ? text.value.district : listText([...scope.streets.map(streetName), ...scope.committees.map(committeeName)]);
}

function Choices({ legend, options, chosen, full, onChosen }: {
  legend: string; options: readonly (readonly [string, string])[]; chosen: readonly string[]; full: boolean; onChosen: (chosen: string[]) => void;
}) {
  return (
    <fieldset class="areas">
      <legend>{legend}</legend>
      {options.map(([id, label]) => {
        const has = chosen.includes(id);
        return (
          <label key={id} class="check"><input type="checkbox" checked={has} disabled={!has && full}
            onChange={() => onChosen(has ? chosen.filter((one) => one !== id) : [...chosen, id])} /> {label}</label>
        );
      })}
    </fieldset>
  );
}

/// What is known of them, and what is chosen already even if the registry has it no more.
function optionsFor(known: readonly { id: string; label: string }[], chosen: readonly string[], filter: string): (readonly [string, string])[] {
  const lost = chosen.filter((id) => !known.some((one) => one.id === id)).map((id) => ({ id, label: id }));
  const wanted = filter.trim().toLowerCase();
  return [...lost, ...known].filter((one) => chosen.includes(one.id) || !wanted || `${one.label} ${one.id}`.toLowerCase().includes(wanted)).map((one) => [one.id, one.label] as const);
}

export function RightsFields({ rights, onRights }: { rights: Rights; onRights: (rights: Rights) => void }) {
  const t = text.value;
  const [filter, setFilter] = useState("");
  const change = (part: Partial<Rights>) => onRights({ ...rights, ...part });
  const count = rights.streets.length + rights.committees.length;
  const fixed = rights.role === "administrator";
  const problem = misfit(rights);
  return (
    <>
      <Field label={t.role} hint={t.roleHints[rights.role]}>
        <Select value={rights.role} onValue={(role) => change({ role, ...(role === "street" ? { district: false } : {}) })} options={optionsOf(words.value.role)} />
      </Field>
      {fixed ? <p class="quiet">{t.scope}: {t.administratorScope}</p> : (
        <Field label={t.scope}>
          <Select value={rights.district ? "district" : "limited"} onValue={(value) => change({ district: value === "district" })} options={[["district", t.district], ["limited", t.limited]]} />
        </Field>
      )}
      {!fixed && !rights.district && (
        <div class="places">
          <Field label={t.filter} hint={t.chosen(count)}><Input type="search" value={filter} onValue={setFilter} /></Field>
          <div class="area-lists">
            <Choices legend={t.streets} chosen={rights.streets} full={count >= most} onChosen={(chosen) => change({ streets: chosen })}
              options={optionsFor(streets.value.map(({ id, name }) => ({ id, label: name })), rights.streets, filter)} />
            <Choices legend={t.committees} chosen={rights.committees} full={count >= most} onChosen={(chosen) => change({ committees: chosen })}
              options={optionsFor(committees.value.map(({ id, name, street }) => ({ id, label: words.value.common.bracketed(name, streetName(street)) })), rights.committees, filter)} />
          </div>
        </div>
      )}
      {problem && <p class="quiet">{problem}</p>}
    </>
  );
}
