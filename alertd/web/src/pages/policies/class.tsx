// What holds for one class, who made it so, and the ways to change it.
import { useState } from "preact/hooks";
import { api, Refusal, type Schemas } from "../../api/client";
import { mayAdminister } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { parameter, setQuery } from "../../route";
import { Act, Dialog, Field, Form, Input } from "../../ui/parts";
import { needName, tell } from "../../ui/trouble";
import { actorText, dateText, kindText, listText, words } from "../../words";
import { draftOf, drafts, setDraft } from "./draft";
import { EditForm } from "./edit";
import { Ladder } from "./ladder";
import { text } from "./words";

type Kept = Schemas["Policies"];
type Variant = Schemas["PolicyVariant"];

const editing = parameter("edit");

function Asks({ variant }: { variant: Variant }) {
  const t = text.value;
  const w = words.value;
  return (
    <dl class="asks">
      <div><dt>{t.kinds}</dt><dd>{listText(variant.kinds.map(kindText)) || t.any}</dd></div>
      <div><dt>{t.conditions}</dt><dd>{listText(variant.conditions.map((one) => w.condition[one])) || t.any}</dd></div>
      <div><dt>{t.minSeverity}</dt><dd>{variant.min_severity === "minor" ? t.any : t.fromSeverity(w.severity[variant.min_severity])}</dd></div>
      <div><dt>{t.hours}</dt><dd>{variant.hours ?? t.anyTime}</dd></div>
      <div><dt>{t.weekdays}</dt><dd>{variant.weekdays.length === 7 ? t.everyDay : listText(variant.weekdays.map((day) => t.days[day]))}</dd></div>
    </dl>
  );
}

function Holding({ kept }: { kept: Kept }) {
  const t = text.value;
  return (
    <>
      <section class="card"><h2>{t.usualTitle}</h2><Ladder policy={kept} incidentClass={kept.class} /></section>
      <h2>{t.variants}</h2>
      {kept.when.length === 0 && <p class="quiet">{t.noVariants}</p>}
      <ol class="variants">
        {kept.when.map((variant, at) => (
          <li key={variant.name} class="card">
            <h3>{at + 1}. {variant.name}</h3><Asks variant={variant} /><Ladder policy={variant} incidentClass={kept.class} />
          </li>
        ))}
      </ol>
    </>
  );
}

function TakeBackDialog({ kept, onClose, again }: { kept: Kept; onClose: () => void; again: () => void }) {
  const t = text.value;
  const [reason, setReason] = useState("");
  return (
    <Dialog title={t.takeBack} onClose={onClose}>
      <Form submit={t.takeBack} onCancel={onClose} onSubmit={async () => {
        needName();
        try {
          await api.delete("/api/v1/policies/{id}", { path: { id: kept.class }, version: kept.version, reason });
        } catch (error) {
          // Whoever looks at what somebody else has made of them meanwhile may still take them back.
          if (error instanceof Refusal && error.status === 412) again();
          throw error;
        }
        tell(t.takenBack);
        onClose();
        again();
      }}>
        <p>{t.takeBackText}</p>
        <Field label={words.value.common.reason}><Input required value={reason} onValue={setReason} maxLength={150} /></Field>
      </Form>
    </Dialog>
  );
}

function Source({ kept, onEdit, onTakeBack }: { kept: Kept; onEdit: () => void; onTakeBack: () => void }) {
  const t = text.value;
  return (
    <div class="source">
      <dl class="asks">
        <div><dt>{t.source}</dt><dd>{t.sources[kept.source]}</dd></div>
        <div><dt>{t.version}</dt><dd>{kept.version}</dd></div>
        <div><dt>{t.changed}</dt><dd>{dateText(kept.changed_at)} {actorText(kept.changed_by)}</dd></div>
        <div><dt>{t.why}</dt><dd>{kept.reason}</dd></div>
      </dl>
      {mayAdminister.value && editing.value !== "1" && (
        <div class="tools">
          {drafts.value[kept.class] && <b class="mark">{t.draft}</b>}
          <Act kind="main" run={onEdit}>{drafts.value[kept.class] ? t.resume : t.edit}</Act>
          {kept.source === "api" && <Act run={onTakeBack}>{t.takeBack}</Act>}
        </div>
      )}
    </div>
  );
}

export function ClassView({ kept, again }: { kept: Kept; again: () => void }) {
  const [takingBack, setTakingBack] = useState(false);
  const edits = editing.value === "1" && mayAdminister.value;
  const close = () => setQuery({ edit: "" });
  return (
    <>
      <Source kept={kept} onEdit={() => setQuery({ edit: "1" }, true)} onTakeBack={() => setTakingBack(isNamed())} />
      {edits ? (
        <>
          <EditForm kept={kept} draft={drafts.value[kept.class] ?? draftOf(kept)} again={again}
            onDiscard={() => { setDraft(kept.class, null); close(); }} onSaved={() => { setDraft(kept.class, null); close(); again(); }} />
          <details class="card"><summary>{text.value.showCurrent}</summary><Holding kept={kept} /></details>
        </>
      ) : <Holding kept={kept} />}
      {takingBack && <TakeBackDialog kept={kept} onClose={() => setTakingBack(false)} again={again} />}
    </>
  );
}
