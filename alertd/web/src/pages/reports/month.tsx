// The report of a month, made by the server for reading and for paper.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, Unreachable } from "../../api/client";
import { session } from "../../api/session";
import { parameter, setQuery } from "../../route";
import { Act, Field, Select } from "../../ui/parts";
import { troubleText } from "../../ui/trouble";
import { language, words } from "../../words";
import { street } from "./choice";
import { monthBack } from "./days";
import { StreetChoice } from "./filters";
import { today } from "./numbers";
import { text } from "./words";

const month = parameter("month");
const lang = parameter("lang");
type ReportLanguage = "zh-CN" | "en";
const languages: readonly (readonly [ReportLanguage, string])[] = [["zh-CN", "中文"], ["en", "English"]];

export function Month() {
  const t = text.value;
  const frame = useRef<HTMLIFrameElement>(null);
  const [loaded, setLoaded] = useState("");
  const [wrong, setWrong] = useState<{ of: string; why: unknown } | null>(null);
  const chosen = /^\d{4}-\d{2}$/.test(month.value) ? month.value : monthBack(today.value, 1).from.slice(0, 7);
  const reportLanguage = languages.find(([one]) => one === lang.value)?.[0] ?? language.value;
  const query = new URLSearchParams({ lang: reportLanguage, ...(street.value ? { street: street.value } : {}) });
  const url = `/api/v1/reports/${chosen}?${query.toString()}`;
  // A frame does not say that it got a refusal instead of a report; asked again beside it, the refusal is one as everywhere.
  const look = async () => {
    if (frame.current?.contentDocument?.contentType === "text/html") return setLoaded(url);
    try {
      await api.file("/api/v1/reports/{id}", { path: { id: chosen }, query: { lang: reportLanguage, street: street.value } });
      throw new Unreachable("only the frame had no answer");
    } catch (why) { setWrong({ of: url, why }); }
  };
  // Whoever logs in again above the page has answered what was wrong.
  useEffect(() => { if (session.value) setWrong(null); }, [session.value]);
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
      {wrong?.of === url
        ? <p class="wrong" role="alert">{troubleText(wrong.why)} <Act kind="plain" run={() => setWrong(null)}>{words.value.common.retry}</Act></p>
        : <iframe key={url} ref={frame} class="report" title={`${t.preview} ${chosen}`} src={url} onLoad={() => void look()} />}
    </>
  );
}
