// A machine in another zone than the district: what the page says of time is the district's.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { leave, person, settled } from "./browser.js";
import { until } from "./centre.js";
import { browser, centre, come, page, stage } from "./stage.js";

let smoke;
stage({ homes: ["h-0001"] }, {
  prepare: async () => {
    await centre.smoke("h-0001");
    smoke = await centre.incidentOf("h-0001", "smoke");
    await until("a curve", async () => (await centre.ask("GET", "/api/v1/homes/h-0001/readings?hours=48")).series.length > 0);
  },
});
const inShanghai = (parts, at = Date.now()) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", ...parts }).format(at);

/// The words below the curves and where they stand, and with which hour the curves begin.
async function axisIn(timezone) {
  const at = await person(browser, centre, { timezone });
  await at.evaluate(() => {
    window.drawn = [];
    // Each drawing begins with an empty canvas, and the chart is drawn again when its size is known.
    const clear = CanvasRenderingContext2D.prototype.clearRect;
    CanvasRenderingContext2D.prototype.clearRect = function clearRect(...box) { window.drawn = []; return clear.apply(this, box); };
    const draw = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function fillText(text, x, y) { window.drawn.push([text, Math.round(x)]); return draw.call(this, text, x, y); };
  });
  const answered = at.waitForResponse((response) => response.url().includes("/readings?"));
  await at.evaluate((id) => { location.hash = `#/incidents?id=${id}`; }, smoke.id);
  const { from } = await (await answered).json();
  await at.locator("figure[data-name=battery] canvas").waitFor();
  // uPlot draws in the next turn.
  const drawn = await until("the axis", async () => { const found = await at.evaluate(() => window.drawn); return found.some(([text]) => text === "12:00") && found; });
  await leave(at);
  return { from, drawn };
}

describe("a machine in New York", () => {
  it("has the curves' hours and days where a machine of the district has them", async () => {
    let here;
    let abroad;
    // The hour may become another between the two.
    do {
      here = await axisIn("Asia/Shanghai");
      abroad = await axisIn("America/New_York");
    } while (here.from !== abroad.from);
    assert.deepEqual(abroad, here);
    assert.ok(here.drawn.some(([text]) => text === inShanghai({ month: "numeric", day: "numeric" })), "today has begun within these two days");
  });
});

describe("a machine on which it is another day", () => {
  it("has the district's date and time on the wallboard", async () => {
    const hour = Number(inShanghai({ hour: "numeric", hourCycle: "h23" }).match(/\d+/)[0]);
    await come({ at: "#/wall", timezone: hour < 19 ? "Etc/GMT+12" : "Pacific/Kiritimati" });
    await settled(page);
    const head = page.locator(".wall-head p");
    await until("the district's date", async () => (await head.textContent()).startsWith(inShanghai({ dateStyle: "full" })), 5_000);
    const own = await page.evaluate(() => new Intl.DateTimeFormat("zh-CN", { dateStyle: "full" }).format());
    assert.notEqual(own, inShanghai({ dateStyle: "full" }));
  });
});
