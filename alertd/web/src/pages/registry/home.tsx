// A home's card: where it is, who lives there, whom to call, what hangs there and what happened.
import { useState } from "preact/hooks";
import { allPages, api, type Schemas } from "../../api/client";
import { mayChangeRegistry, mayReveal } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { committeeName, committees, streetName } from "../../live/places";
import { href } from "../../route";
import { Act, Dialog, Field, Form, optionsOf, Select, Shown, TextArea, useLoaded } from "../../ui/parts";
import { needName } from "../../ui/trouble";
import { actorText, dateText, words } from "../../words";
import { AddDialog, RowDialog } from "./dialogs";
import { DevicesCard } from "./home-devices";
import { CasesCard } from "./home-cases";
import { AccessCard, GatewayLine, PeopleCards, QuietCard } from "./home-parts";
import { isStatus } from "./refusals";
import type { Cells, Rows, TableName } from "./tables";
import { text } from "./words";

type Revealed = Schemas["Revealed"];
export type ResidentRow = Rows["residents"];
export type ContactRow = Rows["contacts"];
/// Opens the window of a row, or one for a new row.
export type AskRow = (asked: { table: TableName; key: readonly string[] } | { table: TableName; preset: Cells }) => void;

interface Card {
  home: Rows["homes"];
  residents: ResidentRow[];
  contacts: ContactRow[];
}
async function cardOf(id: string, signal: AbortSignal): Promise<Card> {
  const more = (cursor: string | undefined) => ({ limit: 500, ...(cursor ? { cursor } : {}) });
  const [home, residents] = await Promise.all([
    api.get("/api/v1/registry/homes/{id}", { path: { id }, signal }),
    allPages((cursor) => api.get("/api/v1/registry/residents", { query: { home: id, ...more(cursor) }, signal })),
  ]);
  const contacts = await Promise.all(residents.map((one) =>
    allPages((cursor) => api.get("/api/v1/registry/contacts", { query: { resident: one.id, ...more(cursor) }, signal }))));
  return { home, residents, contacts: contacts.flat().sort((a, b) => (a.position ?? 100) - (b.position ?? 100)) };
}

const isMasked = ({ home, residents, contacts }: Card) =>
  home.address.includes("*") || [...residents, ...contacts].some((one) => one.name.endsWith("**") || one.phone.includes("****"));

function RevealDialog({ home, onShown, onClose }: { home: string; onShown: (shown: Revealed) => void; onClose: () => void }) {
  const { act, revealReason } = words.value;
  const [why, setWhy] = useState<Schemas["RevealDraft"]["reason"]>("call_back");
  const [inWords, setInWords] = useState("");
  return (
    <Dialog title={act.reveal} onClose={onClose}>
      <Form submit={act.reveal} onCancel={onClose} onSubmit={async () => {
        needName();
        const body = { reason: why, ...(inWords ? { text: inWords } : {}) };
        onShown(await api.post("/api/v1/homes/{id}/reveal", { path: { id: home }, body }));
        onClose();
      }}>
        <Field label={act.revealReason}><Select value={why} onValue={setWhy} options={optionsOf(revealReason)} /></Field>
        <Field label={act.revealText} hint={text.value.revealHint}>
          <TextArea value={inWords} onValue={setInWords} maxLength={1000} rows={3} required={why === "other"} />
        </Field>
      </Form>
    </Dialog>
  );
}

/// With what a reveal has shown in place of what is masked.
function inFull(card: Card, shown: Revealed | null): Card {
  if (!shown) return card;
  const { home } = card;
  return {
    home: { ...home, address: shown.address },
    residents: card.residents.map((one) => ({ ...one, ...shown.residents.find((full) => full.id === one.id) })),
    contacts: card.contacts.map((one) => ({ ...one, ...shown.contacts.find((full) => full.id === one.id) })),
  };
}

function Place({ home, ask }: { home: Rows["homes"]; ask: AskRow }) {
  const street = committees.value.find((one) => one.id === home.committee)?.street;
  return (
    <section class="card" aria-label={text.value.facts}>
      <p class="registry-address">{home.address || home.id}</p>
      <p>{streetName(street)} {committeeName(home.committee)} <small>{home.id}</small></p>
      <GatewayLine gateway={home.gateway} ask={ask} />
    </section>
  );
}

function Notes({ notes }: { notes: Revealed["notes"] }) {
  return (
    <section class="card" aria-label={text.value.caseNotes}>
      <h3>{text.value.caseNotes}</h3>
      <ul>{notes.map((note) => <li key={`${note.at}${note.author}`}><small>{dateText(note.at)} {actorText(note.author)}</small> {note.text}</li>)}</ul>
    </section>
  );
}

function CardContent({ card, again, id, round }: { card: Card; again: () => void; id: string; round: number }) {
  const [asked, setAsked] = useState<Parameters<AskRow>[0] | null>(null);
  const [shown, setShown] = useState<Revealed | null>(null);
  const [asking, setAsking] = useState(false);
  const { home, residents, contacts } = inFull(card, shown);
  const ask: AskRow = (wanted) => { if (isNamed()) setAsked(wanted); };
  const close = () => setAsked(null);
  // What was revealed is older than what was changed since.
  const changed = () => { setShown(null); again(); };
  const masked = !shown && isMasked(card);
  return (
    <>
      <div class="registry-head">
        <h2>{text.value.homeTitle(home.address || id)}</h2>
        <div class="tools">
          {masked && mayReveal.value && <Act kind="main" run={() => { if (isNamed()) setAsking(true); }}>{words.value.act.reveal}</Act>}
          {mayChangeRegistry.value && <Act run={() => ask({ table: "homes", key: [id] })}>{text.value.edit}</Act>}
          <a class="button" href={href("registry", {}, "homes")}>{text.value.homes}</a>
        </div>
      </div>
      {masked && <p class="quiet">{text.value.masked}</p>}
      {shown && <p class="quiet" role="status">{text.value.shownInFull}</p>}
      <div class="registry-card">
        <Place home={home} ask={ask} />
        <PeopleCards home={id} residents={residents} contacts={contacts} ask={ask} />
        <AccessCard home={id} ask={ask} />
        <QuietCard home={id} />
        {shown && shown.notes.length > 0 && <Notes notes={shown.notes} />}
      </div>
      <DevicesCard home={id} ask={ask} round={round} />
      <CasesCard home={id} />
      {asking && <RevealDialog home={id} onShown={setShown} onClose={() => setAsking(false)} />}
      {asked && "key" in asked && <RowDialog table={asked.table} rowKey={asked.key} onClose={close} onDone={changed} />}
      {asked && "preset" in asked && <AddDialog table={asked.table} preset={asked.preset} onClose={close} onDone={changed} />}
    </>
  );
}

export function HomeCard({ id }: { id: string }) {
  const [round, setRound] = useState(0);
  const card = useLoaded((signal) => cardOf(id, signal), [id], [round]);
  if (isStatus(card.error, 404) && !card.value) {
    return (
      <>
        <div class="registry-head">
          <h2>{text.value.homeTitle(id)}</h2>
          <div class="tools"><a class="button" href={href("registry", {}, "homes")}>{text.value.homes}</a></div>
        </div>
        <p role="status">{text.value.noHome}</p>
        <CasesCard home={id} />
      </>
    );
  }
  return <Shown of={card}>{(found) => <CardContent id={id} card={found} round={round} again={() => setRound(round + 1)} />}</Shown>;
}
