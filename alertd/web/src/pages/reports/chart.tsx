// A chart above its table. The library comes only when the first one is drawn; whoever cannot see it has the table.
import { useEffect, useRef, useState } from "preact/hooks";
import { language } from "../../words";
import { onThemeChange } from "../../ui/theme";
import { troubleText } from "../../ui/trouble";
import type { Drawing } from "./draw";
import { text } from "./words";

interface Series {
  name: string;
  values: (number | null)[];
}
export interface Picture {
  title: string;
  /// Bars lie, one row for each label, so that long names can be read; lines are for days.
  kind: "bars" | "stacked" | "lines";
  labels: string[];
  series: Series[];
  format: (value: number) => string;
  limits?: { value: number; name: string }[];
  /// The axis goes at least so far.
  upTo?: number;
}

function heightOf({ kind, labels, series }: Picture): string {
  if (kind === "lines") return "20em";
  const row = kind === "bars" ? Math.max(1.6, series.length * 0.9 + 0.6) : 1.8;
  return `${Math.max(10, labels.length * row + 6)}em`;
}

export function Chart({ picture }: { picture: Picture }) {
  const box = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const latest = useRef(picture);
  const [wrong, setWrong] = useState<unknown>(null);
  const [ready, setReady] = useState(false);
  latest.current = picture;
  useEffect(() => {
    let wanted = true;
    let stop = () => {};
    import("./draw").then(({ begin }) => {
      if (!wanted || !box.current) return;
      const begun = begin(box.current);
      stop = () => begun.end();
      begun.show(latest.current);
      drawing.current = begun;
      const sizes = new ResizeObserver(() => begun.resize());
      sizes.observe(box.current);
      const themes = onThemeChange(() => begun.show(latest.current));
      stop = () => { sizes.disconnect(); themes(); begun.end(); };
      setReady(true);
    }).catch((error: unknown) => { if (wanted) setWrong(error); });
    return () => { wanted = false; drawing.current = null; stop(); };
  }, []);
  // By what it says: whoever shows it makes it anew each time, and to draw is the dearest part of this page.
  useEffect(() => drawing.current?.show(picture), [JSON.stringify(picture), language.value]);
  const limits = picture.limits?.map((limit) => limit.name).join(" · ");
  return (
    <figure class="chart">
      <figcaption>{picture.title}{limits && <small> <span class="limit" aria-hidden="true" /> {limits}</small>}</figcaption>
      {wrong !== null && <p class="wrong" role="alert">{troubleText(wrong)}</p>}
      {!ready && wrong === null && <p class="quiet" role="status">{text.value.drawing}</p>}
      <div ref={box} role="img" aria-label={text.value.chartOf(picture.title)} style={{ height: heightOf(picture) }} />
    </figure>
  );
}
