// A handover after a bad night: more cases than it names.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fillLogin } from "./browser.js";
import { until } from "./centre.js";
import { button, centre, come, open, page, stage } from "./stage.js";

stage({ open: 600 });
const named = 200;

describe("18 the handover of a bad night", () => {
  it("says of how many cases it names no number, on the page, when it is written, on its sheet and on paper", async () => {
    const { open: work } = await centre.ask("GET", "/api/v1/handover-preview");
    const more = work.emergency + work.welfare - named;
    assert.ok(more > 0 && work.incidents.length === named, "a night that is bad enough");
    await open({ at: "#/handover" });
    await page.getByText(`另有 ${more} 个事件未列出`).waitFor();
    await page.getByText(`${named} 个紧急与关爱事件的编号 · 另有 ${more} 个事件只计数`).waitFor();
    await page.getByLabel("交班内容").fill("片区停电，逐户核查中");
    await button("提交交班").click();
    await page.getByRole("link", { name: /^查看/ }).first().click();
    const sheet = page.getByRole("article", { name: "交接单" });
    await until("those that it names", async () => (await sheet.locator("tbody tr").count()) === named);
    const rest = sheet.getByText(`另有 ${more} 个事件只计数，未逐一列出`);
    await rest.waitFor();
    await page.emulateMedia({ media: "print" });
    assert.ok(await rest.isVisible());
  });

  it("calls nothing closed, and nothing quiet, as long as the list of what is open has not come", async () => {
    const { handovers: [{ id }] } = await centre.ask("GET", "/api/v1/handovers?limit=1");
    await come({ logIn: false });
    // A line on which the stream gets nowhere.
    await page.routeWebSocket(/stream/, () => undefined);
    await page.reload();
    await fillLogin(page, { name: "admin", password: centre.password });
    await page.evaluate((hash) => { location.hash = hash; }, `#/handover?id=${id}`);
    const sheet = page.getByRole("article", { name: "交接单" });
    await until("the ids", async () => (await sheet.locator(".gone li").count()) === named);
    assert.equal(await sheet.getByText("已不在未结案列表").count(), 0);
    await page.evaluate(() => { location.hash = "#/handover"; });
    await page.locator(".numbers").first().waitFor();
    assert.equal(await page.getByText("没有未结案的紧急或关爱事件").count(), 0);
    await page.evaluate(() => { location.hash = "#/follow?tab=drills"; });
    await page.getByRole("heading", { name: "发起演练" }).waitFor();
    assert.equal(await page.getByText("没有未结案的演练").count(), 0);
  });
});
