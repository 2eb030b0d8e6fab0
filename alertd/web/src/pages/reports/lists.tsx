// The lists of what needs somebody: the loudest sources, what is offline, what stands for long.
import { api, type Schemas } from "../../api/client";
import { committeeName } from "../../live/places";
import { href, setQuery } from "../../route";
import { Field, optionsOf, Select, Table, type Column } from "../../ui/parts";
import { dateText, kindText, words } from "../../words";
import { Answer, countColumn as count, CsvLink, mostDrawn, shareColumn, streetLabel, useFigures } from "./answer";
import { Chart, type Picture } from "./chart";
import { chosenLimit, oneOf, order, period, place } from "./choice";
import { LimitChoice, PeriodChoice, PlaceChoice } from "./filters";
import { countText, daysSince } from "./numbers";
import { text } from "./words";

interface Placed {
  street: string;
  committee: string;
  home: string;
}
function placeColumns<Row extends Placed>(): Column<Row>[] {
  const t = text.value;
  return [
    { title: t.street, cell: (row) => streetLabel(row.street) }, { title: t.committee, cell: (row) => committeeName(row.committee) || "—" },
    { title: t.home, cell: (row) => row.home },
  ];
}

type Source = Schemas["SourceFigures"]["rows"][number];

function sourceColumns(): Column<Source>[] {
  const t = text.value;
  return [
    ...placeColumns<Source>(), { title: t.device, cell: (row) => row.device }, { title: t.kind, cell: (row) => kindText(row.kind) },
    { title: t.condition, cell: (row) => words.value.condition[row.condition] },
    count(t.alarms, (row) => row.alarms), count(t.reportsCount, (row) => row.reports), count(t.chattering, (row) => row.chattering),
    count(t.fleeting, (row) => row.fleeting), shareColumn(t.share, (row) => row.share),
  ];
}
function sourcePicture(title: string, drawn: readonly Source[]): Picture {
  const t = text.value;
  return {
    title, kind: "bars", format: countText, labels: drawn.map((row) => `${row.home} ${row.device} · ${words.value.condition[row.condition]}`),
    series: [{ name: t.alarms, values: drawn.map((row) => row.alarms) }, { name: t.chattering, values: drawn.map((row) => row.chattering) }],
  };
}

export function Sources() {
  const t = text.value;
  const sort = oneOf(["alarms", "chattering"] as const, order.value);
  const query = { ...period.value, ...place.value, order: sort, limit: chosenLimit.value };
  const found = useFigures((signal) => api.get("/api/v1/statistics/sources", { query, signal }), query);
  const title = sort === "alarms" ? t.sourcesTitle : t.chatteringTitle;
  return (
    <>
      <div class="choice">
        <PeriodChoice /><PlaceChoice />
        <Field label={t.order}><Select value={sort} onValue={(chosen) => setQuery({ order: chosen })} options={optionsOf(t.orders)} /></Field>
        <LimitChoice />
      </div>
      <Answer of={found} limit={query.limit} csv={<CsvLink name="sources" query={query} />}>
        {(rows) => (
          <>
            <Chart picture={sourcePicture(title, rows.slice(0, mostDrawn))} />
            {rows.length > mostDrawn && <p class="quiet">{t.topOnly(mostDrawn)}</p>}
            <Table caption={title} columns={sourceColumns()} rows={rows} keyOf={(row) => [row.home, row.device, row.condition].join("/")} />
          </>
        )}
      </Answer>
    </>
  );
}

/// How many there are of each label, divided into groups, which have names; the labels with most first.
function stackedOf<Row, Group extends string>(
  title: string, rows: readonly Row[], labelOf: (row: Row) => string, names: Record<Group, string>, groupOf: (row: Row) => Group,
): Picture {
  const groups = Object.keys(names) as Group[];
  const sums = new Map<string, { all: number; of: Map<Group, number> }>();
  for (const row of rows) {
    const sum = sums.get(labelOf(row)) ?? { all: 0, of: new Map<Group, number>() };
    sums.set(labelOf(row), sum);
    sum.all += 1;
    sum.of.set(groupOf(row), (sum.of.get(groupOf(row)) ?? 0) + 1);
  }
  const drawn = [...sums].sort((a, b) => b[1].all - a[1].all).slice(0, mostDrawn);
  return {
    title, kind: "stacked", format: countText, labels: drawn.map(([label]) => label),
    series: groups.map((group) => ({ name: names[group], values: drawn.map(([, sum]) => sum.of.get(group) ?? 0) })),
  };
}

type Gone = Schemas["OfflineDevices"]["rows"][number];
const ageOf = (days: number) => (days < 1 ? "day" : days < 7 ? "week" : days < 30 ? "month" : "longer");

export function Offline() {
  const t = text.value;
  const query = { ...place.value, limit: chosenLimit.value };
  const found = useFigures((signal) => api.get("/api/v1/statistics/offline", { query, signal }), query);
  return (
    <>
      <div class="choice"><PlaceChoice /><LimitChoice /></div>
      <Answer of={found} limit={query.limit} csv={<CsvLink name="offline" query={query} />}>
        {(rows) => (
          <>
            <Chart picture={stackedOf(t.offlineTitle, rows, (row) => streetLabel(row.street), t.ages, (row) => ageOf(daysSince(row.since)))} />
            <Table caption={t.offlineTitle} rows={rows} keyOf={(row) => `${row.home}/${row.device}`} columns={[
              ...placeColumns<Gone>(), { title: t.device, cell: (row) => row.device }, { title: t.kind, cell: (row) => kindText(row.kind) },
              { title: t.since, cell: (row) => dateText(row.since) }, count(t.days, (row: Gone) => Math.max(0, Math.floor(daysSince(row.since)))),
            ]} />
          </>
        )}
      </Answer>
    </>
  );
}

type Standing = Schemas["StaleCases"]["rows"][number];

export function Stale() {
  const t = text.value;
  const query = { ...place.value, limit: chosenLimit.value };
  const found = useFigures((signal) => api.get("/api/v1/statistics/stale", { query, signal }), query);
  const classes = words.value.class;
  return (
    <>
      <div class="choice"><PlaceChoice /><LimitChoice /></div>
      <Answer of={found} limit={query.limit} csv={<CsvLink name="stale" query={query} />}>
        {(rows) => (
          <>
            <Chart picture={stackedOf(t.staleTitle, rows, (row) => words.value.condition[row.headline], classes, (row) => row.class)} />
            <Table caption={t.staleTitle} rows={rows} keyOf={(row) => row.incident} columns={[
              { title: t.incident, cell: (row) => <a href={href("incidents", { id: row.incident })}>{words.value.condition[row.headline]}</a> },
              { title: t.class, cell: (row) => classes[row.class] },
              ...placeColumns<Standing>(), { title: t.state, cell: (row) => words.value.incidentState[row.state] },
              { title: t.openedAt, cell: (row) => dateText(row.opened_at) }, count(t.hours, (row: Standing) => row.hours),
            ]} />
          </>
        )}
      </Answer>
    </>
  );
}
