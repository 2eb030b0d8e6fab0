// What an officer does to a case, through the page: what the server then has, and what the page shows of it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { leave, person } from "./browser.js";
import { until } from "./centre.js";
import { allQuiet, browser, button, centre, open, page, row, stage } from "./stage.js";

stage({ homes: ["h-0001", "h-0002"] }, { between: allQuiet });
const ask = (id, what = "") => centre.ask("GET", `/api/v1/incidents/${id}${what}`);
const caseOf = async ({ id }) => (await ask(id)).incident;
const dialog = () => page.locator("dialog");
const head = (at = page) => at.locator(".incident-head");
/// The buttons of the case; some have their key beside the word.
const act = (name, at = page) => at.locator(".incident-side > .tools").getByRole("button", { name: new RegExp(`^${name}`) });

/// A fire, and its case is open before somebody.
async function atFire(home = "h-0001", options = {}) {
  await centre.smoke(home);
  const smoke = await centre.incidentOf(home, "smoke");
  await open({ at: `#/incidents?id=${smoke.id}`, ...options });
  await head().waitFor();
  return smoke;
}
/// A fire for which somebody has pressed the button too: two alerts in one case.
async function atTwoAlerts() {
  await centre.smoke("h-0001");
  const smoke = await centre.incidentOf("h-0001", "smoke");
  await centre.press("h-0001");
  await until("two alerts in the case", async () => (await caseOf(smoke)).alerts === 2);
  await open({ at: `#/incidents?id=${smoke.id}` });
  await head().waitFor();
  return smoke;
}
/// The server has it in the case's journal, by whom, and the page has it in the timeline.
async function isTold(id, event, word, who = "admin") {
  const found = await until(event, async () => (await ask(id)).timeline.find((one) => one.event === event && one.actor === `user:${who}`));
  await page.locator(".timeline li", { has: page.getByText(word, { exact: true }) }).getByText(who, { exact: true }).first().waitFor();
  return found;
}
const shows = (state, at = page) => head(at).locator(".state", { hasText: state }).waitFor();

describe("resolve", () => {
  for (const how of ["the button", "the key"]) {
    it(`with ${how}: the case waits for its close, and the note stands in it`, async () => {
      const smoke = await atFire();
      await act("受理").click();
      await head().getByText("admin").waitFor();
      if (how === "the key") await page.keyboard.press("r");
      else await act("处置完毕").click();
      await dialog().locator("textarea").fill("已关火，人没事");
      await button("处置完毕", dialog()).click();
      await dialog().waitFor({ state: "detached" });
      await shows("核查");
      await row(smoke).getByText("核查").waitFor();
      await isTold(smoke.id, "incident.resolved", "处置完毕");
      await page.locator(".timeline li.note", { hasText: "已关火，人没事" }).waitFor();
      const { incident, notes } = await ask(smoke.id);
      assert.deepEqual([incident.state, incident.owner, notes.map((one) => one.text)], ["resolved", "user:admin", ["已关火，人没事"]]);
      assert.equal(await act("派遣").count(), 0, "what is resolved needs nobody");
      await act("结案").waitFor();
      await act("重新打开").waitFor();
    });
  }
});

describe("a case goes from one to another", () => {
  it("to a colleague, on whose screen it arrives, and back", async () => {
    const colleague = await centre.account("wang", "operator");
    const smoke = await atFire();
    await act("受理").click();
    await head().getByText("admin").waitFor();
    const other = await person(browser, centre, { ...colleague, at: `#/incidents?id=${smoke.id}` });
    await head(other).getByText("admin").waitFor();

    await act("转交").click();
    await dialog().getByLabel("转交给（账号）").fill("wang");
    await dialog().locator("textarea").fill("我要去交接");
    await button("转交", dialog()).click();
    await dialog().waitFor({ state: "detached" });
    await head().getByText("wang").waitFor();
    await head(other).getByText("wang").waitFor();
    await row(smoke, other).getByText("wang").waitFor();
    const told = await isTold(smoke.id, "incident.assigned", "转交");
    assert.equal(told.detail.to, "user:wang");
    assert.equal((await caseOf(smoke)).owner, "user:wang");
    await page.locator(".timeline li.note", { hasText: "我要去交接" }).waitFor();
    assert.equal(await act("接手", other).count(), 0, "nobody takes his own case over");

    await act("接手").click();
    await head().getByText("admin").waitFor();
    await head(other).getByText("admin").waitFor();
    await act("接手", other).waitFor();
    await until("the owner", async () => (await caseOf(smoke)).owner === "user:admin");
    await leave(other);
  });

  it("to an account that there is not: it is refused, and what was typed stays", async () => {
    const smoke = await atFire();
    await act("受理").click();
    await head().getByText("admin").waitFor();
    await act("转交").click();
    await dialog().getByLabel("转交给（账号）").fill("nobody-of-this-name");
    await dialog().locator("textarea").fill("请接手");
    await button("转交", dialog()).click();
    await dialog().getByRole("alert").waitFor();
    assert.equal(await dialog().getByLabel("转交给（账号）").inputValue(), "nobody-of-this-name");
    assert.equal(await dialog().locator("textarea").inputValue(), "请接手");
    assert.equal((await caseOf(smoke)).owner, "user:admin");
  });
});

