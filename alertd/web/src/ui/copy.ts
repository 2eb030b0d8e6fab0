// Copies text. Without TLS there is no clipboard for a page, so the old way through a selection is tried too.
export async function copyText(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch { /* not allowed, or not there */ }
  const field = document.createElement("textarea");
  field.value = value;
  field.setAttribute("readonly", "");
  field.className = "unseen";
  // Inside an open window only what stands in it can be selected.
  const before = document.activeElement as HTMLElement | null;
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}
