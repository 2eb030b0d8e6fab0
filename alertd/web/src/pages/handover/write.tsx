// Writing a handover. What was typed stays while one looks at other pages, and after the server refused it.
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { lastSession } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { newUlid } from "../../incident/ulid";
import { Dialog, Field, Form, Shown, TextArea, type Loaded } from "../../ui/parts";
import { tell } from "../../ui/trouble";
import { actorText, timeText } from "../../words";
import { areaText } from "./area";
import { handoversChanged, sign, unnamed, type Handover, type OpenWork } from "./calls";
import { Numbers } from "./open";
import { text } from "./words";

const mostBytes = 4000;
const bytesOf = (words: string) => new TextEncoder().encode(words).length;

/// For each account and area what was typed, and the id under which it was sent: a changed text is another handover.
/// When the next officer logs in at the same page, the words of the one before are not his to send.
interface Draft { words: string; id: string }
const drafts = signal<Record<string, Draft>>({});
// They stay while one looks at another page, from which the browser's window may be closed as well.
window.addEventListener("beforeunload", (event) => { if (Object.values(drafts.peek()).some((draft) => draft.words.trim() !== "")) event.preventDefault(); });
const empty: Draft = { words: "", id: "" };
const keyOf = (street: string) => `${lastSession.value?.name ?? ""}/${street}`;
const draftOf = (street: string) => drafts.value[keyOf(street)] ?? empty;
const keep = (street: string, draft: Draft) => { drafts.value = { ...drafts.value, [keyOf(street)]: draft }; };

function Length({ of }: { of: string }) {
  const used = bytesOf(of);
  if (used > mostBytes) return <p class="wrong" role="alert">{text.value.tooLong(used - mostBytes)}</p>;
  return used > mostBytes / 2 ? <small>{text.value.bytes(used, mostBytes)}</small> : null;
}

export function Write({ street, work }: { street: string; work: Loaded<OpenWork> }) {
  const t = text.value;
  const draft = draftOf(street);
  const submit = async () => {
    if (!isNamed()) return;
    const id = draft.id || newUlid();
    keep(street, { words: draft.words, id });
    await api.post("/api/v1/handovers", { body: { id, text: draft.words, ...(street ? { street } : {}) } });
    // What was typed while it was on its way is another one.
    if (draftOf(street).id === id) keep(street, empty);
    tell(t.written);
    handoversChanged.value++;
  };
  return (
    <section class="card no-print" aria-labelledby="handover-write">
      <h2 id="handover-write">{t.write} · {areaText(street)}</h2>
      <Form submit={t.submit} onSubmit={submit} disabled={draft.words.trim() === "" || bytesOf(draft.words) > mostBytes}>
        <Field label={t.writeText} hint={t.writeHint}>
          <TextArea value={draft.words} onValue={(words) => keep(street, { words, id: "" })} rows={7} required />
        </Field>
        <Length of={draft.words} />
        <div class="adds">
          <h3>{t.adds}</h3>
          <Shown of={work}>{(found) => <><Numbers work={found} /><p class="quiet">{t.addsList(found.incidents.length)}{unnamed(found) > 0 && ` · ${t.unnamed(unnamed(found))}`}</p></>}</Shown>
        </div>
      </Form>
    </section>
  );
}

export function SignDialog({ handover, onClose }: { handover: Handover; onClose: () => void }) {
  const t = text.value;
  const [comment, setComment] = useState("");
  // The words of the leaving officer stand above: nobody signs what he has not seen.
  return (
    <Dialog title={`${t.signing} · ${areaText(handover.street)}`} onClose={onClose} wide>
      <p class="quiet">{actorText(handover.author)} · {timeText(handover.written_at)}</p>
      <blockquote class="words" tabIndex={0}>{handover.text || t.forgotten}</blockquote>
      <Numbers work={handover.open} />
      <Form submit={t.sign} onCancel={onClose} disabled={bytesOf(comment) > mostBytes} onSubmit={async () => {
        if (!isNamed()) return;
        await sign(handover.id, comment);
        tell(t.signed);
        handoversChanged.value++;
        onClose();
      }}>
        <p><b>{t.signLead}</b></p>
        <Field label={t.comment}><TextArea value={comment} onValue={setComment} rows={3} /></Field>
        <Length of={comment} />
      </Form>
    </Dialog>
  );
}
