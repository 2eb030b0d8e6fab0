// Everything that happened, in the order in which it did; it is only ever added to.
import { actorText, durationText, kindText, timeText, wordIn, words } from "../words";
import { eventText } from "./events";
import type { Detail } from "./pane";

interface Line {
  at: string;
  what: string;
  who: string;
  more: string;
  key: string;
}

/// What of an entry's detail tells people something, in words; the journal's page has all of it as it was written.
function said(detail: Record<string, string>): string {
  const { condition, severity, class: classes, level, disposition, incident, list } = words.value;
  const from = (table: Parameters<typeof wordIn>[0]) => (value: string) => wordIn(table, value) ?? value;
  const as = (value: string) => value;
  const tellers: Record<string, (value: string) => string> = {
    class: from(classes), headline: from(condition), condition: from(condition), kind: kindText, severity: from(severity), level: from(level), responder: as, step: (value) => incident.nextStep(Number(value)),
    count: (value) => (Number(value) > 1 ? list.times(Number(value)) : ""), after_ms: (value) => durationText(Number(value)), until: timeText, disposition: from(disposition), policy: as, owner_was: actorText,
    from: as, to: actorText, into: as, error: as, status: as, ticket: as,
  };
  return [...new Set(Object.entries(detail).map(([name, value]) => tellers[name]?.(value) ?? ""))].filter(Boolean).join(" · ");
}

export function Timeline({ detail }: { detail: Detail }) {
  const text = words.value.incident;
  const lines: Line[] = [
    ...detail.timeline.map((entry) => ({ at: entry.at, what: eventText(entry.event), who: actorText(entry.actor), more: said(entry.detail), key: `e${entry.seq}` })),
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
