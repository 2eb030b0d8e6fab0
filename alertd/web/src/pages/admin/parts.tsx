// What the forms of the administration share: the reason that the journal keeps, and a secret that is shown once.
import { useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { isNamed } from "../../incident/acts";
import { copyText } from "../../ui/copy";
import { Dialog, Field, Input, optionsOf, Select } from "../../ui/parts";
import { text } from "./words";

export type Why = Schemas["Why"];

export function WhyField({ why, onWhy }: { why: Why; onWhy: (why: Why) => void }) {
  return <Field label={text.value.why}><Select value={why} onValue={onWhy} options={optionsOf(text.value.whys)} /></Field>;
}

/// Of an account or a token.
export function NameField({ name, onName }: { name: string; onName: (name: string) => void }) {
  return (
    <Field label={text.value.name} hint={text.value.nameHint}>
      <Input value={name} onValue={onName} required maxLength={64} pattern="[A-Za-z0-9._\-]+" autocomplete="off" spellcheck={false} />
    </Field>
  );
}

/// Whoever acts is named; without a name nothing is sent and the form stays.
export const named = (run: () => Promise<unknown>) => async () => { if (isNamed()) await run(); };

export interface Secret {
  title: string;
  label: string;
  value: string;
  hint?: string;
}
/// Nothing but its button closes the window, because nobody can look again.
export function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const t = text.value.secret;
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <Dialog title={secret.title}>
      <p class="wrong" role="alert">{t.once}</p>
      <Field label={secret.label} hint={secret.hint}>
        <input class="secret" value={secret.value} readOnly spellcheck={false} autocomplete="off" onFocus={(event) => event.currentTarget.select()} />
      </Field>
      <p role="status">{copied === null ? "" : copied ? t.copied : t.notCopied}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => void copyText(secret.value).then(setCopied)}>{t.copy}</button>
        <button type="button" class="button main" onClick={onClose}>{t.done}</button>
      </div>
    </Dialog>
  );
}
