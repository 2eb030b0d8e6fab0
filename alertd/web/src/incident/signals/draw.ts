// uPlot on one chart. Colours and type are the page's own; nothing is written as markup.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Zone } from "../../live/zone";
import { colourNow } from "../../ui/theme";
import { gapsOf, ticksOf, type Chart } from "./charts";

export interface Scene {
  chart: Chart;
  /// Seconds since 1970.
  from: number;
  slot: number;
  slots: number;
  /// When the incident's alerts came.
  marks: readonly number[];
  noData: string;
  /// The district's; and a time on its axis in words.
  zone: Zone;
  tickText: (seconds: number) => string;
  /// The slot under the pointer.
  onSlot: (slot: number | null) => void;
}
export interface Drawing {
  resize: () => void;
  end: () => void;
}

interface Look {
  ink: string;
  quiet: string;
  line: string;
  mark: string;
  colours: string[];
  font: string;
}
function lookNow(): Look {
  const body = getComputedStyle(document.body);
  return {
    ink: colourNow("--ink"), quiet: colourNow("--quiet"), line: colourNow("--line"), mark: colourNow("--critical"),
    colours: [colourNow("--link"), colourNow("--good"), colourNow("--major"), colourNow("--quiet")],
    font: `${parseFloat(body.fontSize) * 0.8}px ${body.fontFamily}`,
  };
}

const dashes = [[], [6, 4], [2, 3], [8, 3, 2, 3]];

function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern | null {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  if (!pen) return null;
  pen.strokeStyle = colour;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}

/// Below everything: where nothing was heard.
function drawGaps(plot: uPlot, scene: Scene, look: Look): void {
  const { ctx, bbox } = plot;
  const pattern = hatch(ctx, look.line);
  ctx.save();
  for (const [first, end] of gapsOf(scene.chart)) {
    const left = plot.valToPos(scene.from + first * scene.slot, "x", true);
    const right = plot.valToPos(scene.from + end * scene.slot, "x", true);
    if (pattern) ctx.fillStyle = pattern;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.font = look.font.replace(/^[\d.]+/, (size) => String(Number(size) * devicePixelRatio));
    if (ctx.measureText(scene.noData).width + 8 > right - left) continue;
    ctx.fillStyle = look.quiet;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(scene.noData, (left + right) / 2, bbox.top + bbox.height / 2);
  }
  ctx.restore();
}

/// Above everything: when the alerts came.
function drawMarks(plot: uPlot, scene: Scene, look: Look): void {
  const { ctx, bbox } = plot;
  ctx.save();
  // The last line may have left its dashes.
  ctx.setLineDash([]);
  ctx.strokeStyle = ctx.fillStyle = look.mark;
  ctx.lineWidth = 2 * devicePixelRatio;
  for (const mark of scene.marks) {
    const at = plot.valToPos(mark, "x", true);
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    const half = 5 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(at - half, bbox.top);
    ctx.lineTo(at + half, bbox.top);
    ctx.lineTo(at, bbox.top + 1.5 * half);
    ctx.fill();
  }
  ctx.restore();
}

/// Values without a neighbour, which no line shows.
function alone(plot: uPlot, series: number): number[] {
  const values = plot.data[series] ?? [];
  const isThere = (at: number) => values[at] !== null && values[at] !== undefined;
  return Array.from(values, (_, at) => at).filter((at) => isThere(at) && !isThere(at - 1) && !isThere(at + 1));
}

function seriesOf(scene: Scene, look: Look): uPlot.Series[] {
  const { chart } = scene;
  const first = chart.name === "movements" ? 1 : chart.shape === "lines" ? 2 : 0;
  return chart.lines.map((_, at) => {
    const stroke = look.colours[(first + at) % look.colours.length]!;
    const dash = dashes[at % dashes.length]!;
    if (chart.shape === "bars") return { stroke, fill: stroke, width: 0, points: { show: false }, paths: uPlot.paths.bars!({ size: [0.8, 60] }) };
    if (chart.shape === "steps") return { stroke, dash, width: 2, points: { show: true, size: 6, stroke, fill: stroke, filter: alone }, paths: uPlot.paths.stepped!({ align: 1 }) };
    return { stroke, dash, width: 2, points: { show: true, size: 5, stroke, fill: stroke } };
  });
}

function optionsOf(scene: Scene, look: Look, width: number): uPlot.Options {
  const { chart } = scene;
  const axis = { stroke: look.ink, font: look.font, grid: { stroke: look.line, width: 1 }, ticks: { stroke: look.line, width: 1, size: 4 } };
  const highest = (_: uPlot, low: number, high: number): [number, number] => {
    if (chart.name === "battery") return [0, 100];
    if (chart.shape === "bars") return [0, Math.max(high * 1.1, chart.name === "movements" ? 4 : 0.02)];
    const room = Math.max(1, (high - low) * 0.15);
    return [low - room, high + room];
  };
  return {
    width, height: chart.shape === "bars" ? 110 : 130, legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: true, range: () => [scene.from, scene.from + scene.slots * scene.slot] }, y: { range: highest } },
    axes: [
      { ...axis, size: 26, splits: () => ticksOf(scene.zone, scene.from, scene.slots * scene.slot), values: (_, splits) => splits.map(scene.tickText) },
      { ...axis, size: 46, space: 30, values: (_, splits) => splits.map((value) => String(Math.round(value * 1000) / 1000)) },
    ],
    series: [{}, ...seriesOf(scene, look)],
    hooks: {
      drawAxes: [(plot) => drawGaps(plot, scene, look)],
      draw: [(plot) => drawMarks(plot, scene, look)],
      setCursor: [(plot) => scene.onSlot(plot.cursor.idx ?? null)],
    },
  };
}

export function draw(box: HTMLElement, scene: Scene): Drawing {
  // A sum stands in the middle of its hour; so does what was measured in it.
  const times = Array.from({ length: scene.slots }, (_, at) => scene.from + (at + 0.5) * scene.slot);
  const plot = new uPlot(optionsOf(scene, lookNow(), box.clientWidth), [times, ...scene.chart.lines.map((line) => [...line.values])], box);
  return {
    resize: () => plot.setSize({ width: box.clientWidth, height: plot.height }),
    end: () => plot.destroy(),
  };
}
