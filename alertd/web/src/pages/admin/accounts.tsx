// Accounts: who may log in, as what, and for which streets.
import { useState } from "preact/hooks";
import { api, Refusal, type Schemas } from "../../api/client";
import { lastSession } from "../../api/session";
import { parameter, setQuery } from "../../route";
import { Dialog, Field, Form, Input, Select, Shown, Table, useLoaded, type Column } from "../../ui/parts";
import { tell } from "../../ui/trouble";
import { dateText, words } from "../../words";
import { named, NameField, SecretDialog, WhyField, type Secret, type Why } from "./parts";
import { areasOf, misfit, noRights, rightsOf, RightsFields, scopeText, type Rights } from "./scope";
import { text } from "./words";

type Account = Schemas["Account"];
const removed = parameter("removed");

interface Props {
  account: Account;
  onDone: (secret?: Secret) => void;
  /// Somebody else has changed the account.
  onStale: () => void;
  onClose: () => void;
}

/// Made by the server, or typed; typed ones are never shown again.
function PasswordFields({ own, onlyOwn, password, onChange }: {
  own: boolean; onlyOwn?: boolean; password: string; onChange: (own: boolean, password: string) => void;
}) {
  const t = text.value.account;
  return (
    <>
      {!onlyOwn && (
        <Field label={t.passwordHow}>
          <Select value={own ? "type" : "generate"} onValue={(value) => onChange(value === "type", "")}
            options={[["generate", t.generate], ["type", t.type]]} />
        </Field>
      )}
      {own && (
        <Field label={words.value.login.password} hint={t.passwordHint}>
          <Input type="password" value={password} onValue={(value) => onChange(true, value)} required minLength={12} maxLength={128}
            autocomplete="new-password" />
        </Field>
      )}
    </>
  );
}
function passwordOf(name: string, value: string | null): Secret | undefined {
  const t = text.value;
  return value ? { title: t.secret.passwordFor(name), label: t.secret.password, value, hint: t.account.passwordNote } : undefined;
}

function MakeForm({ first, onDone, onClose }: { first: boolean } & Pick<Props, "onDone" | "onClose">) {
  const t = text.value;
  const [name, setName] = useState("");
  const [rights, setRights] = useState<Rights>({ ...noRights, ...(first ? { role: "administrator" } : {}) });
  // With the first account the login comes at once and above everything, also above a password that is shown once.
  const [own, setOwn] = useState(first);
  const [password, setPassword] = useState("");
  const [why, setWhy] = useState<Why>(first ? "setup" : "new_person");
  return (
    <Form submit={t.account.make} onCancel={onClose} disabled={Boolean(misfit(rights))} onSubmit={named(async () => {
      const draft = { name, role: rights.role, ...areasOf(rights), why, ...(own ? { password } : {}) };
      const made = await api.post("/api/v1/accounts", { body: draft });
      tell(t.account.madeDone(name));
      onDone(passwordOf(name, made.password));
    })}>
      {first && <p>{t.account.first}</p>}
      <NameField name={name} onName={setName} />
      <RightsFields rights={rights} onRights={setRights} />
      <PasswordFields own={own} onlyOwn={first} password={password} onChange={(typed, value) => { setOwn(typed); setPassword(value); }} />
      <WhyField why={why} onWhy={setWhy} />
    </Form>
  );
}

const stated = (one: Account) => `${words.value.role[one.role]} · ${scopeText(one.scope)} · ${text.value.account.states[one.state]}`;

function EditForm({ account, onDone, onStale, onClose }: Props) {
  const t = text.value;
  const [before] = useState(account);
  const [rights, setRights] = useState(rightsOf(account));
  const [state, setState] = useState(account.state === "disabled" ? "disabled" : "active");
  const [why, setWhy] = useState<Why>("new_duty");
  const areas = areasOf(rights);
  const same = (a: readonly string[], b: readonly string[]) => [...a].sort().join("\n") === [...b].sort().join("\n");
  // Only what was touched is sent, so that what somebody else changed meanwhile is not taken back.
  const change = {
    ...(rights.role !== before.role ? { role: rights.role } : {}),
    ...(!same(areas.streets, before.scope.streets) || !same(areas.committees, before.scope.committees) ? areas : {}),
    ...(state !== before.state ? { state: state as "active" | "disabled" } : {}),
  };
  const nothing = Object.keys(change).length === 0;
  return (
    <Form submit={words.value.common.save} onCancel={onClose} disabled={Boolean(misfit(rights)) || nothing} onSubmit={named(async () => {
      try {
        await api.patch("/api/v1/accounts/{id}", { path: { id: account.name }, version: account.version, body: { ...change, why } });
      } catch (error) {
        // With the version that was seen it would be refused for ever.
        if (error instanceof Refusal && error.status === 412) onStale();
        throw error;
      }
      tell(t.account.changedDone(account.name));
      onDone();
    })}>
      <p class="quiet">{t.now}: {stated(account)}</p>
      <RightsFields rights={rights} onRights={setRights} />
      <Field label={t.account.state}>
        <Select value={state} onValue={setState} options={[["active", t.account.states.active], ["disabled", t.account.states.disabled]]} />
      </Field>
      <WhyField why={why} onWhy={setWhy} />
      {nothing && <p class="quiet">{t.account.unchanged}</p>}
    </Form>
  );
}

