// Cases, handled and closed; and how many of each model were false alarms.
import { api, type Schemas } from "../../api/client";
import { committeeName } from "../../live/places";
import { Table, type Column } from "../../ui/parts";
import { kindText, words } from "../../words";
import { Answer, countColumn as count, CsvLink, mostDrawn, shareColumn as share, streetLabel, useFigures } from "./answer";
import { Chart, type Picture } from "./chart";
import { by, chosenClass, oneOf, period, place } from "./choice";
import { everyDay } from "./days";
import { AnyClass, ByChoice, PeriodChoice, PlaceChoice } from "./filters";
import { countText, shareText } from "./numbers";
import { text } from "./words";

type Row = Schemas["CaseFigures"]["rows"][number];
const ways = ["street", "committee", "day", "kind", "street_kind", "district"] as const;
type Way = (typeof ways)[number];

function labelOf(row: Row, way: Way): string {
  switch (way) {
    case "street": return streetLabel(row.street);
    case "committee": return row.committee ? committeeName(row.committee) : `${streetLabel(row.street)} ${text.value.unnamed}`;
    case "day": return row.day ?? "";
    case "kind": return kindText(row.kind ?? "unknown");
    case "street_kind": return `${streetLabel(row.street)} · ${kindText(row.kind ?? "unknown")}`;
    case "district": return row.class ? words.value.class[row.class] : "";
  }
}
const placeColumns: Record<Way, (keyof Row)[]> = {
  street: ["street"], committee: ["street", "committee"], day: ["day"], kind: ["kind"], street_kind: ["street", "kind"], district: [],
};
/// By ids, because two committees may have one name.
const groupOf = (row: Row, way: Way) => (way === "district" ? row.class ?? "" : placeColumns[way].map((name) => row[name]).join("/"));
const idOf = (row: Row) => [row.day, row.street, row.committee, row.kind, row.model, row.class].join("/");

const sum = (rows: readonly Row[], of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0);

function pictureOf(rows: readonly Row[], way: Way, days: readonly string[]): { picture: Picture; cut: boolean } {
  const groups = new Map<string, { label: string; rows: Row[] }>();
  const opened = (row: Row) => row.opened;
  // A day on which nothing was opened is a point of the line too.
  if (way === "day") for (const day of days) groups.set(day, { label: day, rows: [] });
  for (const row of rows) {
    const id = groupOf(row, way);
    const group = groups.get(id) ?? { label: labelOf(row, way), rows: [] };
    groups.set(id, group);
    group.rows.push(row);
  }
  const all = [...groups.values()];
  const shown = way === "day" ? all : all.sort((a, b) => sum(b.rows, opened) - sum(a.rows, opened)).slice(0, mostDrawn);
  const t = text.value;
  const series = [
    { name: t.opened, of: opened },
    { name: t.acknowledged, of: (row: Row) => row.acknowledged },
    way === "day" ? { name: t.endedDay, of: (row: Row) => row.ended } : { name: t.closed, of: (row: Row) => row.closed },
  ];
  return {
    cut: shown.length < all.length,
    picture: {
      title: way === "day" ? t.casesDayTitle : t.casesTitle, kind: way === "day" ? "lines" : "bars", format: countText,
      labels: shown.map((group) => group.label), series: series.map(({ name, of }) => ({ name, values: shown.map((group) => sum(group.rows, of)) })),
    },
  };
}

function columnsOf(way: Way): Column<Row>[] {
  const t = text.value;
  const names: Partial<Record<keyof Row, Column<Row>>> = {
    street: { title: t.street, cell: (row) => streetLabel(row.street) },
    committee: { title: t.committee, cell: (row) => committeeName(row.committee) || t.unnamed },
    day: { title: t.day, cell: (row) => row.day },
    kind: { title: t.kind, cell: (row) => kindText(row.kind ?? "unknown") },
  };
  const found = words.value.disposition;
  return [
    ...placeColumns[way].map((name) => names[name]!),
    { title: t.class, cell: (row) => (row.class ? words.value.class[row.class] : "") },
    count(t.opened, (row) => row.opened), count(t.acknowledged, (row) => row.acknowledged), count(t.closed, (row) => row.closed),
    count(way === "day" ? t.endedDay : t.ended, (row) => row.ended), count(t.longStanding, (row) => row.long_standing), count(t.apart, (row) => row.apart),
    count(found.real, (row) => row.real), count(found.false_alarm, (row) => row.false_alarm),
    share(t.acknowledgedShare, (row) => row.acknowledged_share), share(t.closedShare, (row) => row.closed_share),
    share(t.falseAlarmShare, (row) => row.false_alarm_share),
  ];
}

