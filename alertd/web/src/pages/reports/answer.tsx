// What every table of figures has around it: how far it was counted, its CSV, what it means; and the columns they share.
import type { ComponentChildren } from "preact";
import type { Schemas } from "../../api/client";
import { streetName } from "../../live/places";
import { Shown, useLoaded, type Column, type Loaded } from "../../ui/parts";
import { dateText } from "../../words";
import { isPeriod } from "./choice";
import { countText, shareText } from "./numbers";
import { text } from "./words";

/// More would not be read in a chart.
export const mostDrawn = 30;

export const streetLabel = (id: string | undefined) => streetName(id) || text.value.noStreet;
export const countColumn = <Row,>(title: string, of: (row: Row) => number): Column<Row> => ({ title, number: true, cell: (row) => countText(of(row)) });
export const shareColumn = <Row,>(title: string, of: (row: Row) => number | null): Column<Row> => ({ title, number: true, cell: (row) => shareText(of(row)) });

export interface Figures<Row> {
  from: string;
  to: string;
  counted: Schemas["Counted"];
  rows: Row[];
}

class WrongPeriod extends Error {}
/// What the server counts for `query`. It is not asked about a period that it would refuse; the fields stay where they
/// are, because on the way from one period to another there often is such a one.
export function useFigures<T>(load: (signal: AbortSignal) => Promise<T>, query: object): Loaded<T> {
  const ask = "from" in query && !isPeriod.value ? () => Promise.reject(new WrongPeriod()) : load;
  return useLoaded(ask, [query]);
}

/// The same figures as CSV. The mark at its begin is what Excel needs to read Chinese.
export function CsvLink({ name, query, hint }: { name: string; query: Record<string, string | number>; hint?: string | undefined }) {
  const all = new URLSearchParams({ format: "csv", bom: "true" });
  for (const [key, value] of Object.entries(query)) all.set(key, String(value));
  const file = `${["anju", name, query["from"], query["to"]].filter(Boolean).join("-")}.csv`;
  return (
    <p class="csv">
      <a class="button" href={`/api/v1/statistics/${name}?${all.toString()}`} download={file}>{text.value.csv}</a>
      {hint && <small>{hint}</small>}
    </p>
  );
}

function Counted({ of }: { of: Figures<unknown> }) {
  const { at, behind } = of.counted;
  return <small>{at ? text.value.counted(dateText(at)) : text.value.notCounted}{behind > 0 && text.value.behind(behind)}</small>;
}

export function Answer<Row>({ of, note, limit, csv, children }: {
  of: Loaded<Figures<Row>>; note?: string; limit?: number; csv: ComponentChildren; children: (rows: Row[]) => ComponentChildren;
}) {
  if (of.error instanceof WrongPeriod) return <p class="wrong" role="alert">{text.value.wrongPeriod}</p>;
  return (
    <Shown of={of}>
      {(figures) => (
        <section class="figures" aria-busy={of.loading}>
          <header><Counted of={figures} />{csv}</header>
          {figures.rows.length === 0 ? <p class="card quiet" role="status">{text.value.nothing}</p> : children(figures.rows)}
          {limit !== undefined && figures.rows.length >= limit && <p class="quiet">{text.value.cut(limit)}</p>}
          {note && <p class="quiet">{note}</p>}
        </section>
      )}
    </Shown>
  );
}
