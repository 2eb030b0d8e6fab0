// The log of deliveries: every notification with each try to bring it to somebody.
import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { parameter, setQuery } from "../../route";
import { Act, Field, Input, optionsOf, Select, Shown, Table, useLoaded, type Column } from "../../ui/parts";
import { timeText, words } from "../../words";
import { IncidentLink } from "./link";
import { text } from "./words";

type Row = Schemas["DeliveryPage"]["notifications"][number];
const incident = parameter("incident");
const responder = parameter("responder");
const state = parameter("state");
const channel = parameter("channel");
const after = parameter("after");
const limit = 50;

/// Of an address that somebody typed only what the server knows is asked.
const known = <T extends string>(table: Record<T, string>, said: string): T | undefined => (Object.keys(table) as T[]).find((one) => one === said);

function Filters() {
  const t = text.value.delivery;
  const [typed, setTyped] = useState({ incident: incident.value, responder: responder.value });
  useEffect(() => setTyped({ incident: incident.value, responder: responder.value }), [incident.value, responder.value]);
  const any = ["", words.value.common.all] as const;
  const choose = (change: Record<string, string>) => setQuery({ ...change, after: "" }, true);
  return (
    <form class="choice" role="search" aria-label={text.value.filters} onSubmit={(event) => {
      event.preventDefault();
      choose({ incident: typed.incident.trim().toUpperCase(), responder: typed.responder.trim() });
    }}>
      <Field label={t.state}><Select value={state.value} onValue={(value) => choose({ state: value })} options={[any, ...optionsOf<string>(t.states)]} /></Field>
      <Field label={t.channel}>
        <Select value={channel.value} onValue={(value) => choose({ channel: value })} options={[any, ...optionsOf<string>(t.channels)]} />
      </Field>
      <Field label={t.responder}><Input value={typed.responder} onValue={(value) => setTyped({ ...typed, responder: value })} maxLength={128} /></Field>
      <Field label={text.value.incident}>
        <Input value={typed.incident} onValue={(value) => setTyped({ ...typed, incident: value })} maxLength={26} placeholder={text.value.incidentHint} />
      </Field>
      <button type="submit" class="button main">{text.value.apply}</button>
      <button type="button" class="button plain" onClick={() => choose({ incident: "", responder: "", state: "", channel: "" })}>{text.value.clear}</button>
    </form>
  );
}

function Tries({ row }: { row: Row }) {
  const t = text.value.delivery;
  if (row.tries.length === 0) return <small>{t.noTry}</small>;
  return (
    <details>
      <summary>{t.triesOf(row.tries.length)}</summary>
      <ol class="tries">
        {row.tries.map((one, at) => (
          <li key={at}>
            <time dateTime={one.at}>{timeText(one.at)}</time> {t.outcomes[one.outcome]}{" "}
            <small>{one.took_ms === null ? t.notAsked : t.took(one.took_ms)}</small>
            {one.error && <div class="error">{one.error}</div>}
          </li>
        ))}
      </ol>
    </details>
  );
}

function finishedText(row: Row): string {
  if (row.finished_at) return timeText(row.finished_at);
  return row.state === "pending" ? `${text.value.delivery.next} ${timeText(row.next_attempt_at)}` : "";
}

function columns(): Column<Row>[] {
  const t = text.value.delivery;
  return [
    { title: t.created, cell: (row) => <time dateTime={row.created_at}>{timeText(row.created_at)}</time> },
    { title: words.value.act.responder, cell: (row) => row.responder },
    { title: t.channel, cell: (row) => t.channels[row.channel] },
    { title: t.way, number: true, cell: (row) => row.way },
    { title: t.step, number: true, cell: (row) => row.step },
    { title: t.state, cell: (row) => <span class={`badge state-${row.state}`}>{t.states[row.state]}</span> },
    { title: t.attempts, number: true, cell: (row) => row.attempts },
    { title: t.finished, cell: finishedText },
    { title: t.error, cell: (row) => row.last_error && <span class="error">{row.last_error}</span> },
    { title: t.tries, cell: (row) => <Tries row={row} /> },
    { title: text.value.ofIncident, cell: (row) => <IncidentLink id={row.incident} /> },
  ];
}

export function Deliveries() {
  const t = text.value.delivery;
  const query = {
    incident: incident.value, responder: responder.value, state: known(t.states, state.value), channel: known(t.channels, channel.value), after: after.value, limit,
  };
  const found = useLoaded((signal) => api.get("/api/v1/notifications", { query, signal }), [query]);
  return (
    <>
      <Filters />
      <Shown of={found}>
        {({ notifications, next }) => {
          const older = next && <button type="button" class="button" onClick={() => setQuery({ after: next }, true)}>{t.older}</button>;
          return (
            <>
              <p class="pager">
                <Act run={found.again} disabled={found.loading}>{words.value.common.refresh}</Act>
                {after.value && <button type="button" class="button" onClick={() => setQuery({ after: "" }, true)}>{text.value.first}</button>}
                {older}
              </p>
              <Table caption={t.list} columns={columns()} rows={notifications} keyOf={(row) => row.id} empty={t.none} />
              {older && notifications.length > 20 && <p class="pager">{older}</p>}
            </>
          );
        }}
      </Shown>
    </>
  );
}
