// Homes by what somebody types: names, pinyin, phones, addresses, gateways.
import { useEffect, useState } from "preact/hooks";
import { incidents } from "../live/incidents";
import { href, go } from "../route";
import { HitsEnd, useHits } from "../ui/home_pick";
import { listText, words } from "../words";
import { onKey } from "./keys";

const openOf = (home: string) => incidents.value.find((incident) => incident.home === home);

export function HomeSearch() {
  const text = words.value.search;
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const choose = (home: string) => {
    const incident = openOf(home);
    setOpen(false);
    setTyped("");
    go(incident ? href("incidents", { id: incident.id }) : href("registry", { home }, "homes"));
  };
  const { field, found, wrong, onEnter } = useHits(typed, 12, choose);
  useEffect(() => onKey("search", () => { field.current?.focus(); field.current?.select(); }), []);
  const isShown = open && (found !== null || wrong !== null);
  return (
    <div class="search" role="search" aria-label={text.short} onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false); }}>
      <input ref={field} type="search" value={typed} placeholder={`${text.short}  /`} title={text.label} aria-label={text.label} aria-expanded={isShown} aria-controls="hits" role="combobox" autocomplete="off"
        onFocus={() => setOpen(true)} onInput={(event) => { setTyped(event.currentTarget.value); setOpen(true); }}
        onKeyDown={(event) => {
          if (event.key === "Escape" && !event.isComposing) { setOpen(false); setTyped(""); }
          if (event.key === "ArrowDown") { (document.querySelector("#hits button") as HTMLElement | null)?.focus(); event.preventDefault(); }
          onEnter(event);
        }} />
      {isShown && (
        <ul id="hits" class="hits">
          {found?.hits.map((hit) => (
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
          <HitsEnd of={found} wrong={wrong} />
        </ul>
      )}
    </div>
  );
}
