// For what is drawn and not styled.

/// Calls `run` when the colours change: by the button above, or with the system.
export function onThemeChange(run: () => void): () => void {
  const observer = new MutationObserver(run);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", run);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", run);
  };
}

/// One of the page's colours as it is now, for what is drawn by a library: "--ink".
export const colourNow = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
