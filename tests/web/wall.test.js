// What hangs on the wall, and what is shown when many things happen at once: storms, the wallboard, the map.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { screenshot, settled } from "./browser.js";
import { until } from "./centre.js";
import { allQuiet, centre, come, page, row, stage } from "./stage.js";

/// The ten streets as squares in two rows, near where they are.
const streets = ["huayang", "jiangsu", "xinhua", "zhoujiaqiao", "tianshan", "xianxia", "hongqiao", "chengjiaqiao", "beixinjing", "xinjing"];
const square = (x, y) => [[[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]]];
const map = {
  type: "FeatureCollection",
  features: streets.map((id, at) => ({ type: "Feature", properties: { id }, geometry: { type: "Polygon", coordinates: square(121.36 + 0.01 * (at % 5), 31.2 + 0.01 * Math.floor(at / 5)) } })),
};

const config = '[gateways]\nlost_after = "9s"\nreturn_grace = "0s"\n[storms]\nat_least = 2\nsettle = "0s"\n';
stage({ homes: ["h-0001", "h-0002", "h-0003"], heartbeat: "1s", map, config }, { between: allQuiet });
const number = (name) => page.locator(".wall-number", { has: page.getByText(name, { exact: true }) }).locator("dd b");
const street = (name) => page.locator(`.wall-shape[aria-label^="${name}"]`);
const colour = (shape) => shape.locator("path").evaluate((path) => getComputedStyle(path).fill);

describe("20 the wallboard", () => {
  it("counts an incident as it comes, and how long the oldest has been waiting", async () => {
    await come({ at: "#/wall", viewport: { width: 1920, height: 1080 } });
    await settled(page);
    await until("nothing open", async () => (await number("未结案").textContent()) === "0");
    await page.getByText("无待受理事件").waitFor();
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await until("one waiting", async () => (await number("未受理").textContent()) === "1" && (await number("未结案").textContent()) === "1");
    assert.equal(await number("紧急").textContent(), "1");
    assert.equal(await number("危急").textContent(), "1");
    const clock = page.locator(".wall-clock .wall-time");
    const first = await clock.textContent();
    assert.match(first, /^\d\d:\d\d$/);
    await until("the clock to go on", async () => (await clock.textContent()) > first);
    await page.locator(".wall-last tr", { hasText: "样例一村12弄3号401室" }).getByText("等待受理").waitFor();
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/acknowledge`, {});
    await page.getByText("无待受理事件").waitFor();
    assert.equal(await number("未受理").textContent(), "0");
    assert.equal(await number("未结案").textContent(), "1");
  });

  for (const [viewport, theme] of [[{ width: 1920, height: 1080 }, "dark"], [{ width: 3840, height: 2160 }, "light"]]) {
    it(`fills ${viewport.width}×${viewport.height} (${theme}) and nothing has to be scrolled`, async () => {
      await centre.smoke("h-0001");
      await centre.press("h-0003");
      await centre.incidentOf("h-0003", "call");
      await come({ at: "#/wall", viewport, theme });
      await settled(page);
      await page.locator(".wall-map").waitFor();
      await page.locator(".wall-last tbody tr").nth(1).waitFor();
      await screenshot(page, `wall-${viewport.width}-${theme}`);
      const outside = await page.evaluate(() => {
        const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
        const parts = [...document.querySelectorAll(".wall section")].filter((one) => { const box = one.getBoundingClientRect(); return box.bottom > innerHeight + 1 || box.right > innerWidth + 1; });
        return { wide: scrollWidth - clientWidth, high: scrollHeight - clientHeight, parts: parts.map((one) => one.className) };
      });
      assert.deepEqual(outside, { wide: 0, high: 0, parts: [] });
      const ground = await page.locator(".wall").evaluate((wall) => { let at = wall; while (at && /, 0\)$|transparent/.test(getComputedStyle(at).backgroundColor)) at = at.parentElement; return getComputedStyle(at).backgroundColor; });
      const light = ground.match(/\d+/g).slice(0, 3).map(Number).reduce((sum, one) => sum + one, 0) / 3;
      assert.ok(theme === "dark" ? light < 64 : light > 192, `the ground is ${ground}`);
    });
  }

  it("says so when the connection is lost, and goes on when it is back", async () => {
    await come({ at: "#/wall", viewport: { width: 1920, height: 1080 } });
    await until("the first numbers", async () => (await number("未结案").textContent()) === "0");
    await centre.killAlertd();
    await page.locator(".wall-lost").waitFor({ timeout: 10_000 });
    await page.getByText("当前无法判断").waitFor();
    assert.equal(await page.getByText("无待受理事件").count(), 0, "no good news without a connection");
    await screenshot(page, "wall-lost");
    await centre.startAlertd();
    await page.locator(".wall-lost").waitFor({ state: "detached" });
    await page.getByText("无待受理事件").waitFor();
  });
});

describe("21 the map", () => {
  it("colours each street by the worst that waits in it, counts, and leads to its list", async () => {
    await come({ at: "#/wall", viewport: { width: 1920, height: 1080 } });
    await page.locator(".wall-map").waitFor();
    assert.equal(await page.locator(".wall-shape").count(), streets.length);
    assert.equal(await page.locator(".wall-missing").count(), 0);
    const quiet = await colour(street("江苏路街道"));
    assert.equal(await colour(street("华阳路街道")), quiet);
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await centre.press("h-0003");
    await centre.incidentOf("h-0003", "call");
    await until("both counted", async () => /未受理 2/.test(await street("华阳路街道").getAttribute("aria-label")));
    assert.match(await street("华阳路街道").getAttribute("aria-label"), /危急/);
    assert.match(await street("华阳路街道").textContent(), /2\/2/);
    const alarmed = await colour(street("华阳路街道"));
    assert.notEqual(alarmed, quiet);
    assert.equal(await colour(street("江苏路街道")), quiet, "its neighbour stays as it was");
    await screenshot(page, "wall-map");
    await street("华阳路街道").click();
    await row(smoke).waitFor();
    assert.match(page.url(), /street=huayang/);
  });
});

describe("11 a storm", () => {
  it("is one banner and one case of its street, and an emergency there still has a row of its own", async () => {
    await come();
    await settled(page);
    await centre.killGateway("h-0002");
    await centre.killGateway("h-0003");
    const banner = page.locator(".banner.storm");
    await banner.getByText("华阳路街道").waitFor({ timeout: 60_000 });
    await until("all of them counted", async () => /当前 2 台/.test(await banner.textContent()));
    await until("one case for both", async () => (await page.locator(".row").count()) === 1);
    await page.locator(".row").getByText("片区断线").waitFor();
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await row(smoke).getByText("烟雾").waitFor();
    assert.match(await row(smoke).getAttribute("class"), /critical.*waiting/);
    assert.equal(await page.locator(".row").count(), 2);
    assert.match(await page.locator(".sums").textContent(), /未受理 2/);
    await screenshot(page, "storm");
    await banner.getByRole("button", { name: "查看" }).click();
    await page.locator(".incident-side .banner.storm").getByText("当前失联 2，最多 2").waitFor();
    await Promise.all(["h-0002", "h-0003"].map((home) => centre.startGateway(home)));
    await page.locator(".list-side .banner.storm").waitFor({ state: "detached", timeout: 60_000 });
    await row(smoke).waitFor();
  });
});
