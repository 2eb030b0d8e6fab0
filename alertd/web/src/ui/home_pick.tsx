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
type Found = Schemas["SearchResult"] & { of: string };

/// What a search field has found. `onEnter` chooses the first of what was found for just these words; as long as that
/// is not known, it is chosen when it comes, if nobody has typed on or gone elsewhere.
export function useHits(typed: string, limit: number, choose: (home: string) => void) {
  const field = useRef<HTMLInputElement>(null);
  // The words for which Enter was pressed before there was an answer.
  const entered = useRef("");
  const [found, setFound] = useState<Found | null>(null);
  const [wrong, setWrong] = useState<unknown>(null);
  const of = typed.trim();
  const chooseFirst = ({ hits: [first] }: Found) => { if (first) choose(first.home); };
  useEffect(() => {
    setWrong(null);
    if (!of) { setFound(null); return undefined; }
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      api.get("/api/v1/search", { query: { q: of, limit }, signal: stop.signal }).then(
        (answer) => {
          setFound({ ...answer, of });
          if (entered.current === of && document.activeElement === field.current) chooseFirst({ ...answer, of });
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          setFound(null);
          setWrong(error);
        },
      );
    }, pause);
    return () => { window.clearTimeout(timer); stop.abort(); };
  }, [of]);
  const onEnter = (event: KeyboardEvent) => {
    entered.current = "";
    // Enter also ends a word that is being composed.
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (found?.of === of) chooseFirst(found);
    else entered.current = of;
  };
  return { field, found, wrong, onEnter };
}

/// What is to be known beyond the hits.
export function HitsEnd({ of, wrong }: { of: Found | null; wrong: unknown }) {
  const say = words.value.search;
  return (
    <>
      {wrong !== null && <li class="wrong" role="alert">{troubleText(wrong)}</li>}
      {of?.hits.length === 0 && <li class="quiet">{say.nothing}</li>}
      {of?.more && <li class="quiet">{say.more}</li>}
      {of?.complete === false && <li class="quiet">{say.incomplete}</li>}
    </>
  );
}

/// A field for a home: searched by name, pinyin, phone, address or gateway. A form cannot be sent before one is chosen.
export function HomePick({ label, value, onValue }: { label: string; value: string; onValue: (home: string) => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const choose = (home: string) => { setTyped(""); onValue(home); };
  const { field, found, wrong, onEnter } = useHits(typed, 8, choose);
  useEffect(() => { field.current?.setCustomValidity(text.value.choose); });
  if (value) {
    return (
      <p class="field picked"><span>{label}</span><b><HomeName id={value} plain /></b>{" "}
        <button type="button" class="button plain" onClick={() => onValue("")}>{words.value.common.change}</button></p>
    );
  }
  return (
    <div class="field">
      <label for={id}><span class="quiet">{label}</span></label>
      <input id={id} ref={field} type="search" value={typed} autocomplete="off" aria-describedby={`${id}-hint`} onInput={(event) => setTyped(event.currentTarget.value)} onKeyDown={onEnter} />
      <small id={`${id}-hint`}>{words.value.search.label}</small>
      <ul class="home-hits" aria-label={text.value.results} aria-live="polite">
        {found?.hits.map((hit) => (
          <li key={hit.home}>
            <button type="button" class="button plain" onClick={() => choose(hit.home)}>
              <b>{hit.address || hit.home}</b> {listText(hit.residents.map((one) => one.name))} <small>{hit.street.name} {hit.committee.name} {hit.home}</small>
            </button>
          </li>
        ))}
        <HitsEnd of={found} wrong={wrong} />
      </ul>
    </div>
  );
}
