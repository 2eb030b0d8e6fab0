// How long it took: percentiles, and how many were in time.
import { api, type Schemas } from "../../api/client";
import { Table, type Column } from "../../ui/parts";
import { words } from "../../words";
import { Answer, countColumn, CsvLink, mostDrawn, shareColumn, streetLabel, useFigures } from "./answer";
import { Chart, type Picture } from "./chart";
import { by, chosenClass, chosenMeasure, oneOf, period, place } from "./choice";
import { ByChoice, ClassChoice, MeasureChoice, PeriodChoice, PlaceChoice } from "./filters";
import { answerTarget180, answerTarget60, attendTarget45 } from "./limits";
import { countText, shareText } from "./numbers";
import { text } from "./words";

type Row = Schemas["TimeFigures"]["rows"][number];
const ways = ["district", "street"] as const;

/// The targets that there are for it.
function targetsOf(measure: Row["measure"]) {
  const t = text.value;
  const one = (name: string, value: number) => ({ value, name: t.target(name, shareText(value)) });
  if (measure === "answered") return [one(t.within60, answerTarget60), one(t.within180, answerTarget180)];
  return measure === "attended" ? [one(t.within45, attendTarget45)] : [];
}

function picturesOf(rows: readonly Row[], labelOf: (row: Row) => string, measure: Row["measure"]): Picture[] {
  const t = text.value;
  const labels = rows.map(labelOf);
  const name = t.measures[measure];
  return [
    {
      title: t.timesTitle(name), kind: "bars", labels, format: countText,
      series: [
        { name: t.p50, values: rows.map((row) => row.p50_s) }, { name: t.p95, values: rows.map((row) => row.p95_s) },
        { name: t.p99, values: rows.map((row) => row.p99_s) },
      ],
    },
    {
      title: t.shareTitle(name), kind: "bars", labels, format: shareText, upTo: 1, limits: targetsOf(measure),
      series: [
        { name: t.within60, values: rows.map((row) => row.within_60_s) }, { name: t.within180, values: rows.map((row) => row.within_180_s) },
        { name: t.within45, values: rows.map((row) => row.within_45_min) },
      ],
    },
  ];
}

const secondsText = (value: number | null, count: number) => (value !== null ? countText(value) : count > 0 ? text.value.overDay : "—");

function columnsOf(byStreet: boolean): Column<Row>[] {
  const t = text.value;
  const seconds = (title: string, of: (row: Row) => number | null): Column<Row> => (
    { title: `${title} (s)`, number: true, cell: (row) => secondsText(of(row), row.count) });
  return [
    ...(byStreet ? [{ title: t.street, cell: (row: Row) => streetLabel(row.street) }] : []),
    { title: t.class, cell: (row) => words.value.class[row.class] },
    { title: t.measure, cell: (row) => t.measures[row.measure] },
    countColumn(t.count, (row) => row.count), seconds(t.p50, (row) => row.p50_s), seconds(t.p95, (row) => row.p95_s), seconds(t.p99, (row) => row.p99_s),
    shareColumn(t.within60, (row) => row.within_60_s), shareColumn(t.within180, (row) => row.within_180_s), shareColumn(t.within45, (row) => row.within_45_min),
  ];
}

export function Times() {
  const t = text.value;
  const way = oneOf(ways, by.value);
  const measure = chosenMeasure.value;
  const ofClass = chosenClass.value || "emergency";
  const query = { ...period.value, ...place.value, by: way };
  const found = useFigures((signal) => api.get("/api/v1/statistics/times", { query, signal }), query);
  const byStreet = found.value?.rows.some((row) => row.street !== undefined) ?? false;
  return (
    <>
      <div class="choice">
        <PeriodChoice /><PlaceChoice /><ByChoice options={{ district: t.byPlace.district, street: t.byPlace.street }} value={way} /><MeasureChoice />
        {way === "street" && <ClassChoice value={ofClass} all={false} />}
      </div>
      <Answer of={found} note={t.timesNote} csv={<CsvLink name="times" query={query} />}>
        {(rows) => {
          const fitting = rows.filter((row) => row.measure === measure && (!byStreet || row.class === ofClass));
          const drawn = fitting.sort((a, b) => b.count - a.count).slice(0, mostDrawn);
          const pictures = picturesOf(drawn, (row) => (byStreet ? streetLabel(row.street) : words.value.class[row.class]), measure);
          return (
            <>
              {drawn.length > 0 ? <div class="charts">{pictures.map((picture) => <Chart key={picture.title} picture={picture} />)}</div>
                : <p class="card quiet">{t.measures[measure]}: {t.nothing}</p>}
              <Table caption={t.tabs.times} columns={columnsOf(byStreet)} rows={rows} keyOf={(row) => [row.street, row.class, row.measure].join("/")} />
            </>
          );
        }}
      </Answer>
    </>
  );
}