function PasswordForm({ account, onDone, onClose }: Props) {
  const t = text.value;
  const [own, setOwn] = useState(false);
  const [password, setPassword] = useState("");
  const [why, setWhy] = useState<Why>("lost_secret");
  return (
    <Form submit={t.account.password} onCancel={onClose} onSubmit={named(async () => {
      const set = await api.post("/api/v1/accounts/{id}/password", { path: { id: account.name }, body: { why, ...(own ? { password } : {}) } });
      tell(t.account.passwordDone(account.name));
      onDone(passwordOf(account.name, set.password));
    })}>
      <p>{t.account.passwordNote}</p>
      <PasswordFields own={own} password={password} onChange={(typed, value) => { setOwn(typed); setPassword(value); }} />
      <WhyField why={why} onWhy={setWhy} />
    </Form>
  );
}

function RemoveForm({ account, onDone, onClose }: Props) {
  const t = text.value;
  const [why, setWhy] = useState<Why>("left");
  return (
    <Form submit={t.account.remove} onCancel={onClose} onSubmit={named(async () => {
      await api.delete("/api/v1/accounts/{id}", { path: { id: account.name }, query: { why } });
      tell(t.account.removedDone(account.name));
      onDone();
    })}>
      <p>{t.account.removeNote(account.name)}</p>
      <WhyField why={why} onWhy={setWhy} />
    </Form>
  );
}

const forms = { edit: EditForm, password: PasswordForm, remove: RemoveForm };
type Asked = { what: "make" } | { what: keyof typeof forms; name: string };

function columns(ask: (what: keyof typeof forms, name: string) => void): Column<Account>[] {
  const t = text.value;
  const button = (what: keyof typeof forms, label: string, name: string) => (
    <button type="button" class="button plain" aria-label={`${t.account[what]} ${name}`} onClick={() => ask(what, name)}>{label}</button>
  );
  const common = words.value.common;
  return [
    { title: t.name, cell: (one) => <strong>{one.name}</strong> },
    { title: t.role, cell: (one) => words.value.role[one.role] },
    { title: t.scope, cell: (one) => scopeText(one.scope) },
    { title: t.account.state, cell: (one) => (
      <>{t.account.states[one.state]}{one.must_change_password && one.state === "active" && <small> · {t.account.mustChange}</small>}</>
    ) },
    { title: t.created, cell: (one) => dateText(one.created_at) },
    { title: t.changed, cell: (one) => dateText(one.changed_at) },
    { title: common.actions, cell: (one) => one.state !== "removed" && (
      <span class="acts">
        {button("edit", common.change, one.name)}{button("password", t.account.password, one.name)}{button("remove", common.remove, one.name)}
      </span>
    ) },
  ];
}

export function Accounts() {
  const t = text.value.account;
  const found = useLoaded((signal) => api.get("/api/v1/accounts", { signal }), [lastSession.value?.name]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const accounts = found.value?.accounts ?? [];
  const showsRemoved = removed.value === "1";
  const rows = accounts.filter((one) => showsRemoved || one.state !== "removed");
  const close = () => setAsked(null);
  const done = (made?: Secret) => {
    setAsked(null);
    if (made) setSecret(made);
    found.again();
  };
  // Found anew by its name, so that after a refusal the form shows and answers to the account as it is now.
  const account = asked && asked.what !== "make" ? accounts.find((one) => one.name === asked.name) : undefined;
  const Asks = asked && asked.what !== "make" ? forms[asked.what] : null;
  const first = lastSession.value?.name === null && !accounts.some((one) => one.state === "active");
  return (
    <>
      <div class="choice">
        <button type="button" class="button main" disabled={!found.value} onClick={() => setAsked({ what: "make" })}>{t.make}</button>
        <button type="button" class="button" onClick={found.again}>{words.value.common.refresh}</button>
        <label class="check">
          <input type="checkbox" checked={showsRemoved} onChange={() => setQuery({ removed: showsRemoved ? "" : "1" })} /> {t.showRemoved}
        </label>
      </div>
      <Shown of={found}>
        {() => (
          <>
            {first && <p class="card">{t.first}</p>}
            <Table caption={t.list} columns={columns((what, name) => setAsked({ what, name }))} rows={rows} keyOf={(one) => one.name} empty={t.none} />
          </>
        )}
      </Shown>
      {asked?.what === "make" && <Dialog title={t.make} onClose={close}><MakeForm first={first} onDone={done} onClose={close} /></Dialog>}
      {asked && Asks && account && (
        <Dialog title={`${t[asked.what]} · ${account.name}`} onClose={close}>
          <Asks key={account.name} account={account} onDone={done} onStale={found.again} onClose={close} />
        </Dialog>
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
