// Seven days side by side: shifts at their hours, who comes and who does not, and where nobody does.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { zone } from "../../live/clock";
import { dayText, hourText, minute, whenText } from "./data";
import { dayStart, minutesText, piecesOn, weekOf, type Day, type Duty, type Interval, type Piece, type Turn } from "./week";
import { text } from "./words";

interface Hands {
  nameOf: (id: string) => string;
  selected: readonly string[];
  /// Absent: this person may only look.
  onSelect: ((duty: Duty) => void) | undefined;
  onSwap: (first: Duty, second: Duty) => void;
}
/// Where something stands in its day. The narrow view has no places, which is why the style sheet says what to do with them.
const placed = (piece: Piece<unknown>) => ({
  "--top": String(piece.begins / 1440), "--height": String((piece.ends - piece.begins) / 1440),
  "--left": String(piece.lane / piece.lanes), "--width": String(1 / piece.lanes),
});
const mediaType = "application/x-anju-duty";

export const shiftText = (duty: Duty) => (duty.shift === null ? text.value.additional : text.value.shiftNamed(duty.shift));

/// Who should have come to a duty to which nobody comes.
const awayFrom = (duty: Duty) => duty.planned ?? duty.changes[0]?.person ?? "";

function DutyFace({ duty, turn, nameOf }: { duty: Duty; turn: Turn; nameOf: (id: string) => string }) {
  const part = duty.from !== turn.from || duty.to !== turn.to;
  const standsIn = duty.who && duty.planned && duty.who !== duty.planned;
  return (
    <>
      {duty.who ? <b>{nameOf(duty.who)}</b> : <><s>{nameOf(awayFrom(duty))}</s> <span>{text.value.away}</span></>}
      {standsIn && <small> {text.value.standsIn(nameOf(duty.planned!))}</small>}
      {duty.shift === null && <small> {text.value.extra}</small>}
      {part && <small> {hourText(duty.from)}–{hourText(duty.to)}</small>}
    </>
  );
}

/// A person in a shift. Dragging it onto another asks for a swap; selecting two of them and a button do the same.
function Person({ duty, turn, hands, find }: { duty: Duty; turn: Turn; hands: Hands; find: (key: string) => Duty | undefined }) {
  const [over, setOver] = useState(false);
  const { nameOf, onSelect } = hands;
  const when = whenText(duty.from, duty.to);
  const standsIn = duty.who && duty.planned && duty.who !== duty.planned ? ` ${text.value.standsIn(nameOf(duty.planned))}` : "";
  const label = duty.who ? text.value.block(nameOf(duty.who) + standsIn, when, shiftText(duty)) : text.value.blockAway(nameOf(awayFrom(duty)), when);
  const kind = `person${duty.changes.length > 0 || duty.shift === null ? " changed" : ""}${duty.who ? "" : " away"}${over ? " over" : ""}`;
  if (!onSelect) return <div class={kind} title={label}><DutyFace duty={duty} turn={turn} nameOf={nameOf} /></div>;
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onSelect(duty);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const other = find(event.dataTransfer?.getData(mediaType) ?? "");
    if (other && other.key !== duty.key) hands.onSwap(other, duty);
  };
  // Not a <button>: Firefox does not let one be dragged.
  return (
    <div class={kind} role="button" tabIndex={0} aria-pressed={hands.selected.includes(duty.key)} aria-label={label} title={label}
      draggable={duty.who !== null} onClick={() => onSelect(duty)} onKeyDown={press}
      onDragStart={(event) => { event.dataTransfer?.setData(mediaType, duty.key); if (event.dataTransfer) event.dataTransfer.effectAllowed = "move"; }}
      onDragOver={(event) => { if (event.dataTransfer?.types.includes(mediaType)) { event.preventDefault(); setOver(true); } }}
      onDragLeave={() => setOver(false)} onDrop={drop}>
      <DutyFace duty={duty} turn={turn} nameOf={nameOf} />
    </div>
  );
}

