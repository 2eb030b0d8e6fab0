// The report of a month, made by the server for reading and for paper.
import { useRef, useState } from "preact/hooks";
import { parameter, setQuery } from "../../route";
import { Field, Select } from "../../ui/parts";
import { language } from "../../words";
import { street } from "./choice";
import { monthBack } from "./days";
import { StreetChoice } from "./filters";
import { today } from "./numbers";
import { text } from "./words";

const month = parameter("month");
const lang = parameter("lang");
const languages: readonly (readonly [string, string])[] = [["zh-CN", "中文"], ["en", "English"]];

export function Month() {
  const t = text.value;
  const frame = useRef<HTMLIFrameElement>(null);
  const [loaded, setLoaded] = useState("");
  const chosen = /^\d{4}-\d{2}$/.test(month.value) ? month.value : monthBack(today.value, 1).from.slice(0, 7);
  const reportLanguage = languages.some(([one]) => one === lang.value) ? lang.value : language.value;
  const query = new URLSearchParams({ lang: reportLanguage, ...(street.value ? { street: street.value } : {}) });
  const url = `/api/v1/reports/${chosen}?${query.toString()}`;
  return (
    <>
      <div class="choice">
        <Field label={t.month}>
          <input type="month" value={chosen} required onChange={(event) => { if (event.currentTarget.value) setQuery({ month: event.currentTarget.value }); }} />
        </Field>
        <Field label={t.reportLanguage}><Select value={reportLanguage} onValue={(one) => setQuery({ lang: one })} options={languages} /></Field>
        <StreetChoice />
        <a class="button main" href={url} target="_blank" rel="noopener">{t.open}</a>
        <button type="button" class="button" disabled={loaded !== url} onClick={() => frame.current?.contentWindow?.print()}>{t.print}</button>
      </div>
      <iframe ref={frame} class="report" title={`${t.preview} ${chosen}`} src={url} onLoad={() => setLoaded(url)} />
    </>
  );
}
