// The responder's phone on a bad line: what was tapped and typed is neither lost nor sent twice, and nothing hangs.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessibilityFindings, screenshot } from "./browser.js";
import { until } from "./centre.js";
import { alarm, arrive, button, close, context, detail, fill, incident, look, open, page, phoneStage, press, reopenOffline, state, times } from "./responder.js";
import { centre } from "./stage.js";

phoneStage({ homes: ["h-0001", "h-0002"] });

const queued = (count) => page.getByText(`${count} 项操作等待发送`, { exact: false });
const nothingWaits = () => page.getByText("项操作等待发送", { exact: false }).waitFor({ state: "detached" });
const waitingFor = () => page.locator(".queued li b").allTextContents();
const problem = (status, word) => ({ status, contentType: "application/problem+json", body: JSON.stringify({ type: `urn:anju:problem:${word}`, title: "", status, detail: "in English" }) });
const acts = "**/api/v1/phone/acts";
/// The next request to `path` is answered by `how`, and all others as always.
const once = (path, how) => page.route(path, how, { times: 1 });

describe("a tap on a bad line", () => {
  it("is kept while there is no line, says so, and is sent once", async () => {
    await open();
    await context.setOffline(true);
    await press("接受");
    await queued(1).waitFor();
    assert.notEqual(await state(), "accepted");
    await screenshot(page, "phone-queued");
    let sent = 0;
    page.on("response", (answer) => { if (answer.url().endsWith("/phone/acts")) sent += 1; });
    await context.setOffline(false);
    await until("the acceptance", async () => (await state()) === "accepted");
    await nothingWaits();
    assert.equal(sent, 1);
    assert.equal(await times("responder.accepted"), 1);
  });

  it("is shown when the page is opened again without a line, and what comes next can be tapped there", async () => {
    await open();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await context.setOffline(true);
    await press("接受");
    await queued(1).waitFor();
    await reopenOffline();
    await page.getByText("网络不通", { exact: false }).waitFor();
    assert.equal(await page.getByText("样例一村").count(), 0);
    assert.deepEqual(await waitingFor(), ["接受"]);
    await press("已出发");
    await queued(2).waitFor();
    assert.deepEqual(await waitingFor(), ["接受", "已出发"]);
    assert.deepEqual(await accessibilityFindings(page), []);
    await context.setOffline(false);
    await until("the departure", async () => (await state()) === "en_route");
    assert.equal(await times("responder.accepted"), 1);
    await page.getByText("样例一村12弄3号401室").waitFor();
  });

  it("can be taken back and said again before any of it is sent", async () => {
    await open();
    await context.setOffline(true);
    for (const word of ["接受", "无法前往", "接受"]) await press(word);
    await queued(3).waitFor();
    await context.setOffline(false);
    await nothingWaits();
    assert.equal(await state(), "accepted");
  });

  it("does not wait for an answer that never comes", async () => {
    await open({ worker: false, before: () => page.clock.install() });
    let hanging = 0;
    await once(acts, () => { hanging += 1; });
    await press("接受");
    await until("a request that hangs", () => hanging === 1);
    await press("已出发");
    await page.clock.fastForward(15_000);
    await until("the departure", async () => (await state()) === "en_route");
    await nothingWaits();
  });

  it("leaves its button behind as soon as it is taken, also when the case does not come", async () => {
    await open({ worker: false });
    await page.route("**/api/v1/phone/case", () => undefined);
    await press("接受");
    await nothingWaits();
    await button("已出发").waitFor();
    assert.equal(await button("接受").count(), 0);
  });

  it("is not taken for sent by the page of a network that wants a login first", async () => {
    await open({ worker: false });
    await once(acts, (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<p>Welcome" }));
    await press("接受");
    await until("the acceptance", async () => (await state()) === "accepted");
    await nothingWaits();
  });

  it("waits, and says why, while the server cannot take it", async () => {
    await open({ worker: false });
    let answer = problem(500, "internal");
    await page.route(acts, (route) => route.fulfill(answer));
    const says = (why) => page.locator(".queued").getByText(why, { exact: false }).waitFor();
    await press("接受");
    await says("服务器出错");
    answer = problem(429, "too_many_tries");
    await says("请求过于频繁");
    answer = { status: 502, contentType: "text/html", body: "<p>Bad gateway" };
    await says("服务器暂时无法处理（502）");
    await queued(1).waitFor();
    await page.unroute(acts);
    await until("the acceptance", async () => (await state()) === "accepted");
    await nothingWaits();
  });

  it("of whose answer nothing came is sent again, and is no mistake", async () => {
    await open({ worker: false });
    await arrive();
    await until("the arrival", async () => (await state()) === "on_scene");
    let lost = 0;
    await once(acts, async (route) => { await route.fetch(); lost += 1; await route.abort(); });
    await fill("误报", "油烟");
    await press("提交");
    await until("the lost answer", () => lost === 1);
    await nothingWaits();
    assert.equal(await state(), "done");
    assert.equal(await page.locator(".refused").count(), 0);
    assert.equal(await times("responder.done"), 1);
    assert.deepEqual((await detail()).notes.map((one) => one.text), ["油烟"]);
  });

  it("is known to every tab in which the link is open", async () => {
    const link = await open();
    const other = await context.newPage();
    await other.goto(link);
    await other.locator(".what").waitFor();
    await context.setOffline(true);
    await press("接受");
    await press("已出发", other);
    await queued(2).waitFor();
    await context.setOffline(false);
    await until("the departure", async () => (await state()) === "en_route");
    await nothingWaits();
    assert.equal(await times("responder.accepted"), 1);
  });
});

describe("what was typed", () => {
  /// The centre ends the case while the phone has no line.
  async function typedTooLate() {
    await open();
    await arrive();
    await until("the arrival", async () => (await state()) === "on_scene");
    await context.setOffline(true);
    await fill("误报", "油烟，已开窗");
    await press("提交");
    await queued(1).waitFor();
    await close();
    await context.setOffline(false);
    await page.getByRole("alert").getByText("未被接受：事件已处置完毕或已结案", { exact: false }).waitFor();
  }

  const pasted = async () => {
    await page.evaluate(() => document.body.append(Object.assign(document.createElement("textarea"), { id: "elsewhere" })));
    await page.locator("#elsewhere").press("Control+V");
    return page.locator("#elsewhere").inputValue();
  };

  it("is kept when the server refuses it, also of a closed case and in a new page, and can be copied and put away", async () => {
    await typedTooLate();
    await page.getByText("本事件已结案", { exact: false }).waitFor();
    await page.reload();
    await page.locator(".refused").getByText("油烟，已开窗").waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
    await screenshot(page, "phone-refused");
    await press("复制内容");
    await button("已复制").waitFor();
    assert.equal(await pasted(), "误报\n油烟，已开窗");
    // Nothing of the case, and nobody's name, is left on the phone.
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify(localStorage)), /样例|closed|owned|admin|tests/);
    await press("不再保留");
    await page.locator(".refused").waitFor({ state: "detached" });
    await page.reload();
    await page.getByText("本事件已结案", { exact: false }).waitFor();
    assert.equal(await page.getByText("油烟").count(), 0);
  });

  it("can be sent again once the case is open again", async () => {
    await typedTooLate();
    await press("再次发送");
    await page.getByRole("alert").getByText("未被接受", { exact: false }).waitFor();
    await page.locator(".refused").getByText("油烟，已开窗").waitFor();
    await centre.ask("POST", `/api/v1/incidents/${incident.id}/reopen`, {});
    await press("再次发送");
    await until("done", async () => (await state()) === "done");
    await page.locator(".refused").waitFor({ state: "detached" });
    assert.deepEqual((await detail()).notes.map((one) => one.text), ["油烟，已开窗"]);
  });

  it("is kept when it is too large, with the reason", async () => {
    await open({ worker: false });
    await arrive();
    await until("the arrival", async () => (await state()) === "on_scene");
    await once(acts, (route) => route.fulfill(problem(413, "too_large")));
    await fill("误报", "油烟");
    await press("提交");
    await page.getByRole("alert").getByText("内容过长", { exact: false }).waitFor();
    await page.locator(".refused").getByText("油烟").waitFor();
    await press("再次发送");
    await until("done", async () => (await state()) === "done");
  });

  it("outlives the page before it is sent, and the end of the case while it is typed", async () => {
    await open();
    await arrive();
    await until("the arrival", async () => (await state()) === "on_scene");
    await fill("误报", "油烟");
    await page.reload();
    await page.locator(".what").waitFor();
    assert.equal(await page.locator("textarea").inputValue(), "油烟");
    assert.equal(await page.getByLabel("误报").isChecked(), true);
    await press("返回");
    await press("处置完成");
    assert.equal(await page.locator("textarea").inputValue(), "油烟");
    await close();
    await look();
    await page.getByText("本事件已结案", { exact: false }).waitFor();
    await page.locator("textarea").fill("油烟，已开窗");
    await press("提交");
    await page.locator(".refused").getByText("油烟，已开窗").waitFor();
  });
});

