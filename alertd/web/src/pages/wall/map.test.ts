import { describe, expect, test } from "vitest";
import { boundsOf, draw, labelOf, MapFault, pathOf, projection, readDistrict, type FaultKind, type Position } from "./map";

const square = (x: number, y: number, size: number): Position[] => [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]];
const feature = (properties: unknown, type: string, coordinates: unknown) => ({ type: "Feature", properties, geometry: { type, coordinates } });
const collection = (...features: unknown[]) => ({ type: "FeatureCollection", features });
const street = (id: string, coordinates: unknown) => feature({ id }, "Polygon", coordinates);

function faultOf(file: unknown): [FaultKind, number] {
  try {
    readDistrict(file);
  } catch (error) {
    if (error instanceof MapFault) return [error.kind, error.feature];
    throw error;
  }
  throw new Error("it was read");
}

describe("reading", () => {
  test("streets by id or street, committees by committee", () => {
    const areas = readDistrict(collection(
      street("huayang", [square(121, 31, 1)]),
      feature({ street: "jiangsu" }, "MultiPolygon", [[square(122, 31, 1)], [square(124, 31, 1)]]),
      feature({ street: "jiangsu", committee: "c-1", id: 7 }, "Polygon", [square(122, 31, 0.5)]),
      feature({ id: 310105 }, "Polygon", [square(126, 31, 1)]),
    ));
    expect(areas.map((area) => [area.kind, area.id, area.polygons.length])).toEqual([
      ["street", "huayang", 1], ["street", "jiangsu", 2], ["committee", "c-1", 1], ["street", "310105", 1],
    ]);
  });
  test("several features of one street are one area", () => {
    expect(readDistrict(collection(street("a", [square(0, 0, 1)]), street("a", [square(2, 0, 1)])))[0]!.polygons).toHaveLength(2);
  });
  test("heights in the coordinates do no harm", () => {
    expect(readDistrict(collection(street("a", [[[0, 0, 5], [1, 0, 5], [1, 1, 5], [0, 0, 5]]])))[0]!.polygons[0]![0]![0]).toEqual([0, 0]);
  });
});

describe("bad files", () => {
  const good = street("a", [square(0, 0, 1)]);
  const cases: [string, unknown, FaultKind, number][] = [
    ["nothing", null, "collection", 0],
    ["a list", [], "collection", 0],
    ["another type", { type: "Topology", objects: {} }, "collection", 0],
    ["a single feature", good, "collection", 0],
    ["features that are no list", { type: "FeatureCollection", features: {} }, "collection", 0],
    ["no features", collection(), "empty", 0],
    ["something that is no feature", collection(good, { type: "Polygon" }), "feature", 2],
    ["no id", collection(feature({ name: "x" }, "Polygon", [square(0, 0, 1)])), "id", 1],
    ["no properties", collection(feature(null, "Polygon", [square(0, 0, 1)])), "id", 1],
    ["a point", collection(good, feature({ id: "b" }, "Point", [0, 0])), "geometry", 2],
    ["no geometry", collection({ type: "Feature", properties: { id: "b" }, geometry: null }), "geometry", 1],
    ["words for coordinates", collection(street("a", [[["121", "31"], [1, 0], [1, 1]]])), "coordinates", 1],
    ["no number", collection(street("a", [[[NaN, 0], [1, 0], [1, 1]]])), "coordinates", 1],
    ["no coordinates", collection(feature({ id: "a" }, "Polygon", undefined)), "coordinates", 1],
    ["no rings", collection(street("a", [])), "coordinates", 1],
    ["rings that are no lists", collection(street("a", ["x"])), "coordinates", 1],
    ["a MultiPolygon written like a Polygon", collection(feature({ id: "a" }, "MultiPolygon", [square(0, 0, 1)])), "coordinates", 1],
    ["metres", collection(street("a", [square(351_000, 3_455_000, 500)])), "range", 1],
    ["a ring that is a line", collection(street("a", [[[0, 0], [1, 0], [0, 0], [0, 0]]])), "ring", 1],
  ];
  test.each(cases)("%s", (_name, file, kind, number) => {
    expect(faultOf(file)).toEqual([kind, number]);
  });
});

describe("projection", () => {
  test("longitude shrinks by the cosine of the middle latitude, north is up", () => {
    const project = projection({ west: 120, east: 121, south: 59.5, north: 60.5 }, 1000, 1000, 0);
    const [left, top] = project([120, 60.5]);
    const [right, bottom] = project([121, 59.5]);
    expect(bottom - top).toBeCloseTo(1000);
    expect(right - left).toBeCloseTo(500);
    expect((left + right) / 2).toBeCloseTo(500);
  });
  test("fills the narrower side but for the margin, and is centred", () => {
    const project = projection({ west: -1, east: 1, south: -0.25, north: 0.25 }, 1000, 700, 20);
    expect(project([-1, 0])[0]).toBeCloseTo(20);
    expect(project([1, 0])[0]).toBeCloseTo(980);
    expect(project([0, 0])[1]).toBeCloseTo(350);
  });
  test("everything stays within the drawing", () => {
    const shapes = draw(readDistrict(collection(street("a", [square(121.3, 31.1, 0.07)]), street("b", [square(121.4, 31.2, 0.01)]))), 1000, 700, 10);
    const { west, east, south, north } = boundsOf(shapes);
    expect(west).toBeGreaterThanOrEqual(9.99);
    expect(east).toBeLessThanOrEqual(990.01);
    expect(south).toBeGreaterThanOrEqual(9.99);
    expect(north).toBeLessThanOrEqual(690.01);
  });
});

describe("paths and labels", () => {
  test("a ring for each hole and part", () => {
    expect(pathOf([[[[0, 0], [10, 0], [10, 10.04]], [[2, 1], [3, 1], [3, 2]]], [[[20, 0], [30, 0], [30, 9]]]]))
      .toBe("M0 0L10 0L10 10Z" + "M2 1L3 1L3 2Z" + "M20 0L30 0L30 9Z");
  });
  test("the middle of a square", () => {
    const label = labelOf([square(0, 0, 10)]);
    expect(label.x).toBeCloseTo(5);
    expect(Math.abs(label.y - 5)).toBeLessThan(0.2);
    expect(label.width).toBeCloseTo(10);
  });
  test("never in the hole", () => {
    const label = labelOf([square(0, 0, 100), square(20, 20, 60)]);
    const inHole = label.x > 20 && label.x < 80 && label.y > 20 && label.y < 80;
    expect(inHole).toBe(false);
    expect(label.width).toBeGreaterThan(50);
  });
  test("inside a bent street, whose centroid is not", () => {
    const bent: Position[] = [[0, 0], [100, 0], [100, 10], [10, 10], [10, 90], [100, 90], [100, 100], [0, 100]];
    const { x, y } = labelOf([bent]);
    expect(x < 10 || y < 10 || y > 90).toBe(true);
  });
  test("in the largest part of a MultiPolygon, wherever the others lie", () => {
    const [shape] = draw(readDistrict(collection(feature({ id: "a" }, "MultiPolygon", [[square(0, 0, 0.1)], [square(1, 1, 1)]]))), 100, 100, 0);
    expect(shape!.label.x).toBeCloseTo(75, 0);
    expect(shape!.label.y).toBeLessThan(50);
  });
  test("committees lie above streets", () => {
    const shapes = draw(readDistrict(collection(feature({ committee: "c" }, "Polygon", [square(0, 0, 1)]), street("a", [square(0, 0, 2)]))), 100, 100, 0);
    expect(shapes.map((shape) => shape.id)).toEqual(["a", "c"]);
  });
});
