// The pieces of a home's card that are about people, the gateway, the way in and what is silent there.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { mayChangeRegistry, mayReveal } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { href } from "../../route";
import { Act, Dialog, Form, Shown, useLoaded } from "../../ui/parts";
import { needName, troubleText } from "../../ui/trouble";
import { dateText, timeText, words } from "../../words";
import { gatewayNow, getRow } from "./calls";
import { Phone, rowHref } from "./cells";
import type { AskRow, ContactRow, ResidentRow } from "./home";
import { reason, ReasonField } from "./reason";
import { inFormWords, isStatus } from "./refusals";
import type { TableName } from "./tables";
import { text } from "./words";

export function ChangeButton({ table, rowKey, name, ask }: { table: TableName; rowKey: readonly string[]; name: string; ask: AskRow }) {
  if (!mayChangeRegistry.value) return null;
  const { change } = words.value.common;
  return <Act kind="plain" aria-label={text.value.rowActions(change, name)} run={() => ask({ table, key: rowKey })}>{change}</Act>;
}

export function GatewayLine({ gateway, ask }: { gateway: string; ask: AskRow }) {
  const live = useLoaded((signal) => (gateway ? gatewayNow(gateway, signal) : Promise.resolve(undefined)), [gateway]);
  if (!gateway) return <p>{text.value.column.gateway} <span class="quiet">{text.value.noGateway}</span></p>;
  const { gatewayStates, lastHeard, pending, gap, software } = text.value;
  const found = live.value;
  const state = found ? (found.lost ? "lost" : found.online ? "online" : "offline") : "unheard";
  const more = found ? [
    found.last_heard && lastHeard(timeText(found.last_heard)), found.pending > 0 && pending(found.pending), found.gap_at !== null && gap,
    found.version && software(found.version),
  ] : [];
  return (
    <p>
      {text.value.column.gateway} <a href={rowHref("gateways", [gateway])}>{gateway}</a>{" "}
      {!live.loading && live.error === null && <span class={`badge registry-${state}`}>{gatewayStates[state]}</span>}{" "}
      {live.error !== null && <span class="wrong" role="alert">{troubleText(live.error)}</span>}
      <small>{more.filter(Boolean).join(" · ")}</small>
      <ChangeButton table="gateways" rowKey={[gateway]} name={gateway} ask={ask} />
    </p>
  );
}

function Resident({ one, ask }: { one: ResidentRow; ask: AskRow }) {
  const { incident } = words.value;
  return (
    <li>
      <b>{one.name}</b> <Phone number={one.phone} />{" "}
      <small>{[one.birth_year !== null && incident.born(one.birth_year), one.lives_alone && incident.alone].filter(Boolean).join(" · ")}</small>
      <ChangeButton table="residents" rowKey={[one.id]} name={one.name} ask={ask} />
      {one.medical_notes && <p class="medical"><b>{incident.medical}</b> {one.medical_notes}</p>}
    </li>
  );
}

function Contact({ one, ask }: { one: ContactRow; ask: AskRow }) {
  const { incident } = words.value;
  return (
    <li>
      <b>{one.name}</b> <span>{one.relation}</span> <Phone number={one.phone} />{" "}
      <small>{[one.has_key && incident.key, one.call_at_night && incident.night].filter(Boolean).join(" · ")}</small>
      <ChangeButton table="contacts" rowKey={[one.id]} name={one.name} ask={ask} />
    </li>
  );
}

