// Which homes have which devices, as the registry is now.
import { api, type Schemas } from "../../api/client";
import { committeeName } from "../../live/places";
import { setQuery } from "../../route";
import { Field, Select, Table, type Column } from "../../ui/parts";
import { kindText, words } from "../../words";
import { Answer, countColumn, CsvLink, mostDrawn, shareColumn, streetLabel, useFigures } from "./answer";
import { Chart, type Picture } from "./chart";
import { by, kind, oneOf, place } from "./choice";
import { ByChoice, PlaceChoice } from "./filters";
import { shareText } from "./numbers";
import { text } from "./words";

type Row = Schemas["CoverageFigures"]["rows"][number];
const ways = ["district", "street", "committee"] as const;

const placeOf = (row: Row) => (row.committee !== undefined ? committeeName(row.committee) || text.value.unnamed : streetLabel(row.street));

function pictureOf(rows: readonly Row[], ofKind: string): { picture: Picture; cut: boolean } {
  const t = text.value;
  const ofPlaces = rows[0]?.street !== undefined;
  const fitting = rows.filter((row) => row.share !== null && (!ofPlaces || row.kind === ofKind)).sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
  const drawn = fitting.slice(0, mostDrawn);
  return {
    cut: drawn.length < fitting.length,
    picture: {
      title: ofPlaces ? `${t.coverageTitle} · ${kindText(ofKind)}` : t.coverageTitle, kind: "bars", format: shareText, upTo: 1,
      labels: drawn.map((row) => (ofPlaces ? placeOf(row) : kindText(row.kind))), series: [{ name: t.share, values: drawn.map((row) => row.share) }],
    },
  };
}

function columnsOf(row: Row | undefined): Column<Row>[] {
  const t = text.value;
  return [
    ...(row?.street !== undefined ? [{ title: t.street, cell: (one: Row) => streetLabel(one.street) }] : []),
    ...(row?.committee !== undefined ? [{ title: t.committee, cell: placeOf }] : []),
    { title: t.kind, cell: (one) => kindText(one.kind) },
    countColumn(t.homesWith, (one) => one.homes_with), countColumn(t.homesShould, (one) => one.homes_should), shareColumn(t.share, (one) => one.share),
  ];
}

export function Coverage() {
  const t = text.value;
  const way = oneOf(ways, by.value);
  const query = { ...place.value, by: way };
  const found = useFigures((signal) => api.get("/api/v1/statistics/coverage", { query, signal }), query);
  const kinds = [...new Set((found.value?.rows ?? []).map((row) => row.kind))];
  const kindOptions = [["", words.value.common.all] as const, ...kinds.map((one) => [one, kindText(one)] as const)];
  const chosen = oneOf(kinds, kind.value);
  return (
    <>
      <div class="choice">
        <PlaceChoice /><ByChoice options={t.byPlace} value={way} />
        {way !== "district" && kinds.length > 0 && (
          <Field label={t.kind}><Select<string> value={kind.value} onValue={(one) => setQuery({ kind: one })} options={kindOptions} /></Field>
        )}
      </div>
      <Answer of={found} note={t.coverageNote} csv={<CsvLink name="coverage" query={query} />}>
        {(all) => {
          const { picture, cut } = pictureOf(all, chosen);
          const rows = kind.value && all[0]?.street !== undefined ? all.filter((row) => row.kind === kind.value) : all;
          return (
            <>
              {picture.labels.length > 0 && <Chart picture={picture} />}
              {cut && <p class="quiet">{t.topOnly(mostDrawn)}</p>}
              <Table caption={t.coverageTitle} columns={columnsOf(all[0])} rows={rows} keyOf={(row) => [row.street, row.committee, row.kind].join("/")} />
            </>
          );
        }}
      </Answer>
    </>
  );
}