describe("reopen", () => {
  it("a closed case is open again in the list, with its owner and what was found out", async () => {
    const smoke = await atFire();
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/close`, { disposition: "false_alarm" });
    await shows("结案");
    await row(smoke).waitFor({ state: "detached" });
    await act("重新打开").click();
    await dialog().locator("textarea").fill("邻居又闻到烟味");
    await button("重新打开", dialog()).click();
    await dialog().waitFor({ state: "detached" });
    await row(smoke).waitFor();
    await isTold(smoke.id, "incident.reopened", "重新打开");
    await page.locator(".timeline li.note", { hasText: "邻居又闻到烟味" }).waitFor();
    const incident = await caseOf(smoke);
    assert.notEqual(incident.state, "closed");
    assert.equal(incident.closed_at, null);
    await until("the state of the server", async () => (await head().locator(".state").textContent()) !== "结案");
    await act("结案").waitFor();
    assert.equal(await page.locator(".incident-head", { hasText: "误报" }).count(), incident.disposition === null ? 0 : 1);
  });
});

describe("what somebody else adds to a case", () => {
  it("stands on the screen, though it changes nothing of the case itself", async () => {
    const smoke = await atFire();
    const { version } = await caseOf(smoke);
    const add = (what, body) => centre.ask("POST", `/api/v1/incidents/${smoke.id}/${what}`, body);
    const soon = new Date(Date.now() + 7_200_000).toISOString();
    for (const text of ["明日上门", "后日再去"]) {
      await add("follow-ups", { kind: "visit", due_at: soon, text });
      await page.getByText(text).waitFor();
    }
    await add("callbacks", { party: "resident", outcome: "spoke", text: "老人已安顿" });
    await page.getByText("老人已安顿").waitFor();
    await page.locator(".timeline li", { hasText: "回访" }).first().waitFor();
    assert.equal((await caseOf(smoke)).version, version, "else this shows nothing");
  });
});

describe("split and merge", () => {
  it("an alert becomes a case of its own, and goes back into the first", async () => {
    const smoke = await atTwoAlerts();
    await act("拆分").click();
    assert.ok(await button("拆分", dialog()).isDisabled(), "nothing is chosen");
    await dialog().getByLabel(/一键呼叫/).check();
    await button("拆分", dialog()).click();
    await dialog().waitFor({ state: "detached" });
    const call = await centre.incidentOf("h-0001", "call");
    await row(call).waitFor();
    await row(smoke).waitFor();
    assert.deepEqual([(await caseOf(smoke)).alerts, call.alerts, call.home], [1, 1, smoke.home]);
    await isTold(smoke.id, "incident.split", "拆分");
    await until("the alert that stays", async () => (await page.locator(".alerts > li").count()) === 1);
    await page.locator(".alerts").getByText("烟雾").first().waitFor();
    assert.equal(await act("拆分").count(), 0, "one alert is not split");

    await row(call).click();
    await head().getByText("一键呼叫").waitFor();
    await act("并入其他事件").click();
    await dialog().locator("select").selectOption(smoke.id);
    await button("并入其他事件", dialog()).click();
    await dialog().waitFor({ state: "detached" });
    await row(call).waitFor({ state: "detached" });
    const gone = await until("the end of the second case", async () => { const one = await caseOf(call); return one.state === "closed" && one; });
    assert.equal(gone.merged_into, smoke.id);
    await page.getByText("已并入").first().waitFor();
    await page.locator(".incident-side").getByRole("link", { name: smoke.id }).click();
    await isTold(smoke.id, "incident.took_in", "并入");
    await until("both alerts", async () => (await page.locator(".alerts > li").count()) === 2);
    const { incident, merged } = await ask(smoke.id);
    assert.deepEqual([incident.alerts, incident.state === "closed", merged], [2, false, [call.id]]);
  });
});

describe("6 the people of a closed case", () => {
  it("are shown for a reason, which the journal has and the words not", async () => {
    const smoke = await atFire();
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/close`, { disposition: "real" });
    await shows("结案");
    const card = page.locator(".card").first();
    await card.getByText("信息已脱敏").waitFor();
    await card.getByText("陈**").first().waitFor();
    assert.equal(await card.getByText("021-5550 0101").count(), 0);
    await card.getByRole("button", { name: "显示完整信息" }).click();
    await dialog().getByLabel("查看原因").selectOption("other");
    await button("显示完整信息", dialog()).click();
    assert.equal(await dialog().count(), 1, "another reason needs words");
    const words = "女儿来电询问当晚经过";
    await dialog().locator("textarea").fill(words);
    await button("显示完整信息", dialog()).click();
    await dialog().waitFor({ state: "detached" });
    for (const text of ["陈样例", "021-5550 0101", "高血压", "李邻居"]) await card.getByText(text, { exact: false }).first().waitFor();
    assert.equal(await card.getByText("信息已脱敏").count(), 0);
    const { entries } = await centre.ask("GET", "/api/v1/journal?event=personal_data.revealed&order=newest");
    assert.equal(entries[0]?.actor, "user:admin");
    assert.equal(entries[0].incident, smoke.id);
    assert.match(JSON.stringify(entries[0].detail), /other/);
    assert.ok(!JSON.stringify((await centre.ask("GET", "/api/v1/journal?limit=500&order=newest")).entries).includes(words), "the journal cannot forget");
  });
});

