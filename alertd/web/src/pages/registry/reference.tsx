// The id of a row of another table: typed, and offered as one types.
import { useEffect, useId, useState } from "preact/hooks";
import { api } from "../../api/client";
import { committees, streetName, streets } from "../../live/places";
import { Input, Select } from "../../ui/parts";
import { listText, words } from "../../words";
import { listRows } from "./calls";
import type { TableName } from "./tables";
import { text } from "./words";

type Offer = readonly [id: string, name: string];
const pause = 250;
const most = 20;

async function offersOf(table: TableName, typed: string, signal: AbortSignal): Promise<Offer[]> {
  if (table === "homes" || table === "residents") {
    if (!typed) return [];
    const { hits } = await api.get("/api/v1/search", { query: { q: typed, limit: most }, signal });
    if (table === "homes") return hits.map((hit) => [hit.home, `${hit.address} ${listText(hit.residents.map((one) => one.name))}`]);
    return hits.flatMap((hit) => hit.residents.map((one): Offer => [one.id, `${one.name} ${hit.address}`]));
  }
  // The list begins behind its cursor, so what was typed without its last character comes before all that begin so.
  const cursor = typed.slice(0, -1);
  const { rows } = await listRows(table, { limit: 100, ...(cursor ? { cursor } : {}) }, signal);
  return rows.map((row): Offer => [String(row["id"]), String(row["name"] ?? "")]).filter(([id]) => id.startsWith(typed)).slice(0, most);
}

interface Props {
  table: TableName;
  value: string;
  onValue: (value: string) => void;
  required?: boolean;
  disabled?: boolean;
  maxLength?: number;
  /// What a list of places says for none.
  empty?: string;
}

function Typed({ table, value, onValue, empty: _, ...more }: Props) {
  const list = useId();
  const [offers, setOffers] = useState<readonly Offer[]>([]);
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    if (!touched) return undefined;
    const stop = new AbortController();
    // Without what is offered one still types the id; the server says whether there is such a row.
    const timer = window.setTimeout(() => { offersOf(table, value.trim(), stop.signal).then(setOffers, () => undefined); }, pause);
    return () => { window.clearTimeout(timer); stop.abort(); };
  }, [table, value, touched]);
  const chosen = offers.find(([id]) => id === value);
  return (
    <>
      <Input value={value} onValue={onValue} {...more} list={list} autocomplete="off" onFocus={() => setTouched(true)} />
      <datalist id={list}>{offers.map(([id, name]) => <option key={id} value={id}>{name}</option>)}</datalist>
      {chosen?.[1] && <small class="registry-chosen">{chosen[1]}</small>}
    </>
  );
}

export function Reference(props: Props) {
  const { table, value, onValue, required, disabled } = props;
  if (table !== "streets" && table !== "committees") return <Typed {...props} />;
  const places: Offer[] = table === "streets"
    ? streets.value.map((one) => [one.id, one.name])
    : committees.value.map((one) => [one.id, words.value.common.bracketed(one.name, streetName(one.street))]);
  // Of a place that was made a moment ago only the id is known.
  if (value && !places.some(([id]) => id === value)) places.push([value, value]);
  return (
    <Select value={value} onValue={onValue} required={required ?? false} disabled={disabled ?? false}
      options={[["", props.empty ?? text.value.choose], ...places]} />
  );
}
