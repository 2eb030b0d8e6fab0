// Why the registry is changed or looked at: asked once, kept while the page is open.
import { ofLogin } from "../../ui/of_login";
import { Field, Input } from "../../ui/parts";
import { words } from "../../words";
import { text } from "./words";

export const reason = ofLogin("");

export function ReasonField() {
  return (
    <Field label={words.value.common.reason} hint={text.value.reasonHint}>
      <Input value={reason.value} onValue={(value) => { reason.value = value; }} required maxLength={200} />
    </Field>
  );
}
