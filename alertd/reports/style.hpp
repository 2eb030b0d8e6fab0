// The report's stylesheet. Its hash stands in the page's policy, so it is one constant text.
#pragma once

#include <string_view>

namespace anju::alertd::reports {

inline constexpr std::string_view kStyle = R"css(
@page { size: A4; margin: 16mm 14mm; }
:root { --ink: #1c2430; --soft: #5b6675; --line: #d5dae1; --good: #1b6e3c; --bad: #b3001b; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 960px; color: var(--ink); background: #fff;
  font: 14px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 24px; margin: 0; }
h2 { font-size: 17px; margin: 28px 0 8px; border-bottom: 2px solid var(--line); padding-bottom: 4px; }
p.about, p.note { color: var(--soft); margin: 4px 0; }
p.note { font-size: 12px; }
ul.tiles { list-style: none; display: grid; grid-template-columns: repeat(4, 1fr); gap: 10px; margin: 16px 0; padding: 0; }
ul.tiles li { border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; }
ul.tiles b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; }
ul.tiles span { color: var(--soft); font-size: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 12px; }
thead { display: table-header-group; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: 3px 6px; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.good { color: var(--good); font-weight: 600; }
td.bad { color: var(--bad); font-weight: 600; }
svg.chart { width: 100%; height: auto; }
svg text.axis { font-size: 11px; fill: #5b6675; }
svg text.end { text-anchor: end; }
svg text.middle { text-anchor: middle; }
svg line.grid { stroke: #d5dae1; stroke-width: 1; }
svg .series-0 { fill: #b3001b; stroke: #b3001b; }
svg .series-1 { fill: #2b6cb0; stroke: #2b6cb0; }
svg .series-2 { fill: #9aa5b1; stroke: #9aa5b1; }
svg rect { stroke: none !important; }
svg polyline.line { fill: none; stroke-width: 2; }
section { break-inside: auto; }
svg, tr, ul.tiles li { break-inside: avoid; }
h2 { break-after: avoid; }
@media print { body { padding: 0; max-width: none; } }
@media (max-width: 640px) { ul.tiles { grid-template-columns: repeat(2, 1fr); } }
)css";

}  // namespace anju::alertd::reports