describe("another link in the same tab", () => {
  it("is not shown the case of the first one, whose answer comes late", async () => {
    await open({ worker: false });
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    let asked = 0;
    await once("**/api/v1/phone/case", async (route) => { asked += 1; await held; await route.continue(); });
    await look();
    await until("a look at the first case", () => asked === 1);
    await page.evaluate(() => { location.hash = "another"; });
    await page.getByText("链接无效").waitFor();
    const late = page.waitForResponse("**/api/v1/phone/case");
    release();
    await (await late).finished();
    await page.evaluate(() => new Promise((next) => setTimeout(next)));
    assert.equal(await page.getByText("样例一村").count(), 0);
    assert.equal(await button("接受").count(), 0);
  });

  it("is not answered with what was opened for the first one: how to get in, and the form", async () => {
    await open({ worker: false });
    await arrive();
    await until("the arrival", async () => (await state()) === "on_scene");
    await fill("误报", "油烟");
    const second = await alarm("h-0002");
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    await once("**/api/v1/phone/access-notes", async (route) => { await held; await route.continue(); });
    await press("查看进门方式");
    await page.evaluate((to) => { location.href = to; }, second);
    await page.getByText("样例一村12弄5号102室").waitFor();
    const late = page.waitForResponse("**/api/v1/phone/access-notes");
    release();
    await (await late).finished();
    await page.getByText("样例一村12弄5号102室").waitFor();
    assert.equal(await page.getByText("钥匙盒在门左侧", { exact: false }).count(), 0);
    assert.equal(await page.locator("textarea").count(), 0);
    await press("接受");
    await press("查看进门方式");
    await page.getByText("未登记").waitFor();
    await page.goBack();
    await page.getByText("样例一村12弄3号401室").waitFor();
    assert.equal(await page.locator("textarea").inputValue(), "油烟");
    await page.goForward();
    await page.getByText("样例一村12弄5号102室").waitFor();
    await button("查看进门方式").waitFor();
    assert.equal(await page.getByText("未登记").count(), 0);
  });
});
