// The responder's phone: from the link in a message to "done", also on a bad line.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessibilityFindings, screenshot } from "./browser.js";
import { until } from "./centre.js";
import { browser, centre, stage } from "./stage.js";

let context;
let page;
let incident;
stage({ homes: ["h-0001"] }, {
  between: async () => {
    await context?.close();
    await centre.ask("POST", `/api/v1/incidents/${incident.id}/close`, { disposition: "test" }).catch(() => undefined);
    await centre.noSmoke("h-0001");
  },
});

async function open(language = "zh-CN") {
  await centre.smoke("h-0001");
  incident = await centre.incidentOf("h-0001", "smoke");
  const message = await centre.messageTo("huayang-01-duty", incident.id);
  assert.match(message.links.phone, new RegExp(`^${centre.url}/phone#[\\w-]+$`));
  context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await context.addInitScript((one) => localStorage.setItem("anju.language", JSON.stringify(one)), language);
  page = await context.newPage();
  await page.goto(message.links.phone);
  await page.locator(".what").waitFor();
  return message.links.phone;
}
const states = async () => (await centre.ask("GET", `/api/v1/incidents/${incident.id}`)).attendances.filter((one) => one.responder === "huayang-01-duty").map((one) => one.state);

describe("the responder's phone", () => {
  it("opens from the message without a login: where, whom to call, and one big button for what comes next", async () => {
    await open();
    await page.getByText("样例一村12弄3号401室").waitFor();
    assert.equal(await page.locator("a[href^='tel:']").count() > 0, true);
    assert.match(await page.getByText("地图导航").getAttribute("href"), /12/);
    assert.equal(await page.getByText("钥匙盒在门左侧", { exact: false }).count(), 0);
    await page.getByText("接受后可查看进门方式").waitFor();
    await screenshot(page, "phone-zh");
    await page.getByRole("button", { name: "接受", exact: true }).click();
    await until("the acceptance", async () => (await states())[0] === "accepted");
    await page.getByRole("button", { name: "查看进门方式" }).click();
    await page.getByText("钥匙盒在门左侧", { exact: false }).waitFor();
    await page.getByRole("button", { name: "已出发" }).click();
    await page.getByRole("button", { name: "已到场" }).click();
    await page.getByRole("button", { name: "处置完成" }).click();
    await page.getByLabel("误报").check();
    await page.locator("textarea").fill("油烟");
    await page.getByRole("button", { name: "提交" }).click();
    await until("done", async () => (await states())[0] === "done");
    assert.equal((await centre.ask("GET", `/api/v1/incidents/${incident.id}`)).incident.disposition, "false_alarm");
  });

  it("keeps a tap while there is no line, says so, and sends it once", async () => {
    await open();
    await context.setOffline(true);
    await page.getByRole("button", { name: "接受", exact: true }).click();
    await page.getByText("项操作等待发送", { exact: false }).waitFor();
    assert.notEqual((await states())[0], "accepted");
    await screenshot(page, "phone-queued");
    let sent = 0;
    page.on("request", (request) => { if (request.url().endsWith("/phone/acts")) sent += 1; });
    await context.setOffline(false);
    await until("the acceptance", async () => (await states())[0] === "accepted");
    await page.getByText("项操作等待发送", { exact: false }).waitFor({ state: "detached" });
    assert.equal(sent, 1);
    const accepted = (await centre.ask("GET", `/api/v1/incidents/${incident.id}`)).timeline.filter((one) => one.event === "responder.accepted");
    assert.equal(accepted.length, 1);
  });

  it("belongs to the first phone that opens the link", async () => {
    const link = await open();
    const second = await browser.newContext();
    const stranger = await second.newPage();
    await stranger.goto(link);
    await stranger.getByText("此链接已在另一部手机上打开", { exact: false }).waitFor();
    assert.equal(await stranger.getByText("样例一村").count(), 0);
    await second.close();
  });

  it("says plainly that a case is closed, and shows nothing personal then", async () => {
    await open("en");
    await centre.ask("POST", `/api/v1/incidents/${incident.id}/close`, { disposition: "test" });
    await page.reload();
    await page.getByText("This case is closed.", { exact: false }).waitFor();
    assert.equal(await page.getByText("样例一村").count(), 0);
  });

  it("can be installed, opens without a line, and axe finds nothing", async () => {
    await open();
    assert.deepEqual(await accessibilityFindings(page), []);
    const manifest = await (await fetch(`${centre.url}/phone.webmanifest`)).json();
    assert.equal(manifest.start_url, "/phone");
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await page.locator(".what").waitFor();
    await context.setOffline(true);
    await page.reload();
    await page.locator(".bar").waitFor();
  });
});
