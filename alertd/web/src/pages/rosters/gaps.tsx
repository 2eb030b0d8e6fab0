// When nobody of the roster is on duty, and what that means for an alarm.
import { api, type Schemas } from "../../api/client";
import { serverNow, zone } from "../../live/clock";
import { dayIn } from "../../live/zone";
import { href } from "../../route";
import { Shown, useLoaded, type Loaded } from "../../ui/parts";
import { changed, minute, whenText, type Roster } from "./data";
import { dayLength, gapDays, mondayOf, overlap, type Interval } from "./week";
import { text } from "./words";

type Answer = Schemas["Gaps"];
const listedDays = 30;
const mostListed = 10;
const intervalOf = (gap: Schemas["Interval"]): Interval => ({ from: Date.parse(gap.from), to: Date.parse(gap.to) });

/// The gaps up to the end of the week that is shown, of thirty days at least.
export function useGaps(roster: Roster, window: Interval): Loaded<Answer> {
  const days = gapDays(serverNow(), window.to);
  const quarter = Math.floor(minute.value / 900_000);
  return useLoaded((signal) => api.get("/api/v1/rosters/{id}/gaps", { path: { id: roster.id }, query: { days }, signal }),
    [roster.id], [roster.version, days, quarter, changed.value]);
}

function meaning(gap: Interval, scope: readonly Interval[]): { words: string; all: boolean } {
  const open = scope.filter((one) => overlap(one, gap));
  if (open.length === 0) return { words: text.value.gapCovered, all: false };
  const whole = open.some((one) => one.from <= gap.from && one.to >= gap.to);
  return { words: whole ? text.value.gapAll : text.value.gapSome, all: true };
}

function List({ answer, roster }: { answer: Answer; roster: string }) {
  const gaps = answer.gaps.map(intervalOf).filter((gap) => gap.from < Date.parse(answer.from) + listedDays * dayLength);
  const scope = answer.scope_gaps.map(intervalOf);
  if (gaps.length === 0) return <p>{text.value.noGaps(listedDays)}</p>;
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={text.value.gapsTitle(listedDays)}>
        <table class="table">
          <caption class="unseen">{text.value.gapsTitle(listedDays)}</caption>
          <thead><tr>{[text.value.whenTitle, text.value.meaning, text.value.toWeek].map((title) => <th key={title} scope="col">{title}</th>)}</tr></thead>
          <tbody>
            {gaps.slice(0, mostListed).map((gap) => {
              const means = meaning(gap, scope);
              const when = whenText(gap.from, gap.to);
              return (
                <tr key={gap.from}>
                  <th scope="row">{when}</th><td class={means.all ? "wrong" : ""}>{means.words}</td>
                  <td>
                    <a href={href("rosters", { roster, week: mondayOf(dayIn(zone.value, gap.from)) })} aria-label={`${text.value.toWeek} ${when}`}>
                      {text.value.toWeek}
                    </a>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {gaps.length > mostListed && <p class="quiet">{text.value.moreGaps(gaps.length - mostListed)}</p>}
    </>
  );
}

export function Gaps({ of, roster, window }: { of: Loaded<Answer>; roster: string; window: Interval }) {
  return (
    <section class="card">
      <h2>{text.value.gapsTitle(listedDays)}</h2>
      {window.to > serverNow() + 366 * dayLength && <p class="quiet">{text.value.tooFar}</p>}
      <Shown of={of}>{(answer) => <List answer={answer} roster={roster} />}</Shown>
    </section>
  );
}
