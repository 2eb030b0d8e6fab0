// The load on operators after ISA-18.2: the sums of the period against their limits, and how it went day by day.
import { api, type Schemas } from "../../api/client";
import { Shown, Table, useLoaded, type Column } from "../../ui/parts";
import { Answer, countColumn, CsvLink, shareColumn, useFigures } from "./answer";
import { Chart, type Picture } from "./chart";
import { period, place } from "./choice";
import { daysBetween, pieces } from "./days";
import { PeriodChoice, PlaceChoice } from "./filters";
import { judge } from "./judge";
import { floodShareMost, rateMost, rateTarget } from "./limits";
import { rateText, shareText, today } from "./numbers";
import { text } from "./words";

type Row = Schemas["LoadFigures"]["rows"][number];
interface Piece {
  from: string;
  to: string;
  load: Row;
}
const mostPieces = 31;
const atOnce = 3;

/// The server gives one row for a period, so each piece of it is asked for; a few at a time.
async function loadPieces(wanted: readonly { from: string; to: string }[], where: object, signal: AbortSignal): Promise<Piece[]> {
  const found: Piece[] = [];
  for (let at = 0; at < wanted.length; at += atOnce) {
    const some = wanted.slice(at, at + atOnce);
    const answers = await Promise.all(some.map((one) => api.get("/api/v1/statistics/load", { query: { ...one, ...where }, signal })));
    answers.forEach(({ from, to, rows }) => { if (rows[0]) found.push({ from, to, load: rows[0] }); });
  }
  return found;
}

function Summary({ load }: { load: Row }) {
  const t = text.value;
  const verdict = (fine: boolean | null) => (fine === null ? "" : fine ? <span class="fine">✓ {t.within}</span> : <span class="wrong">✗ {t.over}</span>);
  return (
    <>
      <h2>{t.loadSummary}</h2>
      <Table caption={t.loadSummary} rows={judge(load)} keyOf={(row) => row.name} columns={[
        { title: t.indicator, cell: (row) => t.load[row.name as keyof typeof t.load] }, { title: t.value, number: true, cell: (row) => row.value },
        { title: t.limitTitle, number: true, cell: (row) => row.limit }, { title: t.verdict, cell: (row) => verdict(row.fine) },
      ]} />
    </>
  );
}

function pieceColumns(): Column<Piece>[] {
  const t = text.value;
  const count = (name: "alarms" | "floods" | "chattering_sources" | "fleeting") => countColumn<Piece>(t.load[name], (row) => row.load[name]);
  const share = (name: "flood_share" | "top_10_share") => shareColumn<Piece>(t.load[name], (row) => row.load[name]);
  const rate = (name: "rate" | "most"): Column<Piece> => ({ title: t.load[name], number: true, cell: (row) => rateText(row.load[name]) });
  return [
    { title: t.piece, cell: (row) => (row.from === row.to ? row.from : t.asOf(row.from, row.to)) }, count("alarms"), rate("rate"), rate("most"), count("floods"),
    share("flood_share"), share("top_10_share"), count("chattering_sources"), count("fleeting"),
  ];
}

function piecePictures(rows: readonly Piece[]): Picture[] {
  const t = text.value;
  const labels = rows.map((row) => row.from);
  return [
    {
      title: t.rateTitle, kind: "lines", labels, format: rateText, limits: [{ value: rateTarget, name: t.target1 }, { value: rateMost, name: t.most2 }],
      series: [{ name: t.load.rate, values: rows.map((row) => row.load.rate) }],
    },
    {
      title: t.floodTitle, kind: "lines", labels, format: shareText, limits: [{ value: floodShareMost, name: t.flood1 }],
      series: [{ name: t.load.flood_share, values: rows.map((row) => row.load.flood_share) }],
    },
  ];
}

function Pieces({ query }: { query: { from: string; to: string; street?: string; committee?: string } }) {
  const t = text.value;
  const { from, to, ...where } = query;
  // Of days to come there is nothing to ask.
  const last = to < today.value ? to : today.value;
  const wanted = pieces(from, last, mostPieces);
  const found = useLoaded((signal) => loadPieces(wanted, where, signal), [query], [last]);
  const size = wanted[0] ? daysBetween(wanted[0].from, wanted[0].to) : 1;
  return (
    <>
      <h2>{t.loadPieces(size)}</h2>
      <Shown of={found}>
        {(rows) => (
          <>
            {rows.length > 0 && <div class="charts">{piecePictures(rows).map((picture) => <Chart key={picture.title} picture={picture} />)}</div>}
            <Table caption={t.loadPieces(size)} columns={pieceColumns()} rows={rows} keyOf={(row) => row.from} />
          </>
        )}
      </Shown>
    </>
  );
}

export function Load() {
  const t = text.value;
  const query = { ...period.value, ...place.value };
  const found = useFigures((signal) => api.get("/api/v1/statistics/load", { query, signal }), query);
  return (
    <>
      <div class="choice"><PeriodChoice /><PlaceChoice /></div>
      <Answer of={found} note={t.loadNote} csv={<CsvLink name="load" query={query} hint={t.csvPeriod} />}>
        {(rows) => <>{rows[0] && <Summary load={rows[0]} />}<Pieces query={query} /></>}
      </Answer>
    </>
  );
}