export function Cases() {
  const t = text.value;
  const way = oneOf(ways, by.value);
  const query = { ...period.value, ...place.value, by: way };
  const found = useFigures(async (signal) => ({ way, figures: await api.get("/api/v1/statistics/cases", { query, signal }) }), query);
  // The rows that are still shown while others come were grouped in another way.
  const was = found.value?.way ?? way;
  const shown = { ...found, value: found.value?.figures };
  return (
    <>
      <div class="choice"><PeriodChoice /><PlaceChoice /><ByChoice options={t.byCases} value={way} /><AnyClass /></div>
      <Answer of={shown} note={t.casesNote} csv={<CsvLink name="cases" query={query} hint={chosenClass.value ? t.csvHint : undefined} />}>
        {(all) => {
          const rows = chosenClass.value ? all.filter((row) => row.class === chosenClass.value) : all;
          const { picture, cut } = pictureOf(rows, was, everyDay(shown.value!.from, shown.value!.to));
          return (
            <>
              {rows.length > 0 && <Chart picture={picture} />}
              {cut && <p class="quiet">{t.topOnly(mostDrawn)}</p>}
              <Table caption={picture.title} columns={columnsOf(was)} rows={rows} keyOf={idOf} empty={t.nothing} />
            </>
          );
        }}
      </Answer>
    </>
  );
}

const modelName = (row: Row) => row.model || text.value.unnamed;

function modelPicture(drawn: readonly Row[]): Picture {
  const t = text.value;
  return {
    title: t.modelTitle, kind: "bars", format: shareText, upTo: 1, labels: drawn.map((row) => `${kindText(row.kind ?? "unknown")} · ${modelName(row)}`),
    series: [{ name: t.falseAlarmShare, values: drawn.map((row) => row.false_alarm_share) }],
  };
}
function modelColumns(): Column<Row>[] {
  const t = text.value;
  const found = words.value.disposition;
  return [
    { title: t.kind, cell: (row) => kindText(row.kind ?? "unknown") }, { title: t.model, cell: modelName },
    count(t.closed, (row) => row.closed), count(found.false_alarm, (row) => row.false_alarm), count(found.real, (row) => row.real),
    count(found.device_fault, (row) => row.device_fault), count(found.resident_away, (row) => row.resident_away), count(found.other, (row) => row.other),
    share(t.falseAlarmShare, (row) => row.false_alarm_share),
  ];
}

export function Models() {
  const t = text.value;
  const query = { ...period.value, ...place.value, by: "model" as const };
  const found = useFigures((signal) => api.get("/api/v1/statistics/cases", { query, signal }), query);
  return (
    <>
      <div class="choice"><PeriodChoice /><PlaceChoice /></div>
      <Answer of={found} note={t.modelNote} csv={<CsvLink name="cases" query={query} />}>
        {(all) => {
          const rows = [...all].sort((a, b) => (b.false_alarm_share ?? -1) - (a.false_alarm_share ?? -1) || b.closed - a.closed);
          const drawn = rows.filter((row) => row.false_alarm_share !== null).slice(0, mostDrawn);
          return (
            <>
              {drawn.length > 0 && <Chart picture={modelPicture(drawn)} />}
              {rows.length > drawn.length && <p class="quiet">{t.topOnly(drawn.length)}</p>}
              <Table caption={t.modelTitle} rows={rows} keyOf={idOf} columns={modelColumns()} />
            </>
          );
        }}
      </Answer>
    </>
  );
}
