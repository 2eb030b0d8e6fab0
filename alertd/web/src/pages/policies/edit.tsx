// Changing the policies of a class. The server checks all of it and names every mistake with its place.
import { useState } from "preact/hooks";
import { api, Refusal, type Schemas } from "../../api/client";
import { isNamed } from "../../incident/acts";
import { Act, Dialog, Field, Form, Input } from "../../ui/parts";
import { tell } from "../../ui/trouble";
import { actorText, words } from "../../words";
import { drafts, newVariant, setDraft, written, type Draft, type VariantDraft } from "./draft";
import { AskFields, PolicyFields, Wrong } from "./fields";
import { mistakesOf, wrongIn, type Mistake } from "./mistakes";
import { text } from "./words";

type Kept = Schemas["Policies"];
const keysOf = (when: readonly VariantDraft[]) => when.map((one) => one.key).join(" ");

function Conflict({ kept, onUseMine }: { kept: Kept; onUseMine: () => void }) {
  return (
    <div class="card late" role="alert">
      <p><b>{text.value.conflict(kept.version, actorText(kept.changed_by), kept.reason)}</b></p>
      <Act run={onUseMine}>{text.value.useMine}</Act>
    </div>
  );
}

function Variants({ draft, change, mistakes, incidentClass }: {
  draft: Draft; change: (when: VariantDraft[]) => void; mistakes: readonly Mistake[]; incidentClass: Schemas["Class"];
}) {
  const t = text.value;
  const [moved, setMoved] = useState("");
  const move = (from: number, to: number) => {
    const when = [...draft.when];
    const [one] = when.splice(from, 1);
    when.splice(to, 0, one!);
    change(when);
    setMoved(t.moved(one!.name, to + 1));
  };
  return (
    <>
      <h2>{t.variants}</h2>
      <p class="unseen" role="status">{moved}</p>
      <Wrong mistake={mistakes.find((one) => one.field === "when" && one.variant === null)} />
      <ol class="variants">
        {draft.when.map((variant, at) => {
          const set = (changes: Partial<VariantDraft>) =>
            change(draft.when.map((one) => (one.key === variant.key ? { ...one, ...changes } : one)));
          const wrong = wrongIn(mistakes, at);
          return (
            <li key={variant.key} class="card">
              <header class="variant-head">
                <h3>{at + 1}. {variant.name}</h3>
                <Act kind="plain" disabled={at === 0} aria-label={`${t.up}: ${variant.name}`} run={() => move(at, at - 1)}>↑ {t.up}</Act>
                <Act kind="plain" disabled={at === draft.when.length - 1} aria-label={`${t.down}: ${variant.name}`} run={() => move(at, at + 1)}>
                  ↓ {t.down}
                </Act>
                <Act kind="plain" aria-label={`${t.removeVariant}: ${variant.name}`}
                  run={() => change(draft.when.filter((one) => one.key !== variant.key))}>{t.removeVariant}</Act>
              </header>
              <Wrong mistake={wrong("when")} />
              <div class="variant-form">
                <div><AskFields variant={variant} change={set} wrong={wrong} incidentClass={incidentClass} /></div>
                <div><PolicyFields policy={variant} change={set} wrong={wrong} /></div>
              </div>
            </li>
          );
        })}
      </ol>
      <Act disabled={draft.when.length >= 20} run={() => change([...draft.when, newVariant(draft, t.newName)])}>{t.addVariant}</Act>
    </>
  );
}

function Summary({ mistakes, draft }: { mistakes: readonly Mistake[]; draft: Draft }) {
  const t = text.value;
  if (mistakes.length === 0) return null;
  return (
    <section class="card" aria-label={t.mistakesTitle}>
      <h3>{t.mistakesTitle}</h3>
      <ul>
        {mistakes.map((one, at) => {
          const name = one.variant === null ? t.usual : draft.when[one.variant]?.name ?? String(one.variant + 1);
          return <li key={at}><b>{t.place(name, one.step)}</b> <Wrong mistake={one} /></li>;
        })}
      </ul>
    </section>
  );
}

function DiscardDialog({ onClose, onDiscard }: { onClose: () => void; onDiscard: () => void }) {
  return (
    <Dialog title={text.value.discard} onClose={onClose}>
      <p>{text.value.discardAsk}</p>
      <div class="buttons">
        <Act kind="plain" run={onClose}>{words.value.common.cancel}</Act>
        <Act kind="danger" run={onDiscard}>{text.value.discard}</Act>
      </div>
    </Dialog>
  );
}

export function EditForm({ kept, draft, again, onDiscard, onSaved }: {
  kept: Kept; draft: Draft; again: () => void; onDiscard: () => void; onSaved: () => void;
}) {
  const t = text.value;
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [discarding, setDiscarding] = useState(false);
  const change = (changes: Partial<Draft>) => setDraft(kept.class, { ...draft, ...changes });
  const setVariants = (when: VariantDraft[]) => {
    // Mistakes are known by number, which another order makes wrong.
    if (keysOf(when) !== keysOf(draft.when)) setMistakes([]);
    change({ when });
  };
  const save = async () => {
    if (!isNamed()) return;
    setMistakes([]);
    try {
      await api.put("/api/v1/policies/{id}", { path: { id: kept.class }, version: draft.version, reason: draft.reason, body: written(draft) });
    } catch (error) {
      if (error instanceof Refusal && error.status === 412) again();
      const found = mistakesOf(error);
      setMistakes(found);
      throw found.length > 0 ? new Error(t.mistakes(found.length)) : error;
    }
    tell(t.saved);
    onSaved();
  };
  return (
    <>
      <p class="quiet">{t.explain}</p>
      <Form submit={t.save} onSubmit={save} onCancel={() => (drafts.value[kept.class] ? setDiscarding(true) : onDiscard())}>
        <section class="card">
          <h2>{t.usualTitle}</h2>
          <PolicyFields policy={draft} change={change} wrong={wrongIn(mistakes, null)} />
        </section>
        <Variants draft={draft} change={setVariants} mistakes={mistakes} incidentClass={kept.class} />
        <Summary mistakes={mistakes} draft={draft} />
        {draft.version < kept.version && <Conflict kept={kept} onUseMine={() => change({ version: kept.version })} />}
        <Field label={words.value.common.reason}><Input required value={draft.reason} onValue={(reason) => change({ reason })} maxLength={150} /></Field>
      </Form>
      {discarding && <DiscardDialog onClose={() => setDiscarding(false)} onDiscard={onDiscard} />}
    </>
  );
}
