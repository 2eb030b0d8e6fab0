// Figures against their targets: the gauges of the wallboard and the load on operators show what the server counts.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settled } from "./browser.js";
import { until } from "./centre.js";
import { centre, come, page, stage } from "./stage.js";

let quick;
let slow;
/// How the load stands after ISA-18.2 as alertd/reports/figures.hpp has it (L2 to L6).
const isFine = {
  rate: (one) => one.rate <= 1, flood_share: (one) => one.flood_share < 0.01, top_10_share: (one) => one.top_10_share <= 0.05, chattering_sources: (one) => one.chattering_sources === 0,
  fleeting: (one) => one.fleeting === 0, stale_now: (one) => one.stale_now <= 4,
};
const titles = {
  rate: "每席位每 10 分钟告警数", flood_share: "洪峰时段占比", top_10_share: "前十来源占比", chattering_sources: "抖动来源", fleeting: "瞬时告警", stale_now: "当前超 24 小时未消除",
};
stage({ homes: ["h-0001", "h-0002"] }, {
  prepare: async () => {
    await centre.smoke("h-0001");
    quick = await centre.incidentOf("h-0001", "smoke");
    await centre.smoke("h-0002");
    slow = await centre.incidentOf("h-0002", "smoke");
    await centre.ask("POST", `/api/v1/incidents/${quick.id}/acknowledge`, {});
  },
});

describe("the load on operators", () => {
  it("has the server's values, and says which of them are over their limit", async () => {
    const load = await until("both alarms", async () => { const { rows: [row] } = await centre.ask("GET", "/api/v1/statistics/load"); return row?.alarms === 2 && row; });
    await come({ at: "#/reports?tab=load" });
    await settled(page);
    const line = (title) => page.locator("table.table").first().locator("tbody tr", { hasText: title });
    for (const [name, fine] of Object.entries(isFine)) assert.match(await line(titles[name]).textContent(), fine(load) ? /✓ / : /✗ /, name);
    assert.equal(isFine.top_10_share(load), false, "two sources are all of them");
    assert.equal(isFine.rate(load), true);
    assert.match(await line(titles.top_10_share).textContent(), /100%.*≤ 5%/);
    assert.match(await line(titles.rate).textContent(), new RegExp(`${load.rate.toFixed(3).replace(/0+$/, "")}.*≤ 1`));
  });
});

describe("20 the gauges of the wallboard", () => {
  const gauge = (name) => page.locator(".wall-gauge", { hasText: name });
  const counted = (fits) => until("the figures", async () => {
    const { rows } = await centre.ask("GET", "/api/v1/statistics/times");
    return rows.filter((one) => one.class === "emergency").some(fits) || null;
  }, 60_000);
  const openWall = async () => {
    await come({ at: "#/wall", viewport: { width: 1920, height: 1080 } });
    await settled(page);
  };

  it("show the server's share of today, with its target and how many there were", async () => {
    await counted((one) => one.measure === "answered" && one.count === 1);
    await openWall();
    await gauge("60 秒内受理").getByText("100%").waitFor();
    assert.match(await gauge("60 秒内受理").textContent(), /✓ 达标.*目标 97\.5% · 1 起/);
    assert.match(await gauge("180 秒内受理").textContent(), /100%.*✓ 达标.*目标 99% · 1 起/);
    assert.match(await gauge("45 分钟内到场").textContent(), /–.*今日暂无.*目标 90% · 0 起/);
    assert.match(await gauge("60 秒内受理").getAttribute("class"), /met/);
    assert.match(await gauge("45 分钟内到场").getAttribute("class"), /empty/);
  });

  it("say that a target is missed, and show how many are on scene in time", async () => {
    await until("more than a minute", () => Date.now() - Date.parse(slow.opened_at) > 60_500, 90_000);
    await centre.ask("POST", `/api/v1/incidents/${slow.id}/acknowledge`, {});
    await centre.ask("POST", `/api/v1/incidents/${slow.id}/dispatch`, { responder: "huayang-duty" });
    for (const act of ["accept", "en-route", "on-scene"]) await centre.ask("POST", `/api/v1/incidents/${slow.id}/${act}`, { responder: "huayang-duty" });
    await counted((one) => one.measure === "answered" && one.count === 2);
    await counted((one) => one.measure === "attended" && one.count === 1);
    await openWall();
    await gauge("60 秒内受理").getByText("50.0%").waitFor();
    assert.match(await gauge("60 秒内受理").textContent(), /✕ 未达标.*目标 97\.5% · 2 起/);
    assert.match(await gauge("60 秒内受理").getAttribute("class"), /missed/);
    assert.match(await gauge("180 秒内受理").textContent(), /100%.*✓ 达标/);
    assert.match(await gauge("45 分钟内到场").textContent(), /100%.*✓ 达标.*1 起/);
    const arc = await gauge("60 秒内受理").locator(".value").getAttribute("stroke-dasharray");
    assert.equal(Number(arc.split(" ")[0]), 50, "the arc is as long as the share");
  });
});
