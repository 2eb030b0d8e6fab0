/// Hands a file to the browser, as if it had been a link.
export function keepFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers read it only after they have asked where to put it.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
