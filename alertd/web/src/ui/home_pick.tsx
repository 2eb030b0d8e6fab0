// A home, as a field that finds it and as a name that people know it by.
import { effect, signal } from "@preact/signals";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { api, type Schemas } from "../api/client";
import { sight } from "../api/session";
import { href } from "../route";
import { listText, translated, words } from "../words";
import { troubleText } from "./trouble";

const zh = { choose: "请输入并从结果中选择一户", results: "搜索结果" };
const en: typeof zh = { choose: "Type, and choose a home from the results", results: "Results" };
const text = translated({ "zh-CN": zh, en });

const addresses = signal<ReadonlyMap<string, string>>(new Map());
const asked = new Set<string>();
effect(() => {
  // What one login may read another may not.
  void sight.value;
  asked.clear();
  addresses.value = new Map();
});

/// The address of a home; its id until that is known, and where there is none.
export function HomeName({ id, plain }: { id: string; plain?: boolean }) {
  useEffect(() => {
    if (asked.has(id) || id.includes(":")) return;
    asked.add(id);
    api.get("/api/v1/registry/homes/{id}", { path: { id } }).then(
      (home) => { addresses.value = new Map(addresses.value).set(id, home.address); },
      () => undefined,
    );
  }, [id]);
  const address = addresses.value.get(id);
  const name = <>{address || id}{address && <small> {id}</small>}</>;
  return plain || id.includes(":") ? <span>{name}</span> : <a href={href("registry", { home: id }, "homes")}>{name}</a>;
}

const pause = 150;

function useHits(typed: string) {
  const [found, setFound] = useState<Schemas["SearchResult"] | null>(null);
  const [wrong, setWrong] = useState<unknown>(null);
  useEffect(() => {
    const q = typed.trim();
    setWrong(null);
    if (!q) { setFound(null); return undefined; }
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      api.get("/api/v1/search", { query: { q, limit: 8 }, signal: stop.signal }).then(setFound, (error: unknown) => { if (!stop.signal.aborted) setWrong(error); });
    }, pause);
    return () => { window.clearTimeout(timer); stop.abort(); };
  }, [typed]);
  return { found, wrong };
}

/// A field for a home: searched by name, pinyin, phone, address or gateway. A form cannot be sent before one is chosen.
export function HomePick({ label, value, onValue }: { label: string; value: string; onValue: (home: string) => void }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const { found, wrong } = useHits(typed);
  useEffect(() => { field.current?.setCustomValidity(text.value.choose); });
  const choose = (home: string) => { setTyped(""); onValue(home); };
  if (value) {
    return (
      <p class="field picked"><span>{label}</span><b><HomeName id={value} plain /></b>{" "}
        <button type="button" class="button plain" onClick={() => onValue("")}>{words.value.common.change}</button></p>
    );
  }
  return (
    <div class="field">
      <label for={id}><span class="quiet">{label}</span></label>
      <input id={id} ref={field} type="search" value={typed} autocomplete="off" aria-describedby={`${id}-hint`} onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          if (found?.hits[0]) choose(found.hits[0].home);
        }} />
      <small id={`${id}-hint`}>{words.value.search.label}</small>
      {wrong !== null && <p class="wrong" role="alert">{troubleText(wrong)}</p>}
      <ul class="home-hits" aria-label={text.value.results} aria-live="polite">
        {found?.hits.length === 0 && <li class="quiet">{words.value.search.nothing}</li>}
        {found?.hits.map((hit) => (
          <li key={hit.home}>
            <button type="button" class="button plain" onClick={() => choose(hit.home)}>
              <b>{hit.address || hit.home}</b> {listText(hit.residents.map((one) => one.name))} <small>{hit.street.name} {hit.committee.name} {hit.home}</small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
