// The lists of what needs somebody: the loudest sources, what is offline, what stands for long.
import { api, type Schemas } from "../../api/client";
import { committeeName } from "../../live/places";
import { href, setQuery } from "../../route";
import { Field, optionsOf, Select, Table, useLoaded, type Column } from "../../ui/parts";
import { dateText, kindText, words } from "../../words";
import { Answer, CsvLink } from "./answer";
import { mostDrawn, streetLabel } from "./cases";
import { Chart, type Picture } from "./chart";
import { chosenLimit, oneOf, order, period, place } from "./choice";
import { LimitChoice, PeriodChoice, PlaceChoice } from "./filters";
import { countText, shareText } from "./numbers";
import { text } from "./words";

interface Placed {
  street: string;
  committee: string;
  home: string;
}
function placeColumns<Row extends Placed>(): Column<Row>[] {
  const t = text.value;
  return [{ title: t.street, cell: (row) => streetLabel(row.street) }, { title: t.committee, cell: (row) => committeeName(row.committee) || "—" }, { title: t.home, cell: (row) => row.home }];
}

type Source = Schemas["SourceFigures"]["rows"][number];

export function Sources() {
  const t = text.value;
  const sort = oneOf(["alarms", "chattering"] as const, order.value);
  const query = { ...period.value, ...place.value, order: sort, limit: chosenLimit.value };
  const found = useLoaded((signal) => api.get("/api/v1/statistics/sources", { query, signal }), [JSON.stringify(query)]);
  const title = sort === "alarms" ? t.sourcesTitle : t.chatteringTitle;
  const count = (title: string, of: (row: Source) => number): Column<Source> => ({ title, number: true, cell: (row) => countText(of(row)) });
  const columns: Column<Source>[] = [
    ...placeColumns<Source>(), { title: t.device, cell: (row) => row.device }, { title: t.kind, cell: (row) => kindText(row.kind) }, { title: t.condition, cell: (row) => words.value.condition[row.condition] },
    count(t.alarms, (row) => row.alarms), count(t.reportsCount, (row) => row.reports), count(t.chattering, (row) => row.chattering), count(t.fleeting, (row) => row.fleeting),
    { title: t.share, number: true, cell: (row) => shareText(row.share) },
  ];
  return (
    <>
      <div class="choice">
        <PeriodChoice /><PlaceChoice />
        <Field label={t.order}><Select value={sort} onValue={(chosen) => setQuery({ order: chosen })} options={optionsOf(t.orders)} /></Field>
        <LimitChoice />
      </div>
      <Answer of={found} limit={query.limit} csv={<CsvLink name="sources" query={query} />}>
        {(rows) => {
          const drawn = rows.slice(0, mostDrawn);
          return (
            <>
              <Chart picture={{
                title, kind: "bars", format: countText, labels: drawn.map((row) => `${row.home} ${row.device} · ${words.value.condition[row.condition]}`),
                series: [{ name: t.alarms, values: drawn.map((row) => row.alarms) }, { name: t.chattering, values: drawn.map((row) => row.chattering) }],
              }} />
              {rows.length > drawn.length && <p class="quiet">{t.topOnly(mostDrawn)}</p>}
              <Table caption={title} columns={columns} rows={rows} keyOf={(row) => [row.home, row.device, row.condition].join("/")} />
            </>
          );
        }}
      </Answer>
    </>
  );
}

/// How many there are of each label, divided by `groupOf`; the labels with most first.
function stackedOf<Row>(title: string, rows: readonly Row[], labelOf: (row: Row) => string, groups: readonly string[], groupOf: (row: Row) => string): Picture {
  const sums = new Map<string, number[]>();
  for (const row of rows) {
    const counts = sums.get(labelOf(row)) ?? groups.map(() => 0);
    counts[groups.indexOf(groupOf(row))]! += 1;
    sums.set(labelOf(row), counts);
  }
  const total = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);
  const labels = [...sums].sort((a, b) => total(b[1]) - total(a[1])).slice(0, mostDrawn);
  return {
    title, kind: "stacked", format: countText, labels: labels.map(([label]) => label),
    series: groups.map((name, at) => ({ name, values: labels.map(([, counts]) => counts[at] ?? 0) })),
  };
}

const daysSince = (since: string) => (Date.now() - Date.parse(since)) / 86_400_000;

export function Offline() {
  const t = text.value;
  const query = { ...place.value, limit: chosenLimit.value };
  const found = useLoaded((signal) => api.get("/api/v1/statistics/offline", { query, signal }), [JSON.stringify(query)]);
  const ageOf = (days: number) => (days < 1 ? t.ages.day : days < 7 ? t.ages.week : days < 30 ? t.ages.month : t.ages.longer);
  return (
    <>
      <div class="choice"><PlaceChoice /><LimitChoice /></div>
      <Answer of={found} limit={query.limit} csv={<CsvLink name="offline" query={query} />}>
        {(rows) => (
          <>
            <Chart picture={stackedOf(t.offlineTitle, rows, (row) => streetLabel(row.street), Object.values(t.ages), (row) => ageOf(daysSince(row.since)))} />
            <Table caption={t.offlineTitle} rows={rows} keyOf={(row) => `${row.home}/${row.device}`} columns={[
              ...placeColumns<(typeof rows)[number]>(), { title: t.device, cell: (row) => row.device }, { title: t.kind, cell: (row) => kindText(row.kind) },
              { title: t.since, cell: (row) => dateText(row.since) }, { title: t.days, number: true, cell: (row) => countText(Math.floor(daysSince(row.since))) },
            ]} />
          </>
        )}
      </Answer>
    </>
  );
}

export function Stale() {
  const t = text.value;
  const query = { ...place.value, limit: chosenLimit.value };
  const found = useLoaded((signal) => api.get("/api/v1/statistics/stale", { query, signal }), [JSON.stringify(query)]);
  const classes = words.value.class;
  return (
    <>
      <div class="choice"><PlaceChoice /><LimitChoice /></div>
      <Answer of={found} limit={query.limit} csv={<CsvLink name="stale" query={query} />}>
        {(rows) => (
          <>
            <Chart picture={stackedOf(t.staleTitle, rows, (row) => words.value.condition[row.headline], Object.values(classes), (row) => classes[row.class])} />
            <Table caption={t.staleTitle} rows={rows} keyOf={(row) => row.incident} columns={[
              { title: t.incident, cell: (row) => <a href={href("incidents", { id: row.incident })}>{words.value.condition[row.headline]}</a> }, { title: t.class, cell: (row) => classes[row.class] },
              ...placeColumns<(typeof rows)[number]>(), { title: t.state, cell: (row) => words.value.incidentState[row.state] },
              { title: t.openedAt, cell: (row) => dateText(row.opened_at) }, { title: t.hours, number: true, cell: (row) => countText(row.hours) },
            ]} />
          </>
        )}
      </Answer>
    </>
  );
}