describe("a case on paper", () => {
  it("has its address, people, notes and timeline, and neither the list nor buttons", async () => {
    const smoke = await atFire();
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/dispatch`, { responder: "huayang-duty" });
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/notes`, { text: "邻居说无人应门" });
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/follow-ups`, { kind: "visit", due_at: new Date(Date.now() + 7_200_000).toISOString(), text: "明日上门" });
    await page.locator(".timeline li.note", { hasText: "邻居说无人应门" }).waitFor();
    await page.getByText("明日上门").first().waitFor();
    await page.locator(".attendance", { hasText: "华阳路街道值班室" }).waitFor();
    await page.getByRole("button", { name: "显示完整信息" }).click();
    await page.locator(".card").getByText("陈样例").first().waitFor();
    await page.evaluate(() => { window.printed = 0; window.print = () => { window.printed += 1; }; });
    await act("打印").click();
    assert.equal(await page.evaluate(() => window.printed), 1);
    await page.emulateMedia({ media: "print" });
    for (const part of [
      head().getByText("样例一村12弄3号401室"), head().getByText("烟雾"), page.locator(".card").getByText("陈样例").first(), page.locator(".card").getByText("李邻居").first(),
      page.locator(".attendance", { hasText: "华阳路街道值班室" }), page.locator(".alerts > li").first(), page.locator(".timeline li", { hasText: "立案" }).first(),
      page.locator(".timeline li.note", { hasText: "邻居说无人应门" }), page.getByText("明日上门").first(),
    ]) assert.ok(await part.isVisible(), `${part} is not on the paper`);
    const shown = (selector) => page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent));
    assert.deepEqual(await shown("button, .button, summary, input, select"), []);
    assert.deepEqual(await shown("header.top, .list-side, .row, .banner"), []);
    const cut = await page.evaluate(() => [...document.querySelectorAll("#app, .desk, .incident-side")].filter((box) => box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== "visible").map((box) => box.className));
    assert.deepEqual(cut, [], "a box that scrolls is cut on paper");
  });
});
