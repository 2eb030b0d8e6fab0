// The responder's phone: from the link in a message to "done". On a bad line: phone_line.test.js.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessibilityFindings, screenshot } from "./browser.js";
import { until } from "./centre.js";
import { arrive, button, close, context, detail, drill, fill, incident, look, open, page, phoneStage, press, reopenOffline, state } from "./responder.js";
import { browser, centre } from "./stage.js";

phoneStage();

describe("the responder's phone", () => {
  it("opens from the message without a login: where, whom to call, and one big button for what comes next", async () => {
    await open();
    await page.getByText("样例一村12弄3号401室").waitFor();
    assert.equal(await page.locator("a[href^='tel:']").count() > 0, true);
    assert.match(await page.getByText("地图导航").getAttribute("href"), /12/);
    assert.equal(await page.getByText("钥匙盒在门左侧", { exact: false }).count(), 0);
    await page.getByText("接受后可查看进门方式").waitFor();
    await screenshot(page, "phone-zh");
    await press("接受");
    await until("the acceptance", async () => (await state()) === "accepted");
    await press("查看进门方式");
    await page.getByText("钥匙盒在门左侧", { exact: false }).waitFor();
    await press("已出发");
    await press("已到场");
    await press("处置完成");
    await fill("误报", "油烟");
    await press("提交");
    await until("done", async () => (await state()) === "done");
    assert.equal((await detail()).incident.disposition, "false_alarm");
  });

  it("says that he cannot go, and takes that back", async () => {
    await open();
    await press("无法前往");
    await until("the refusal", async () => (await state()) === "declined");
    await page.locator(".state", { hasText: "已拒绝" }).waitFor();
    assert.equal(await button("已出发").count(), 0);
    await press("接受");
    await until("the acceptance", async () => (await state()) === "accepted");
  });

  it("asks what it was, and presumes nothing", async () => {
    await open();
    await arrive();
    assert.equal(await page.locator("input:checked").count(), 0);
    await press("提交");
    await page.getByRole("alert").getByText("请选择现场情况").waitFor();
    await page.getByLabel("其他").check();
    await press("提交");
    await page.getByRole("alert").getByText("选“其他”时请填写备注").waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
    await until("the arrival", async () => (await state()) === "on_scene");
    await page.locator("textarea").fill("邻居在烧纸");
    await press("提交");
    await until("done", async () => (await state()) === "done");
    assert.equal((await detail()).incident.disposition, "other");
  });

  it("offers of a drill that it was one, as which alone it can be closed", async () => {
    await open({ begin: drill });
    await arrive();
    await page.getByLabel("演练").check();
    await press("提交");
    await until("done", async () => (await state()) === "done");
    await centre.ask("POST", `/api/v1/incidents/${incident.id}/close`, {});
    assert.equal((await detail()).incident.disposition, "drill");
  });

  it("shows the time by the district's clock, wherever the phone believes to be", async () => {
    await open({ of: { timezoneId: "America/New_York" } });
    const shown = new Date(incident.opened_at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
    await page.locator(".what").getByText(`发生于 ${shown}`).waitFor();
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
    await open({ language: "en" });
    await close();
    await page.reload();
    await page.getByText("This case is closed.", { exact: false }).waitFor();
    assert.equal(await page.getByText("样例一村").count(), 0);
  });

  it("says that a case is resolved, and offers nothing that the server would refuse", async () => {
    await open();
    await press("接受");
    await button("已出发").waitFor();
    await until("the acceptance", async () => (await state()) === "accepted");
    await centre.ask("POST", `/api/v1/incidents/${incident.id}/resolve`, {});
    await look();
    await page.getByText("本事件已处置完毕", { exact: false }).waitFor();
    assert.equal(await button("已出发").count(), 0);
  });

  it("can be installed, opens without a line with words, and axe finds nothing", async () => {
    await open();
    assert.deepEqual(await accessibilityFindings(page), []);
    const devtools = await context.newCDPSession(page);
    // A window of a test is always a private one, and that is all that Chromium may have against it.
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors.map((one) => one.errorId).filter((one) => one !== "in-incognito"), []);
    const { data, errors } = await devtools.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    const manifest = JSON.parse(data);
    assert.deepEqual([manifest.name, manifest.short_name, manifest.start_url, manifest.display], ["安居 · 处置", "安居", "/phone", "standalone"]);
    assert.equal(manifest.icons.length > 0, true);
    for (const { src } of manifest.icons) {
      const width = await page.evaluate(async (from) => { const icon = new Image(); icon.src = from; await icon.decode(); return icon.naturalWidth; }, src);
      assert.equal(width > 0, true);
    }
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await page.locator(".what").waitFor();
    assert.match(await page.evaluate(() => navigator.serviceWorker.controller.scriptURL), /phone-worker\.js$/);
    await reopenOffline();
    await page.getByText("网络不通", { exact: false }).waitFor();
    await page.locator(".bar", { hasText: "安居 · 处置" }).waitFor();
    // As it is when it is opened from the phone's own screen.
    await page.goto(`${centre.url}${manifest.start_url}`);
    await page.getByText("网络不通", { exact: false }).waitFor();
  });
});
