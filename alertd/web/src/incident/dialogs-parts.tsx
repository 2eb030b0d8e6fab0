// What the windows have in common.
import type { Incident } from "../live/order";
import { Field, TextArea } from "../ui/parts";
import { words } from "../words";
import type { Detail } from "./pane";

export interface Props {
  detail: Detail;
  incident: Incident;
  onClose: () => void;
}

export function NoteField({ value, onValue, required }: { value: string; onValue: (value: string) => void; required?: boolean }) {
  return <Field label={words.value.act.noteText}><TextArea value={value} onValue={onValue} maxLength={1000} rows={3} required={required ?? false} /></Field>;
}
