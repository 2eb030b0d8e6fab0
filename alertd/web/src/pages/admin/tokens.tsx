// API tokens: how programs are let in.
import { useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { isoOf, serverNow } from "../../live/clock";
import { parameter, setQuery } from "../../route";
import { Dialog, Field, Form, Input, Shown, Table, useLoaded, type Column } from "../../ui/parts";
import { tell } from "../../ui/trouble";
import { actorText, dateText, words } from "../../words";
import { named, NameField, SecretDialog, WhyField, type Secret, type Why } from "./parts";
import { areasOf, misfit, noRights, RightsFields, scopeText, type Rights } from "./scope";
import { text } from "./words";

type Token = Schemas["Token"];
const revoked = parameter("revoked");

function MakeForm({ onDone, onClose }: { onDone: (secret: Secret) => void; onClose: () => void }) {
  const t = text.value;
  const [name, setName] = useState("");
  const [rights, setRights] = useState<Rights>({ ...noRights, role: "viewer" });
  const [expires, setExpires] = useState("");
  const [why, setWhy] = useState<Why>("setup");
  return (
    <Form submit={t.token.make} onCancel={onClose} disabled={Boolean(misfit(rights))} onSubmit={named(async () => {
      const draft = { name, role: rights.role, ...areasOf(rights), why, ...(expires ? { expires_at: isoOf(expires) } : {}) };
      const made = await api.post("/api/v1/tokens", { body: draft });
      onDone({ title: t.secret.tokenFor(name), label: t.secret.token, value: made.secret, hint: t.secret.tokenUse });
    })}>
      <NameField name={name} onName={setName} />
      <RightsFields rights={rights} onRights={setRights} />
      <Field label={t.token.expires} hint={t.token.expiresHint}><Input type="datetime-local" value={expires} onValue={setExpires} /></Field>
      <WhyField why={why} onWhy={setWhy} />
    </Form>
  );
}

function RevokeForm({ name, onDone, onClose }: { name: string; onDone: () => void; onClose: () => void }) {
  const t = text.value.token;
  const [why, setWhy] = useState<Why>("left");
  return (
    <Form submit={t.revokeTitle} onCancel={onClose} onSubmit={named(async () => {
      await api.delete("/api/v1/tokens/{id}", { path: { id: name }, query: { why } });
      tell(t.revokedDone(name));
      onDone();
    })}>
      <p>{t.revokeNote(name)}</p>
      <WhyField why={why} onWhy={setWhy} />
    </Form>
  );
}

type State = "active" | "expired" | "revoked";
function stateOf(one: Token): State {
  if (one.revoked_at) return "revoked";
  return one.expires_at && Date.parse(one.expires_at) <= serverNow() ? "expired" : "active";
}

function columns(revoke: (name: string) => void): Column<Token>[] {
  const t = text.value;
  return [
    { title: t.name, cell: (one) => <strong>{one.name}</strong> },
    { title: t.role, cell: (one) => words.value.role[one.role] },
    { title: t.scope, cell: (one) => scopeText(one.scope) },
    { title: t.token.state, cell: (one) => <>{t.token[stateOf(one)]}{one.revoked_at && <small> {dateText(one.revoked_at)}</small>}</> },
    { title: t.token.expires, cell: (one) => (one.expires_at ? dateText(one.expires_at) : t.token.never) },
    { title: t.token.lastUsed, cell: (one) => (one.last_used_at ? dateText(one.last_used_at) : t.token.unused) },
    { title: t.token.by, cell: (one) => actorText(one.created_by) },
    { title: t.created, cell: (one) => dateText(one.created_at) },
    { title: words.value.common.actions, cell: (one) => !one.revoked_at && (
      <button type="button" class="button plain" aria-label={`${t.token.revoke} ${one.name}`} onClick={() => revoke(one.name)}>{t.token.revoke}</button>
    ) },
  ];
}

export function Tokens() {
  const t = text.value.token;
  const found = useLoaded((signal) => api.get("/api/v1/tokens", { signal }), []);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<string | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const showsRevoked = revoked.value === "1";
  const close = () => { setMaking(false); setRevoking(null); };
  const done = (made?: Secret) => {
    close();
    if (made) setSecret(made);
    found.again();
  };
  return (
    <>
      <div class="choice">
        <button type="button" class="button main" onClick={() => setMaking(true)}>{t.make}</button>
        <button type="button" class="button" onClick={found.again}>{words.value.common.refresh}</button>
        <label class="check">
          <input type="checkbox" checked={showsRevoked} onChange={() => setQuery({ revoked: showsRevoked ? "" : "1" })} /> {t.showRevoked}
        </label>
      </div>
      <Shown of={found}>
        {({ tokens }) => {
          const rows = tokens.filter((one) => showsRevoked || stateOf(one) === "active");
          return <Table caption={t.list} columns={columns(setRevoking)} rows={rows} keyOf={(one) => one.name} empty={t.none} />;
        }}
      </Shown>
      <p class="quiet">{t.config}</p>
      {making && <Dialog title={t.make} onClose={close}><MakeForm onDone={done} onClose={close} /></Dialog>}
      {revoking && (
        <Dialog title={`${t.revokeTitle} · ${revoking}`} onClose={close}><RevokeForm name={revoking} onDone={() => done()} onClose={close} /></Dialog>
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
