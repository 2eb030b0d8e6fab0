// What one resident may ask for: everything that is known, and to be taken out of it.
import { useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { parameter, setQuery } from "../../route";
import { Dialog, Field, Form, Input, Shown, useLoaded } from "../../ui/parts";
import { words } from "../../words";
import { named } from "./parts";
import { text } from "./words";

const resident = parameter("resident");
const query = parameter("q");

const choose = (id: string) => setQuery({ resident: id }, true);

function Results({ q }: { q: string }) {
  const t = text.value.resident;
  const found = useLoaded((signal) => api.get("/api/v1/search", { query: { q, limit: 50 }, signal }), [q]);
  return (
    <Shown of={found}>
      {({ hits, complete }) => {
        const people = hits.flatMap((hit) => hit.residents.map((one) => ({ one, hit })));
        return (
          <>
            {!complete && <p class="quiet">{t.incomplete}</p>}
            {people.length === 0 ? <p class="quiet" role="status">{t.nobody}</p> : (
              <ul class="people-found" aria-label={t.results}>
                {people.map(({ one, hit }) => (
                  <li key={one.id}><button type="button" class="button plain" onClick={() => choose(one.id)}><strong>{one.name}</strong> <small>{one.id}</small> {hit.address} <small>{hit.street.name} {hit.committee.name}</small></button></li>
                ))}
              </ul>
            )}
          </>
        );
      }}
    </Shown>
  );
}

function Finder() {
  const t = text.value.resident;
  const [typed, setTyped] = useState(query.value);
  const [id, setId] = useState("");
  return (
    <div class="card">
      <form class="choice" role="search" aria-label={t.find} onSubmit={(event) => { event.preventDefault(); setQuery({ q: typed.trim() }); }}>
        <Field label={t.find} hint={t.findHint}><Input type="search" value={typed} onValue={setTyped} maxLength={200} /></Field>
        <button type="submit" class="button main">{words.value.common.search}</button>
      </form>
      {query.value && <Results q={query.value} />}
      <form class="choice" onSubmit={(event) => { event.preventDefault(); if (id.trim()) choose(id.trim()); }}>
        <Field label={t.byId}><Input value={id} onValue={setId} maxLength={128} autocomplete="off" spellcheck={false} /></Field>
        <button type="submit" class="button">{t.open}</button>
      </form>
    </div>
  );
}

function save(name: string, data: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has to have begun to read it.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function Export({ id }: { id: string }) {
  const t = text.value.resident;
  const [said, setSaid] = useState("");
  return (
    <section class="card">
      <h2>{t.export}</h2>
      <p>{t.exportNote}</p>
      <Form submit={t.exportButton} onSubmit={named(async () => {
        setSaid("");
        const data = await api.post("/api/v1/residents/{id}/export", { path: { id }, body: {} });
        save(`anju-resident-${id.replace(/[^A-Za-z0-9._-]/g, "_")}.json`, data);
        setSaid(t.exported(data.cases.length, data.contacts.length, data.devices.length, data.reveals.length));
      })}>{null}</Form>
      <p role="status">{said}</p>
    </section>
  );
}

function EraseForm({ id, onDone, onClose }: { id: string; onDone: (erasure: Schemas["Erasure"]) => void; onClose: () => void }) {
  const t = text.value.resident;
  const [typed, setTyped] = useState("");
  return (
    <Form submit={t.eraseDo} onCancel={onClose} disabled={typed.trim() !== id} onSubmit={named(async () => {
      onDone(await api.post("/api/v1/residents/{id}/erase", { path: { id }, body: {} }));
    })}>
      <p class="wrong">{t.eraseIntro}</p>
      <ul class="erasure">{t.eraseWhat.map((line) => <li key={line}>{line}</li>)}</ul>
      <Field label={t.eraseConfirm(id)}><Input value={typed} onValue={setTyped} autocomplete="off" spellcheck={false} /></Field>
    </Form>
  );
}

function Erased({ erasure }: { erasure: Schemas["Erasure"] }) {
  const t = text.value.resident;
  return (
    <section class="card" role="status">
      <h2>{t.erased(erasure.home)}</h2>
      {erasure.home_is_empty && <p>{t.homeEmpty}</p>}
      <ul>{Object.entries(t.erasedWhat).map(([name, label]) => <li key={name}>{label}: {erasure.erased[name as keyof typeof t.erasedWhat]}</li>)}</ul>
    </section>
  );
}

/// Who it is, so that nobody exports or erases somebody else.
function Person({ id, onErased }: { id: string; onErased: (erasure: Schemas["Erasure"]) => void }) {
  const t = text.value.resident;
  const found = useLoaded((signal) => api.get("/api/v1/registry/residents/{id}", { path: { id }, signal }), [id]);
  const [erasing, setErasing] = useState(false);
  return (
    <Shown of={found}>
      {(one) => (
        <>
          <p class="card"><span class="quiet">{t.chosen}</span> <strong>{one.name}</strong> {one.birth_year && words.value.incident.born(one.birth_year)} {one.phone} <small>{one.id} · {words.value.common.home} {one.home}</small></p>
          <Export id={id} />
          <section class="card">
            <h2>{t.erase}</h2>
            <ul class="erasure">{t.eraseWhat.map((line) => <li key={line}>{line}</li>)}</ul>
            <button type="button" class="button danger" onClick={() => setErasing(true)}>{t.eraseButton}</button>
          </section>
          {erasing && (
            <Dialog title={`${t.eraseTitle} · ${one.name} ${id}`} onClose={() => setErasing(false)}>
              <EraseForm id={id} onClose={() => setErasing(false)} onDone={onErased} />
            </Dialog>
          )}
        </>
      )}
    </Shown>
  );
}

export function Residents() {
  const t = text.value.resident;
  const [erasure, setErasure] = useState<Schemas["Erasure"] | null>(null);
  const id = resident.value;
  return (
    <>
      <p class="quiet">{t.note}</p>
      {erasure && <Erased erasure={erasure} />}
      {id ? (
        <>
          <button type="button" class="button" onClick={() => setQuery({ resident: "" }, true)}>{t.other}</button>
          <Person key={id} id={id} onErased={(done) => { setErasure(done); setQuery({ resident: "", q: "" }); }} />
        </>
      ) : <Finder />}
    </>
  );
}
