// Who is on duty now, by place, and where nobody is.
import { api, type Schemas } from "../../api/client";
import { seesDistrict } from "../../api/session";
import { committees, streets } from "../../live/places";
import { href, parameter, setQuery } from "../../route";
import { Act, Shown, useLoaded } from "../../ui/parts";
import { words } from "../../words";
import { changed, clockText, minute, momentText, placeText, type Place } from "./data";
import { text } from "./words";

type ScopeDuty = Schemas["ScopeOnDuty"];
const onlyGaps = parameter("gaps");
const mostNames = 12;
const order = { district: 0, street: 1, committee: 2 };
const byPlace = (a: ScopeDuty, b: ScopeDuty) => order[a.level] - order[b.level] || placeText(a).localeCompare(placeText(b), "zh-CN");

function Row({ duty }: { duty: ScopeDuty }) {
  const untilText = (one: Schemas["PersonOnDuty"]) => {
    const time = momentText(Date.parse(one.until));
    return one.longer ? text.value.longer(time) : time;
  };
  const rosters = <td>{duty.rosters.map((id) => <a key={id} class="roster-link" href={href("rosters", { roster: id })}>{id}</a>)}</td>;
  const place = <><td>{words.value.level[duty.level]}</td><th scope="row">{placeText(duty)}</th></>;
  if (duty.people.length === 0) return <tr class="duty-gap">{place}<td colSpan={3}><b class="wrong">{text.value.gap}</b></td>{rosters}</tr>;
  return (
    <tr>
      {place}
      <td><ul>{duty.people.map((one) => (
        <li key={one.responder}><b>{one.name ?? one.responder}</b>{one.name === null && <small> {text.value.gone}</small>}</li>
      ))}</ul></td>
      <td><ul>{duty.people.map((one) => <li key={one.responder}>{one.phone ? <span class="phone">{one.phone}</span> : "—"}</li>)}</ul></td>
      <td><ul>{duty.people.map((one) => <li key={one.responder}>{untilText(one)}</li>)}</ul></td>
      {rosters}
    </tr>
  );
}

/// Places that have no roster at all: there everybody is called, which people should know.
function Without({ scopes }: { scopes: readonly ScopeDuty[] }) {
  const known = new Set(scopes.map((one) => `${one.level}/${one.scope ?? ""}`));
  const all: Place[] = [
    ...(seesDistrict.value ? [{ level: "district", scope: null } as const] : []),
    ...streets.value.map((one) => ({ level: "street", scope: one.id }) as const),
    ...committees.value.map((one) => ({ level: "committee", scope: one.id }) as const),
  ];
  const without = all.filter((one) => !known.has(`${one.level}/${one.scope ?? ""}`));
  if (without.length === 0) return null;
  const names = without.slice(0, mostNames).map(placeText).join(text.value.between);
  const more = without.length > mostNames ? ` ${text.value.andMore(without.length - mostNames)}` : "";
  return <p class="quiet">{text.value.withoutRoster(names + more, without.length)}</p>;
}

function DutyTable({ scopes }: { scopes: readonly ScopeDuty[] }) {
  const gaps = scopes.filter((one) => one.people.length === 0);
  const shown = [...(onlyGaps.value ? gaps : scopes)].sort(byPlace);
  const titles = [text.value.level, text.value.place, text.value.who, text.value.phone, text.value.untilWhen, text.value.listView];
  return (
    <>
      {scopes.length === 0 && <p class="quiet">{text.value.noDuty}</p>}
      {scopes.length > 0 && <p role="status" class={gaps.length > 0 ? "wrong" : ""}>{text.value.sums(scopes.length, gaps.length)}</p>}
      <Without scopes={scopes} />
      {scopes.length > 0 && <p class="quiet">{clockText()}</p>}
      {shown.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={text.value.dutyView}>
          <table class="table duty">
            <caption class="unseen">{text.value.dutyView}</caption>
            <thead><tr>{titles.map((title) => <th key={title} scope="col">{title}</th>)}</tr></thead>
            <tbody>{shown.map((duty) => <Row key={`${duty.level}/${duty.scope}`} duty={duty} />)}</tbody>
          </table>
        </div>
      )}
    </>
  );
}

export function DutyNow() {
  // Who is relieved meanwhile must not stay on the screen.
  const duty = useLoaded((signal) => api.get("/api/v1/on-duty", { signal }), [], [minute.value, changed.value]);
  return (
    <>
      <div class="tools">
        <label class="check">
          <input type="checkbox" checked={onlyGaps.value !== ""} onChange={(event) => setQuery({ gaps: event.currentTarget.checked ? "1" : "" })} />{" "}
          {text.value.onlyGaps}
        </label>
        <Act run={duty.again}>{words.value.common.refresh}</Act>
      </div>
      <Shown of={duty}>{(answer) => <DutyTable scopes={answer.scopes} />}</Shown>
    </>
  );
}
