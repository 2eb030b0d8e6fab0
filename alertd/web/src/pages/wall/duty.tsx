// Who is on duty now: the district first, then the streets, those without anybody before the others.
import type { Schemas } from "../../api/client";
import { streetName, streets } from "../../live/places";
import { timeText, words } from "../../words";
import { Stale, type Polled } from "./polled";
import { text } from "./words";

type Scope = Schemas["ScopeOnDuty"];
const streetsShown = 12;

/// "20:00" is enough on a wall; the day stands before it when it is another.
const until = (at: string) => timeText(at).replace(/:\d\d$/, "");
const nameOf = (one: Schemas["PersonOnDuty"]) => one.name ?? one.responder;

function District({ scope }: { scope: Scope | undefined }) {
  const say = text.value.duty;
  return (
    <div class="wall-district">
      <h3>{say.district}</h3>
      {!scope && <p class="quiet">{say.noRoster}</p>}
      {scope?.people.length === 0 && <p class="wrong">{say.nobody}</p>}
      <ul>{scope?.people.map((one) => <li key={one.responder}><b>{nameOf(one)}</b>{!one.longer && <small> {say.until(until(one.until))}</small>}</li>)}</ul>
    </div>
  );
}

export function OnDuty({ of }: { of: Polled<Schemas["OnDuty"]> }) {
  const say = text.value.duty;
  const scopes = of.value?.scopes ?? [];
  const ofStreets = scopes.filter((one) => one.level === "street").sort((a, b) => Number(a.people.length > 0) - Number(b.people.length > 0));
  const without = streets.value.filter((street) => !ofStreets.some((one) => one.scope === street.id)).length;
  const shown = ofStreets.slice(0, streetsShown);
  return (
    <section class="wall-duty" aria-label={say.title}>
      <h2>{say.title}</h2>
      <Stale of={of} />
      {!of.value && of.error === null && <p class="quiet">{words.value.common.loading}</p>}
      {of.value && <District scope={scopes.find((one) => one.level === "district")} />}
      {of.value && (
        <dl>
          {shown.map((scope) => (
            <div key={scope.scope}>
              <dt>{streetName(scope.scope)}</dt>
              <dd>{scope.people.length > 0 ? scope.people.map(nameOf).join(" · ") : <b class="wrong">{say.nobody}</b>}</dd>
            </div>
          ))}
        </dl>
      )}
      {ofStreets.length > shown.length && <p class="quiet">{say.more(ofStreets.length - shown.length)}</p>}
      {of.value && without > 0 && <p class="quiet">{say.without(without)}</p>}
    </section>
  );
}
