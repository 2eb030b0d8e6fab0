// The district as shapes: reads a GeoJSON file, projects it and makes SVG paths of it. Pure.

/// Longitude and latitude in the file; x and y in the drawing.
export type Position = readonly [number, number];
/// The outer ring first, then its holes.
export type Polygon = readonly (readonly Position[])[];

export interface Area {
  kind: "street" | "committee";
  id: string;
  polygons: readonly Polygon[];
}
interface Label {
  x: number;
  y: number;
  /// How much room a line of text has there.
  width: number;
}
export interface Shape extends Area {
  path: string;
  label: Label;
}

export type FaultKind = "json" | "collection" | "empty" | "feature" | "id" | "geometry" | "coordinates" | "range" | "ring";
/// Why a file cannot be drawn. `feature` counts from 1; 0: the file itself.
export class MapFault extends Error {
  constructor(
    readonly kind: FaultKind,
    readonly feature = 0,
  ) {
    super(`${kind} ${feature}`);
  }
}

type Thing = Record<string, unknown>;
const isThing = (value: unknown): value is Thing => typeof value === "object" && value !== null && !Array.isArray(value);

function position(value: unknown, feature: number): Position {
  if (!Array.isArray(value)) throw new MapFault("coordinates", feature);
  const [longitude, latitude] = value as unknown[];
  const isNumber = (one: unknown): one is number => typeof one === "number" && Number.isFinite(one);
  if (!isNumber(longitude) || !isNumber(latitude)) throw new MapFault("coordinates", feature);
  // Metres of a national grid are numbers too.
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) throw new MapFault("range", feature);
  return [longitude, latitude];
}

function polygon(value: unknown, feature: number): Polygon {
  if (!Array.isArray(value) || value.length === 0) throw new MapFault("coordinates", feature);
  return value.map((ring: unknown) => {
    if (!Array.isArray(ring)) throw new MapFault("coordinates", feature);
    const positions = ring.map((one) => position(one, feature));
    if (new Set(positions.map(String)).size < 3) throw new MapFault("ring", feature);
    return positions;
  });
}

function polygonsOf(geometry: unknown, feature: number): Polygon[] {
  if (!isThing(geometry)) throw new MapFault("geometry", feature);
  if (geometry["type"] === "Polygon") return [polygon(geometry["coordinates"], feature)];
  if (geometry["type"] !== "MultiPolygon") throw new MapFault("geometry", feature);
  const parts = geometry["coordinates"];
  if (!Array.isArray(parts) || parts.length === 0) throw new MapFault("coordinates", feature);
  return parts.map((one) => polygon(one, feature));
}

/// An id may be written as a number.
function idOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : "";
}

/// The areas of a FeatureCollection. Several features of one id are one area. Throws MapFault.
export function readDistrict(file: unknown): Area[] {
  if (!isThing(file) || file["type"] !== "FeatureCollection" || !Array.isArray(file["features"])) throw new MapFault("collection");
  const areas = new Map<string, Area & { polygons: Polygon[] }>();
  file["features"].forEach((feature: unknown, at) => {
    const number = at + 1;
    if (!isThing(feature) || feature["type"] !== "Feature") throw new MapFault("feature", number);
    const properties = isThing(feature["properties"]) ? feature["properties"] : {};
    const committee = idOf(properties["committee"]);
    const kind = committee ? "committee" : "street";
    const id = committee || idOf(properties["id"]) || idOf(properties["street"]);
    if (!id) throw new MapFault("id", number);
    const polygons = polygonsOf(feature["geometry"], number);
    const known = areas.get(`${kind} ${id}`);
    if (known) known.polygons.push(...polygons);
    else areas.set(`${kind} ${id}`, { kind, id, polygons });
  });
  if (areas.size === 0) throw new MapFault("empty");
  return [...areas.values()];
}

interface Bounds {
  west: number;
  east: number;
  south: number;
  north: number;
}
export function boundsOf(areas: readonly Pick<Area, "polygons">[]): Bounds {
  const bounds = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const area of areas) for (const one of area.polygons) for (const ring of one) for (const [x, y] of ring) {
    bounds.west = Math.min(bounds.west, x);
    bounds.east = Math.max(bounds.east, x);
    bounds.south = Math.min(bounds.south, y);
    bounds.north = Math.max(bounds.north, y);
  }
  return bounds;
}