export function PeopleCards({ home, residents, contacts, ask }: {
  home: string; residents: readonly ResidentRow[]; contacts: readonly ContactRow[]; ask: AskRow;
}) {
  const changes = mayChangeRegistry.value;
  return (
    <>
      <section class="card" aria-label={text.value.tables.residents}>
        <h3>{text.value.tables.residents}</h3>
        {residents.length === 0 && <p class="quiet">{text.value.noResidents}</p>}
        {residents.length > 0 && <ul class="people">{residents.map((one) => <Resident key={one.id} one={one} ask={ask} />)}</ul>}
        {changes && <Act kind="plain" run={() => ask({ table: "residents", preset: { home } })}>{text.value.addResident}</Act>}
      </section>
      <section class="card" aria-label={text.value.tables.contacts}>
        <h3>{text.value.tables.contacts}</h3>
        {contacts.length === 0 && <p class="quiet">{text.value.noContacts}</p>}
        {residents.map((resident) => {
          const own = contacts.filter((one) => one.resident === resident.id);
          return (
            <div key={resident.id}>
              {residents.length > 1 && <h4>{text.value.contactsOf(resident.name)}</h4>}
              {own.length > 0 && <ol class="people">{own.map((one) => <Contact key={one.id} one={one} ask={ask} />)}</ol>}
              {changes && (
                <Act kind="plain" aria-label={text.value.rowActions(text.value.addContact, resident.name)}
                  run={() => ask({ table: "contacts", preset: { resident: resident.id } })}>{text.value.addContact}</Act>
              )}
            </div>
          );
        })}
      </section>
    </>
  );
}

function AccessDialog({ home, onShown, onClose }: { home: string; onShown: (notes: string) => void; onClose: () => void }) {
  return (
    <Dialog title={words.value.incident.access} onClose={onClose}>
      <Form submit={text.value.show} onCancel={onClose} onSubmit={async () => {
        needName();
        try {
          onShown(String((await getRow("access_notes", [home], reason.value))["notes"] ?? ""));
        } catch (error) {
          if (!isStatus(error, 404)) throw inFormWords("access_notes", error);
          onShown("");
        }
        onClose();
      }}>
        <p>{text.value.accessWhy}</p>
        <ReasonField />
      </Form>
    </Dialog>
  );
}

/// How to get in, on demand and for a reason.
export function AccessCard({ home, ask }: { home: string; ask: AskRow }) {
  const [notes, setNotes] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  if (!mayReveal.value) return null;
  const changes = mayChangeRegistry.value;
  // What is shown will be old when the window closes.
  const write: AskRow = (asked) => { setNotes(null); ask(asked); };
  return (
    <section class="card" aria-label={words.value.incident.access}>
      <h3>{words.value.incident.access}</h3>
      {notes === null && <p class="quiet">{text.value.accessHidden}</p>}
      {notes !== null && (notes ? <p class="medical">{notes}</p> : <p class="quiet" role="status">{text.value.noAccess}</p>)}
      {notes === null && <Act run={() => { if (isNamed()) setAsking(true); }}>{words.value.incident.accessShow}</Act>}
      {changes && notes && <Act kind="plain" run={() => write({ table: "access_notes", key: [home] })}>{text.value.accessChange}</Act>}
      {changes && notes === "" && <Act kind="plain" run={() => write({ table: "access_notes", preset: { home } })}>{text.value.accessAdd}</Act>}
      {asking && <AccessDialog home={home} onShown={setNotes} onClose={() => setAsking(false)} />}
    </section>
  );
}

export function QuietCard({ home }: { home: string }) {
  const quiet = useLoaded(async (signal) => {
    const [{ away }, active, future] = await Promise.all([
      api.get("/api/v1/homes/{id}/away", { path: { id: home }, signal }),
      api.get("/api/v1/silences", { query: { home, state: "active", away: false, limit: 500 }, signal }),
      api.get("/api/v1/silences", { query: { home, state: "future", away: false, limit: 500 }, signal }),
    ]);
    return { away, silences: active.silences.length + future.silences.length };
  }, [home]);
  return (
    <section class="card" aria-label={text.value.quiet}>
      <h3>{text.value.quiet}</h3>
      <Shown of={quiet}>
        {({ away, silences }) => (
          <>
            <p>{away ? <b>{text.value.away(dateText(away.until))}</b> : text.value.notAway}</p>
            <p>{text.value.silences(silences)}</p>
          </>
        )}
      </Shown>
      <p><a href={href("silences", { tab: "homes", home })}>{text.value.toSilences}</a></p>
    </section>
  );
}