function TurnBlock({ piece, day, hands, find }: { piece: Piece<Turn>; day: Day; hands: Hands; find: (key: string) => Duty | undefined }) {
  const turn = piece.of;
  const start = dayStart(day);
  const [begins, ends] = [start + piece.begins * 60_000, start + piece.ends * 60_000];
  const here = turn.duties.filter((duty) => zone.value.toLocal(duty.from) < ends && zone.value.toLocal(duty.to) > begins);
  return (
    <li class={`turn${turn.shift ? "" : " extra"}${piece.begins > 1080 ? " late" : ""}`} style={placed(piece)}>
      <p class="turn-head">
        <b>{minutesText(piece.begins)}–{minutesText(piece.ends)}</b> <span>{turn.shift?.id ?? text.value.additional}</span>
        {piece.before && <small> ↰ {text.value.earlier}</small>}{piece.after && <small> ↳ {text.value.later}</small>}
      </p>
      {here.map((duty) => <Person key={duty.key} duty={duty} turn={turn} hands={hands} find={find} />)}
    </li>
  );
}

function GapBlock({ piece }: { piece: Piece<Interval> }) {
  const when = `${minutesText(piece.begins)}–${minutesText(piece.ends)}`;
  return <li class="gap" style={placed({ ...piece, lane: 0, lanes: 1 })} title={text.value.nobodyAt(when)}><b>{text.value.nobody}</b> {when}</li>;
}

function DayColumn({ day, today, children }: { day: Day; today: boolean; children: ComponentChildren }) {
  const passed = (zone.value.toLocal(minute.value) - dayStart(day)) / 86_400_000;
  return (
    <section class={today ? "day today" : "day"} aria-label={dayText(day)}>
      <h2>{dayText(day)}{today && <span class="unseen"> {text.value.today}</span>}</h2>
      <div class="hours">
        {children}
        {today && <div class="now-line" style={{ "--top": String(passed) }} aria-hidden="true" />}
      </div>
    </section>
  );
}

export function Board({ monday, today, turns, gaps, nameOf, selected, onSelect, onSwap }: Hands & {
  monday: Day; today: Day; turns: Turn[]; gaps: readonly Schemas["Interval"][];
}) {
  const hands: Hands = { nameOf, selected, onSelect, onSwap };
  const find = (key: string) => turns.flatMap((turn) => turn.duties).find((duty) => duty.key === key);
  const holes = gaps.map((gap) => ({ from: Date.parse(gap.from), to: Date.parse(gap.to) }));
  const days = weekOf(monday).map((day) => ({ day, turns: piecesOn(turns, day, zone.value), gaps: piecesOn(holes, day, zone.value) }));
  const lanes = Math.max(1, ...days.flatMap((one) => one.turns.map((piece) => piece.lanes)));
  return (
    <div class="board-scroll" role="region" aria-label={text.value.board} tabIndex={0}>
      <div class="board" style={{ "--lanes": String(lanes) }}>
        <div class="clock-column" aria-hidden="true">
          {Array.from({ length: 8 }, (_, at) => <span key={at} style={{ "--top": String(at / 8) }}>{minutesText(at * 180)}</span>)}
        </div>
        {days.map((one) => (
          <DayColumn key={one.day} day={one.day} today={one.day === today}>
            {one.turns.length + one.gaps.length === 0 ? <p class="quiet">{text.value.dayEmpty}</p> : (
              <ul>
                {[
                  ...one.gaps.map((piece) => ({ at: piece.begins, block: <GapBlock key={`gap/${piece.of.from}`} piece={piece} /> })),
                  ...one.turns.map((piece) => ({
                    at: piece.begins, block: <TurnBlock key={piece.of.key} piece={piece} day={one.day} hands={hands} find={find} />,
                  })),
                ].sort((a, b) => a.at - b.at).map(({ block }) => block)}
              </ul>
            )}
          </DayColumn>
        ))}
      </div>
    </div>
  );
}

export const isPast = (duty: Duty) => duty.from < minute.value;
