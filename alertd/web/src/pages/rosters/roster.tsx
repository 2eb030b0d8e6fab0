// One roster: its week, its gaps, its changes, and what can be done with it.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { mayManageDuty } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { zone } from "../../live/clock";
import { dayIn } from "../../live/zone";
import { href, parameter, setQuery } from "../../route";
import { Act, Input, Page, Shown, useLoaded } from "../../ui/parts";
import { saveFile } from "../../ui/save_file";
import { tellTrouble } from "../../ui/trouble";
import { words } from "../../words";
import { Board } from "./board";
import { changed, clockText, fullDayText, minute, placeText, usePeople, whenText, type Roster } from "./data";
import { OverrideDialog, RemoveDialog, SwapDialog } from "./dialogs";
import { Gaps, useGaps } from "./gaps";
import { Overrides } from "./overrides";
import { addDays, dutyNow, isDay, mondayOf, swapTrouble, turnsOf, weekWindow, type Day, type Duty } from "./week";
import { text } from "./words";

const week = parameter("week");
type Asked = { what: "swap"; duties: [Duty, Duty] } | { what: "override"; duty: Duty | null } | null;

async function saveCalendar(id: string): Promise<void> {
  try {
    saveFile(`${id}.ics`, await api.file("/api/v1/rosters/{id}/calendar", { path: { id } }));
  } catch (error) {
    tellTrouble(error);
  }
}

function WeekTools({ monday, today }: { monday: Day; today: Day }) {
  const show = (day: Day) => setQuery({ week: mondayOf(day) }, true);
  return (
    <div class="week-tools tools">
      <Act run={() => show(addDays(monday, -7))}>‹ {text.value.previous}</Act>
      <Act run={() => show(today)} disabled={monday === mondayOf(today)}>{text.value.today}</Act>
      <Act run={() => show(addDays(monday, 7))}>{text.value.next} ›</Act>
      <label>
        <span class="unseen">{text.value.week}</span>
        <Input type="date" value={monday} title={text.value.week} onValue={(day) => { if (isDay(day)) show(day); }} />
      </label>
      <b role="status">{text.value.weekOf(fullDayText(monday), fullDayText(addDays(monday, 6)))}</b>
    </div>
  );
}

/// Says in words what is selected, and what can be done with it: the way without a mouse.
function Selection({ chosen, nameOf, ask, clear }: {
  chosen: Duty[]; nameOf: (id: string) => string; ask: (asked: Asked) => void; clear: () => void;
}) {
  const [first, second] = chosen;
  const dutyText = (duty: Duty) => `${nameOf(duty.who ?? duty.planned ?? "")} ${whenText(duty.from, duty.to)}`;
  const trouble = first && second ? swapTrouble(first, second) : null;
  return (
    <div class="selection">
      <div role="status">
        {!first && <p class="quiet">{text.value.howToSwap}</p>}
        {first && <p><b>{text.value.chosen(chosen.length)}</b> {chosen.map(dutyText).join(" ⇄ ")}</p>}
        {trouble && <p class="wrong">{text.value.swapWhy[trouble]}</p>}
      </div>
      <div class="tools">
        <Act kind="main" disabled={!first || !second || trouble !== null}
          run={() => { if (first && second) ask({ what: "swap", duties: [first, second] }); }}>
          {text.value.swapChosen}
        </Act>
        {first && !second && <Act run={() => ask({ what: "override", duty: first })}>{text.value.standInFor}</Act>}
        {first && <Act kind="plain" run={clear}>{text.value.clearChoice}</Act>}
        <Act run={() => ask({ what: "override", duty: null })}>{text.value.addOverride}</Act>
      </div>
    </div>
  );
}

function WeekView({ roster }: { roster: Roster }) {
  const people = usePeople(roster);
  const today = dayIn(zone.value, minute.value);
  const monday = mondayOf(isDay(week.value) ? week.value : today);
  const window = weekWindow(monday, zone.value);
  const turns = turnsOf(roster, zone.value, window);
  const gaps = useGaps(roster, window);
  const [asked, setAsked] = useState<Asked>(null);
  // The selection stays from week to week, because people swap across weeks as well; what has changed meanwhile leaves it.
  const [picked, setPicked] = useState<Duty[]>([]);
  const asItIs = (duty: Duty) => dutyNow(roster, zone.value, duty);
  const chosen = picked.map(asItIs).filter((duty) => duty !== undefined);
  const select = (duty: Duty) => {
    const others = chosen.filter((one) => one.key !== duty.key);
    setPicked(others.length < chosen.length ? others : [...others.slice(-1), duty]);
  };
  // Whoever is asked for his name above a window could not enter it there.
  const ask = (next: Asked) => { if (isNamed()) setAsked(next); };
  const clear = () => setPicked([]);
  const close = () => setAsked(null);
  const done = () => { close(); clear(); };
  return (
    <>
      <WeekTools monday={monday} today={today} />
      <p class="quiet">{clockText()}{people.failed && ` ${text.value.peopleTrouble}`}</p>
      {mayManageDuty.value && <Selection chosen={chosen} nameOf={people.nameOf} ask={ask} clear={clear} />}
      <Board monday={monday} today={today} turns={turns} gaps={gaps.value?.gaps ?? []} nameOf={people.nameOf}
        selected={chosen.map((duty) => duty.key)} onSelect={mayManageDuty.value ? select : undefined} onSwap={(first, second) => ask({ what: "swap", duties: [first, second] })} />
      <Overrides roster={roster} window={window} nameOf={people.nameOf} />
      <Gaps of={gaps} roster={roster.id} window={window} />
      {asked?.what === "swap" && (
        <SwapDialog roster={roster} duties={asked.duties.map(asItIs)} nameOf={people.nameOf} onClose={close} onDone={done} />
      )}
      {asked?.what === "override" && (
        <OverrideDialog roster={roster} duty={asked.duty} day={monday > today ? monday : today} people={people}
          onClose={close} onDone={done} />
      )}
    </>
  );
}

export function RosterWeek({ id }: { id: string }) {
  const loaded = useLoaded((signal) => api.get("/api/v1/rosters/{id}", { path: { id }, signal }), [id], [changed.value]);
  const [removing, setRemoving] = useState(false);
  const roster = loaded.value;
  const tools = (
    <>
      <a class="button" href={href("rosters", { view: "list" })}>{text.value.back}</a>
      <Act run={loaded.again}>{words.value.common.refresh}</Act>
      {roster && <Act run={() => saveCalendar(id)}>{text.value.calendar}</Act>}
      {roster && mayManageDuty.value && <a class="button" href={href("rosters", { roster: id, edit: "1" })}>{text.value.edit}</a>}
      {roster && mayManageDuty.value && <Act run={() => setRemoving(isNamed())}>{text.value.remove}</Act>}
    </>
  );
  return (
    <Page title={roster?.name ?? id} tools={tools} name="rosters">
      <Shown of={loaded}>{(value) => (
        <>
          <p class="quiet">{words.value.level[value.level]} · {placeText(value)} · <code>{value.id}</code> · {text.value.version(value.version)}</p>
          <WeekView roster={value} />
          {removing && <RemoveDialog roster={value} onClose={() => setRemoving(false)} />}
        </>
      )}</Shown>
    </Page>
  );
}
