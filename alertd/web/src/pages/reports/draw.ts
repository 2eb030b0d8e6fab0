// ECharts, with only the parts that are used. Colours are the page's own.
import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from "echarts/charts";
import {
  AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent,
  type AriaComponentOption, type GridComponentOption, type LegendComponentOption, type TooltipComponentOption,
} from "echarts/components";
import { init, use, type ComposeOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { colourNow } from "../../ui/theme";
import type { Picture } from "./chart";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

type Option = ComposeOption<
  BarSeriesOption | LineSeriesOption | AriaComponentOption | GridComponentOption | LegendComponentOption | TooltipComponentOption>;

export interface Drawing {
  show: (picture: Picture) => void;
  resize: () => void;
  end: () => void;
}

interface Look {
  ink: string;
  quiet: string;
  line: string;
  paper: string;
  limit: string;
  colours: string[];
  size: number;
}
function lookNow(): Look {
  return {
    ink: colourNow("--ink"), quiet: colourNow("--quiet"), line: colourNow("--line"), paper: colourNow("--paper"), limit: colourNow("--critical"),
    colours: [colourNow("--link"), colourNow("--major"), colourNow("--good"), colourNow("--quiet"), colourNow("--critical")],
    size: parseFloat(getComputedStyle(document.body).fontSize) * 0.87,
  };
}

const marks = ["circle", "rect", "triangle", "diamond", "emptyCircle"];
const dashes: ("solid" | "dashed" | "dotted")[] = ["solid", "dashed", "dotted"];

function limitLines(picture: Picture, look: Look) {
  if (!picture.limits?.length) return undefined;
  const across = picture.kind === "lines" ? "yAxis" : "xAxis";
  return {
    silent: true, symbol: "none",
    lineStyle: { color: look.limit, type: "dashed" as const, width: 2 },
    // Beside bars the names would cover each other; they stand above the chart.
    label: {
      show: picture.kind === "lines", color: look.ink, fontSize: look.size, position: "insideEndTop" as const, formatter: "{b}", backgroundColor: look.paper,
    },
    data: picture.limits.map((limit) => ({ name: limit.name, [across]: limit.value })),
  };
}

function seriesOf(picture: Picture, look: Look): (BarSeriesOption | LineSeriesOption)[] {
  return picture.series.map((one, at) => {
    const lines = at === 0 ? limitLines(picture, look) : undefined;
    const shared = { name: one.name, data: one.values, ...(lines ? { markLine: lines } : {}) };
    if (picture.kind === "lines") {
      const lineStyle = { width: 2, type: dashes[at % dashes.length]! };
      return { ...shared, type: "line", symbol: marks[at % marks.length]!, symbolSize: 7, lineStyle, connectNulls: false };
    }
    return { ...shared, type: "bar", barMaxWidth: look.size * 1.4, ...(picture.kind === "stacked" ? { stack: "all" } : {}) };
  });
}

function optionOf(picture: Picture, look: Look): Option {
  const words = { color: look.ink, fontSize: look.size };
  const lines = picture.kind === "lines";
  const highest = Math.max(0, picture.upTo ?? 0, ...(picture.limits ?? []).map((limit) => limit.value));
  const names = {
    type: "category" as const, data: picture.labels, inverse: !lines, axisTick: { show: false },
    axisLine: { lineStyle: { color: look.line } },
    axisLabel: { ...words, ...(lines ? { hideOverlap: true } : { width: look.size * 16, overflow: "truncate" as const, interval: 0 }) },
  };
  const values = {
    type: "value" as const, min: 0, splitLine: { lineStyle: { color: look.line } },
    axisLabel: { ...words, color: look.quiet, formatter: picture.format, hideOverlap: true },
    ...(highest > 0 ? { max: (range: { max: number }) => Math.max(range.max, highest === 1 ? 1 : highest * 1.1) } : {}),
  };
  return {
    animation: false,
    color: look.colours,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: look.ink },
    aria: { enabled: true, label: { enabled: false }, decal: { show: picture.series.length > 1 && !lines } },
    grid: { left: 8, right: 28, top: picture.series.length > 1 ? 40 : 16, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { show: picture.series.length > 1, top: 0, textStyle: words, inactiveColor: look.line },
    // Drawn, not written as markup: the policy allows no inline style.
    tooltip: {
      trigger: "axis", renderMode: "richText", backgroundColor: look.paper, borderColor: look.line, textStyle: words, confine: true,
      axisPointer: { type: lines ? "line" : "shadow" }, valueFormatter: (value) => (typeof value === "number" ? picture.format(value) : "—"),
    },
    xAxis: lines ? names : values,
    yAxis: lines ? values : names,
    series: seriesOf(picture, look),
  };
}

export function begin(box: HTMLElement): Drawing {
  const chart = init(box, null, { renderer: "svg" });
  return {
    show: (picture) => {
      chart.resize();
      chart.setOption(optionOf(picture, lookNow()), { notMerge: true });
    },
    resize: () => chart.resize(),
    end: () => chart.dispose(),
  };
}
