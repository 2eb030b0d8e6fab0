// Everything that happened, in the order in which it did; it is only ever added to.
import { actorText, timeText, words } from "../words";
import { eventText, factsText } from "./events";
import type { Detail } from "./pane";

interface Line {
  at: string;
  what: string;
  who: string;
  more: string;
  key: string;
}

export function Timeline({ detail }: { detail: Detail }) {
  const text = words.value.incident;
  const lines: Line[] = [
    ...detail.timeline.map((entry) => ({ at: entry.at, what: eventText(entry.event), who: actorText(entry.actor), more: factsText(entry.detail), key: `e${entry.seq}` })),
    ...detail.notes.map((note, at) => ({ at: note.at, what: text.notes, who: actorText(note.author), more: note.text, key: `n${at}` })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <section class="card" aria-label={text.timeline}>
      <h3>{text.timeline}</h3>
      <ol class="timeline">
        {lines.map((line) => <li key={line.key} class={line.key.startsWith("n") ? "note" : ""}><time dateTime={line.at}>{timeText(line.at)}</time> <b>{line.what}</b> <span>{line.who}</span> <small>{line.more}</small></li>)}
      </ol>
    </section>
  );
}
