// Logging in, and the first change of a password that somebody else has set.
import { useState } from "preact/hooks";
import { api } from "./api/client";
import { session } from "./api/session";
import { askAgain } from "./desk/sound";
import { enter } from "./live/stream";
import { Dialog, Field, Form, Input } from "./ui/parts";
import { words } from "./words";
import { problems } from "./words/problems";

function LogInForm() {
  const text = words.value.login;
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const submit = async () => {
    try {
      await api.post("/api/v1/session", { body: { name: name.trim(), password } });
    } catch (error) {
      setPassword("");
      throw error;
    }
    askAgain();
    await enter();
  };
  return (
    <Form submit={text.submit} onSubmit={submit}>
      <Field label={text.name}><Input value={name} onValue={setName} maxLength={64} autocomplete="username" required autoFocus /></Field>
      <Field label={text.password}><Input type="password" value={password} onValue={setPassword} autocomplete="current-password" required /></Field>
    </Form>
  );
}

function ChangeForm() {
  const text = words.value.login;
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const submit = async () => {
    await api.put("/api/v1/session/password", { body: { current, new: next } });
    await enter();
  };
  return (
    <Form submit={text.change} onSubmit={submit}>
      <p>{text.mustChange}</p>
      <Field label={text.current}><Input type="password" value={current} onValue={setCurrent} autocomplete="current-password" required /></Field>
      <Field label={text.next}><Input type="password" value={next} onValue={setNext} minLength={12} autocomplete="new-password" required /></Field>
    </Form>
  );
}

/// `again`: above a page on which somebody was at work.
export function Login({ again }: { again: boolean }) {
  const text = words.value;
  return (
    <Dialog title={text.title}>
      {again && <p role="alert">{problems.value.unauthorized}</p>}
      {session.value?.must_change_password ? <ChangeForm /> : <LogInForm />}
    </Dialog>
  );
}
