// How today goes against the targets of the field (alertd/reports/figures.hpp, T1 and T4).
import { api } from "../../api/client";
import { timeText } from "../../words";
import { percentText, shareOf, type Share } from "./board";
import { Stale, usePolled } from "./polled";
import { text } from "./words";

const targets = { answered60: 0.975, answered180: 0.99, attended45: 0.9 } as const;

/// The arc is 100 long, so that a share of it is a share.
const arc = "M12 56A44 44 0 0 1 100 56";
function Tick({ share }: { share: number }) {
  const angle = Math.PI * (1 - share);
  const at = (radius: number) => ({ x: 56 + radius * Math.cos(angle), y: 56 - radius * Math.sin(angle) });
  const inner = at(35);
  const outer = at(53);
  return <line class="tick" x1={inner.x} y1={inner.y} x2={outer.x} y2={outer.y} />;
}

function Gauge({ name, target, of }: { name: string; target: number; of: Share }) {
  const say = text.value.gauges;
  const state = of.share === null ? "empty" : of.share >= target ? "met" : "missed";
  const word = state === "empty" ? say.noData : say[state];
  const number = of.share === null ? "–" : `${percentText(of.share)}%`;
  return (
    <figure class={`wall-gauge ${state}`}>
      <svg viewBox="0 0 112 60" role="img" aria-label={`${name}: ${number}, ${word}`}>
        <path class="track" d={arc} pathLength={100} />
        {of.share !== null && of.share > 0 && <path class="value" d={arc} pathLength={100} stroke-dasharray={`${of.share * 100} 200`} />}
        <Tick share={target} />
        <text x="56" y="50" text-anchor="middle">{number}</text>
      </svg>
      <figcaption>
        <b>{name}</b>
        <span class="word">{state === "met" ? "✓ " : state === "missed" ? "✕ " : ""}{word}</span>
        <small>{say.target(percentText(target).replace(/\.0$/, ""))} · {say.count(of.count)}</small>
      </figcaption>
    </figure>
  );
}

/// Which day today is where the district is, only the server knows.
async function today(signal: AbortSignal) {
  const { to } = await api.get("/api/v1/statistics/times", { signal });
  return api.get("/api/v1/statistics/times", { query: { from: to, to }, signal });
}

export function Gauges() {
  const say = text.value.gauges;
  const polled = usePolled(today, 60_000);
  const rows = polled.value?.rows ?? [];
  const counted = polled.value?.counted;
  return (
    <section class="wall-gauges" aria-label={say.title}>
      <h2>{say.title} <small>{say.note}</small></h2>
      <div class="wall-gauge-row">
        <Gauge name={say.answered60} target={targets.answered60} of={shareOf(rows, "answered", "within_60_s")} />
        <Gauge name={say.answered180} target={targets.answered180} of={shareOf(rows, "answered", "within_180_s")} />
        <Gauge name={say.attended45} target={targets.attended45} of={shareOf(rows, "attended", "within_45_min")} />
      </div>
      {counted && counted.behind > 0 && counted.at && <p class="quiet">{say.behind(timeText(counted.at))}</p>}
      <Stale of={polled} />
    </section>
  );
}
