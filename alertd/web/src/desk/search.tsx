// Homes by what somebody types: names, pinyin, phones, addresses, gateways.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, type Schemas } from "../api/client";
import { incidents } from "../live/incidents";
import { href, go } from "../route";
import { tellTrouble } from "../ui/trouble";
import { listText, words } from "../words";
import { onKey } from "./keys";

const pause = 150;

export function HomeSearch() {
  const text = words.value.search;
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<Schemas["SearchResult"] | null>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => onKey("search", () => { field.current?.focus(); field.current?.select(); }), []);
  useEffect(() => {
    const q = typed.trim();
    if (!q) { setFound(null); return undefined; }
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      api.get("/api/v1/search", { query: { q, limit: 12 }, signal: stop.signal }).then(setFound, (error: unknown) => { if (!stop.signal.aborted) tellTrouble(error); });
    }, pause);
    return () => { window.clearTimeout(timer); stop.abort(); };
  }, [typed]);
  const openOf = (home: string) => incidents.value.find((incident) => incident.home === home);
  const choose = (home: string) => {
    const incident = openOf(home);
    setOpen(false);
    setTyped("");
    go(incident ? href("incidents", { id: incident.id }) : href("registry", { home }, "homes"));
  };
  return (
    <div class="search" role="search" aria-label={text.short} onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false); }}>
      <input ref={field} type="search" value={typed} placeholder={`${text.short}  /`} title={text.label} aria-label={text.label} aria-expanded={open && found !== null} aria-controls="hits" role="combobox" autocomplete="off"
        onFocus={() => setOpen(true)} onInput={(event) => { setTyped(event.currentTarget.value); setOpen(true); }}
        onKeyDown={(event) => {
          if (event.key === "Escape") { setOpen(false); setTyped(""); event.currentTarget.blur(); }
          if (event.key === "ArrowDown") { (document.querySelector("#hits button") as HTMLElement | null)?.focus(); event.preventDefault(); }
          if (event.key === "Enter" && found?.hits[0]) choose(found.hits[0].home);
        }} />
      {open && found && (
        <ul id="hits" class="hits">
          {found.hits.length === 0 && <li class="quiet">{text.nothing}</li>}
          {found.hits.map((hit) => (
            <li key={hit.home}>
              <button type="button" onClick={() => choose(hit.home)} onKeyDown={(event) => {
                const item = event.currentTarget.closest("li");
                const next = event.key === "ArrowDown" ? item?.nextElementSibling : event.key === "ArrowUp" ? item?.previousElementSibling : undefined;
                if (next === undefined) return;
                ((next?.querySelector("button") as HTMLElement | null) ?? field.current)?.focus();
                event.preventDefault();
              }}>
                <strong>{hit.address || hit.home}</strong> <span>{listText(hit.residents.map((one) => one.name))}</span>
                <small>{hit.street.name} {hit.committee.name} {openOf(hit.home) && <em>{text.openCase}</em>}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