/// Equirectangular: a degree of longitude is as much shorter as the middle latitude makes it. What lies within `bounds`
/// fills the drawing but for the margin, centred, north up.
export function projection(bounds: Bounds, width: number, height: number, margin: number): (at: Position) => Position {
  const shrink = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180);
  const wide = (bounds.east - bounds.west) * shrink;
  const high = bounds.north - bounds.south;
  const scale = Math.min((width - 2 * margin) / wide, (height - 2 * margin) / high);
  const left = (width - wide * scale) / 2;
  const top = (height - high * scale) / 2;
  return ([longitude, latitude]) => [left + (longitude - bounds.west) * shrink * scale, top + (bounds.north - latitude) * scale];
}

const short = (value: number) => String(Math.round(value * 10) / 10);

/// To be filled by the even-odd rule, so that holes stay open whichever way round they were drawn.
export function pathOf(polygons: readonly Polygon[]): string {
  return polygons.flatMap((rings) => rings.map((ring) => `M${ring.map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}Z`)).join("");
}

/// Where the horizontal line at `height` runs inside the shape: [from, to], left to right.
function chords(rings: Polygon, height: number): [number, number][] {
  const crossings: number[] = [];
  for (const ring of rings) ring.forEach(([x, y], at) => {
    const [beforeX, beforeY] = ring[(at + ring.length - 1) % ring.length]!;
    if (y > height !== beforeY > height) crossings.push(x + ((height - y) / (beforeY - y)) * (beforeX - x));
  });
  crossings.sort((a, b) => a - b);
  const found: [number, number][] = [];
  for (let at = 0; at + 1 < crossings.length; at += 2) found.push([crossings[at]!, crossings[at + 1]!]);
  return found;
}

/// The widest piece of `chord` that runs inside at another height too.
function shared(row: readonly [number, number][], chord: readonly [number, number]): [number, number] {
  let widest: [number, number] = [0, 0];
  for (const [from, to] of row) {
    const piece: [number, number] = [Math.max(from, chord[0]), Math.min(to, chord[1])];
    if (piece[1] - piece[0] > widest[1] - widest[0]) widest = piece;
  }
  return widest;
}

const lines = 40;
/// Always inside the shape, where it is wide for as much as a line of text is high, and rather in its middle than at
/// an end; the centroid of a bent street lies in its neighbour.
export function labelOf(polygon: Polygon): Label {
  const { west, east, south: top, north: bottom } = boundsOf([{ polygons: [polygon] }]);
  const heightOf = (line: number) => top + ((line + 0.5) / lines) * (bottom - top);
  const rows = Array.from({ length: lines }, (_, line) => chords(polygon, heightOf(line)));
  let best: Label = { x: (west + east) / 2, y: (top + bottom) / 2, width: 0 };
  let most = 0;
  for (let line = 1; line < lines - 1; line++) {
    for (const chord of rows[line]!) {
      const [from, to] = shared(rows[line + 1]!, shared(rows[line - 1]!, chord));
      const worth = (to - from) * (1 - Math.abs((line + 0.5) / lines - 0.5));
      if (worth <= most) continue;
      most = worth;
      best = { x: (from + to) / 2, y: heightOf(line), width: to - from };
    }
  }
  return best;
}

function surface(ring: readonly Position[]): number {
  return Math.abs(ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length]!;
    return sum + x * nextY - nextX * y;
  }, 0)) / 2;
}
/// The part that is the street to whoever looks at the map; an exclave would pull the label out of it.
const largest = (polygons: readonly Polygon[]): Polygon =>
  polygons.reduce((best, one) => (surface(one[0]!) > surface(best[0]!) ? one : best));

/// Streets first, so that what lies in them is drawn above them.
export function draw(areas: readonly Area[], width: number, height: number, margin: number): Shape[] {
  const project = projection(boundsOf(areas), width, height, margin);
  return [...areas]
    .sort((a, b) => Number(a.kind === "committee") - Number(b.kind === "committee"))
    .map((area) => {
      const polygons = area.polygons.map((rings) => rings.map((ring) => ring.map(project)));
      return { ...area, polygons, path: pathOf(polygons), label: labelOf(largest(polygons)) };
    });
}
