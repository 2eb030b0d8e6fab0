// The duty officer's page, feature by feature as the field ranks them (the numbers).
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessibilityFindings, leave, person, screenshot, settled } from "./browser.js";
import { until } from "./centre.js";
import { allQuiet, browser, button, centre, come, open, page, row, stage } from "./stage.js";

stage({ homes: ["h-0001", "h-0002", "h-0003"], rules: '[rules.battery]\ndebounce = "1s"\n' }, {
  between: async () => {
    for (const home of centre.homes.keys()) await centre.goodBattery(home);
    // Else the gateway tells of it anew once its case is closed.
    await until("good batteries", async () => (await centre.ask("GET", "/api/v1/incidents?open=true")).incidents.every((one) => one.headline !== "low_battery" || one.all_clear));
    await allQuiet();
  },
});
/// Whether they stand on the screen in that order.
const inOrder = async (...wanted) => {
  const ids = wanted.map((one) => one.id);
  const shown = await page.locator(".row").evaluateAll((rows) => rows.sort((a, b) => a.offsetTop - b.offsetTop).map((one) => one.dataset.id));
  return JSON.stringify(shown.filter((one) => ids.includes(one))) === JSON.stringify(ids);
};
const top = async (incident) => (await row(incident).boundingBox()).y;

describe("1 the list", () => {
  it("pushes incidents as they come: unacknowledged first, then severity, then oldest", async () => {
    await come();
    await centre.lowBattery("h-0003");
    const battery = await centre.incidentOf("h-0003", "low_battery");
    await centre.press("h-0002");
    const call = await centre.incidentOf("h-0002", "call");
    await row(call).waitFor();
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await row(smoke).waitFor();
    assert.deepEqual([battery, call, smoke].map((one) => one.severity), ["minor", "critical", "critical"]);
    assert.ok(await inOrder(call, smoke, battery), "the severest, and of them the oldest first");
    await button("受理", row(call)).click();
    await until("the acknowledged one below all that wait", () => inOrder(smoke, battery, call));
    await button("受理", row(battery)).click();
    await until("among the acknowledged again the severest first", () => inOrder(smoke, call, battery));
    await screenshot(page, "list-zh");
  });

  it("does not move the selected row under the hand when a worse case comes above it; and says that it is there", async () => {
    await centre.lowBattery("h-0003");
    const battery = await centre.incidentOf("h-0003", "low_battery");
    await open();
    await row(battery).click();
    await page.locator(".incident-head").waitFor();
    const before = await top(battery);
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await until("the case above", () => inOrder(smoke, battery));
    assert.ok(Math.abs((await top(battery)) - before) <= 1);
    assert.equal(await row(battery).getAttribute("aria-selected"), "true");
    const above = button("↑ 上方还有 1 条未受理");
    await above.waitFor();
    await screenshot(page, "list-above");
    assert.deepEqual(await accessibilityFindings(page), []);
    await above.click();
    await until("the first one at the top", async () => Math.abs((await top(smoke)) - before) <= 1);
    await above.waitFor({ state: "detached" });
  });

  it("nor when it goes down because it was acknowledged; the room that this takes goes as somebody scrolls", async () => {
    await centre.press("h-0002");
    const call = await centre.incidentOf("h-0002", "call");
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await open();
    await row(call).click();
    await page.locator(".incident-head").waitFor();
    const before = await top(call);
    await page.keyboard.press("a");
    await until("the acknowledged one below", () => inOrder(smoke, call));
    assert.ok(Math.abs((await top(call)) - before) <= 1);
    const list = page.locator(".list");
    const room = () => list.evaluate((box) => box.scrollHeight - box.clientHeight);
    assert.ok((await room()) > 0);
    await list.hover();
    await page.mouse.wheel(0, -400);
    await until("no room any more", async () => (await room()) <= 1 && Math.abs((await top(smoke)) - before) <= 1);
  });

  it("nor when one above it goes: then there is room above", async () => {
    await centre.press("h-0002");
    const call = await centre.incidentOf("h-0002", "call");
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await open();
    await row(smoke).click();
    await page.locator(".incident-head").waitFor();
    const before = await top(smoke);
    await centre.ask("POST", `/api/v1/incidents/${call.id}/close`, { disposition: "test" });
    await row(call).waitFor({ state: "detached" });
    assert.ok(Math.abs((await top(smoke)) - before) <= 1);
  });

  it("has rows, a title and a way past the menu that are called what they are", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await open();
    await row(smoke).waitFor();
    assert.equal(await page.getByRole("row", { name: "烟雾, 危急, 样例一村12弄3号401室, 立案", exact: true }).getAttribute("data-id"), smoke.id);
    await until("the title", async () => (await page.title()) === "(1) 事件 · 安居 · 值守");
    await page.evaluate(() => { location.hash = "#/rosters"; });
    await until("the title of another page", async () => (await page.title()) === "(1) 值班表 · 安居 · 值守");
    await settled(page);
    const skip = page.getByRole("link", { name: "跳到正文" });
    await skip.focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  });
});

describe("2 the timer", () => {
  it("counts up on each unacknowledged incident; its colours are in alertd/web/src/live/order.test.ts", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come();
    const seconds = async () => { const [minutes, rest] = (await row(smoke).locator(".timer").textContent()).split(":").map(Number); return minutes * 60 + rest; };
    await row(smoke).waitFor();
    const first = await seconds();
    await until("the timer to go on", async () => (await seconds()) > first);
    assert.match(await row(smoke).getAttribute("class"), /waiting/);
  });
});

describe("4 acknowledge", () => {
  it("with one key; of two officers at once the second one is told who was first", async () => {
    const second = await centre.account("li", "operator");
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    const at = `#/incidents?id=${smoke.id}`;
    await come({ at });
    const other = await person(browser, centre, { ...second, at });
    for (const officer of [page, other]) await officer.locator(".incident-head").waitFor();
    // What the other one says is on its way while the first one acts.
    let release;
    const isFirst = new Promise((resolve) => { release = resolve; });
    const isAsked = other.waitForRequest("**/acknowledge");
    await other.route("**/acknowledge", async (route) => { await isFirst; await route.continue(); });
    await other.keyboard.press("a");
    await isAsked;
    await page.keyboard.press("a");
    await until("the owner", async () => (await row(smoke).textContent()).includes("admin"));
    release();
    await other.getByRole("alert").getByText("该事件现为“处置”，处置人：admin").waitFor();
    await until("the owner on the other screen", async () => (await row(smoke, other).textContent()).includes("admin"));
    assert.equal((await centre.ask("GET", `/api/v1/incidents/${smoke.id}`)).incident.owner, "user:admin");
    await leave(other);
  });

  it("is not for those who only look", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come({ ...(await centre.account("looker", "viewer")), at: `#/incidents?id=${smoke.id}` });
    await page.locator(".incident-head").waitFor();
    const asked = [];
    page.on("request", (request) => { if (request.method() === "POST") asked.push(request.url()); });
    for (const key of "adnrcth") await page.keyboard.press(key);
    await page.keyboard.press("m");
    await page.getByText("没有符合筛选条件的事件").waitFor();
    assert.deepEqual([asked, await page.locator("dialog, .notice").count()], [[], 0]);
  });
});

describe("5 the connection", () => {
  it("is told within 10 s when it is lost, and the list goes on without gap or repeat", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come();
    await row(smoke).waitFor();
    const began = Date.now();
    await centre.killAlertd();
    await page.locator("#lost").waitFor({ timeout: 10_000 });
    assert.ok(Date.now() - began < 10_000);
    await screenshot(page, "connection-lost");
    await centre.press("h-0002");
    await centre.startAlertd();
    const call = await centre.incidentOf("h-0002", "call");
    await row(call).waitFor({ timeout: 20_000 });
    await page.locator("#lost").waitFor({ state: "hidden" });
    assert.equal(await page.locator(".row").count(), 2);
  });
});

describe("5 the sources", () => {
  it("says within 10 s that alertd itself hears nothing any more, and that it hears again", async () => {
    await come();
    await page.locator(".list").waitFor();
    await centre.killBroker();
    const banner = page.getByText("现在收不到新的告警", { exact: false });
    await banner.waitFor({ timeout: 10_000 });
    await centre.startBroker();
    await banner.waitFor({ state: "detached", timeout: 30_000 });
    await centre.press("h-0002");
    await row(await centre.incidentOf("h-0002", "call")).waitFor();
  });
});

describe("6 the resident's card", () => {
  it("shows the address, and at a press the people with their phones and keys, the medical notes, and how to get in", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come({ at: `#/incidents?id=${smoke.id}` });
    const card = page.locator(".card", { hasText: "住户" }).first();
    await card.getByText("样例一村12弄3号401室").waitFor();
    await card.getByText("陈**").first().waitFor();
    for (const text of ["陈样例", "021-5550 0101", "高血压", "李邻居"]) assert.equal(await card.getByText(text, { exact: false }).count(), 0, text);
    await card.getByRole("button", { name: "显示完整信息" }).click();
    for (const text of ["样例一村12弄3号401室", "陈样例", "021-5550 0101", "高血压", "李邻居", "有钥匙"]) await card.getByText(text, { exact: false }).first().waitFor();
    await card.getByRole("button", { name: "查看进门方式" }).click();
    await card.getByText("钥匙盒在门左侧", { exact: false }).waitFor();
    const { entries } = await centre.ask("GET", "/api/v1/journal?limit=500");
    assert.ok(entries.some((entry) => entry.event === "registry.revealed" && entry.detail.row === "h-0001"));
    const looks = entries.filter((entry) => entry.event === "personal_data.revealed" && entry.incident === smoke.id);
    assert.deepEqual(looks.map((one) => [one.actor, one.detail.reason]), [["user:admin", "emergency"]]);
  });
});

describe("7 dispatch", () => {
  it("asks a responder, and shows accepted, en route and on scene as they happen", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come({ at: `#/incidents?id=${smoke.id}` });
    await page.locator(".incident-head").waitFor();
    await page.keyboard.press("d");
    const dialog = page.locator("dialog");
    await dialog.locator("select").selectOption("huayang-duty");
    await dialog.getByRole("button", { name: "派遣" }).click();
    const line = page.locator(".attendance", { hasText: "华阳路街道值班室" });
    await line.getByText("已派遣").waitFor();
    for (const [act, shown] of [["accept", "已接受"], ["en-route", "途中"], ["on-scene", "到场"]]) {
      await centre.ask("POST", `/api/v1/incidents/${smoke.id}/${act}`, { responder: "huayang-duty" });
      await line.getByText(shown, { exact: true }).first().waitFor();
    }
  });
});

describe("8 the timeline", () => {
  it("gets each event and note at its end, and keeps what a refused form had", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come({ at: `#/incidents?id=${smoke.id}` });
    await page.locator(".timeline li").first().waitFor();
    await page.keyboard.press("n");
    const words = "<img src=x onerror=alert(1)> 邻居说无人应门";
    await page.route("**/notes", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" }), { times: 1 });
    await page.locator("dialog textarea").fill(words);
    await page.locator("dialog button[type=submit]").click();
    await page.locator("dialog .wrong").waitFor();
    assert.equal(await page.locator("dialog textarea").inputValue(), words);
    await page.locator("dialog button[type=submit]").click();
    await page.locator(".timeline li.note", { hasText: words }).waitFor();
    assert.equal(await page.locator(".timeline img").count(), 0);
  });
});

describe("9 the next step", () => {
  it("is shown with whom it calls and a countdown", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come({ at: `#/incidents?id=${smoke.id}` });
    const step = page.locator(".next-step");
    await step.getByText("街道").waitFor();
    const left = () => step.locator(".countdown").textContent();
    const first = await left();
    await until("the countdown to go on", async () => (await left()) !== first);
  });
});

describe("10 the disposition", () => {
  it("must be chosen before a case is closed", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come({ at: `#/incidents?id=${smoke.id}` });
    await page.locator(".incident-head").waitFor();
    await page.keyboard.press("c");
    const dialog = page.locator("dialog");
    await dialog.getByRole("button", { name: "结案" }).click();
    assert.equal((await centre.ask("GET", `/api/v1/incidents/${smoke.id}`)).incident.state, "open");
    await dialog.locator("select").selectOption("false_alarm");
    await dialog.getByRole("button", { name: "结案" }).click();
    await until("the close", async () => (await centre.ask("GET", `/api/v1/incidents/${smoke.id}`)).incident.disposition === "false_alarm");
    await row(smoke).waitFor({ state: "detached" });
  });
});

describe("13 views in the address", () => {
  it("keeps filters and selection in the address, and a copied address shows the same", async () => {
    await centre.press("h-0002");
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await centre.incidentOf("h-0002", "call");
    await come();
    await row(smoke).waitFor();
    await page.locator(".filters input").fill("401室");
    await until("one row", async () => (await page.locator(".row").count()) === 1);
    await row(smoke).click();
    const address = new URL(page.url()).hash;
    assert.match(decodeURIComponent(address), /words=401室/);
    assert.match(address, new RegExp(smoke.id));
    await page.reload();
    await until("the same view", async () => (await page.locator(".row").count()) === 1 && (await row(smoke).getAttribute("aria-selected")) === "true");
  });
});

describe("17 bulk select", () => {
  it("acknowledges all that were chosen", async () => {
    await centre.press("h-0002");
    await centre.smoke("h-0001");
    const both = [await centre.incidentOf("h-0001", "smoke"), await centre.incidentOf("h-0002", "call")];
    await come();
    for (const incident of both) await row(incident).locator("input[type=checkbox]").check();
    await page.getByRole("button", { name: "批量受理" }).click();
    for (const incident of both) await until("the acknowledgement", async () => (await centre.ask("GET", `/api/v1/incidents/${incident.id}`)).incident.owner === "user:admin");
  });

  it("leaves alone what a filter hides, and says how many those are and that they wait", async () => {
    await centre.press("h-0002");
    await centre.smoke("h-0001");
    const [smoke, call] = [await centre.incidentOf("h-0001", "smoke"), await centre.incidentOf("h-0002", "call")];
    await open();
    for (const incident of [smoke, call]) await row(incident).locator("input[type=checkbox]").check();
    await page.locator(".bulk").getByText("已选 2 条", { exact: true }).waitFor();
    // The box has the focus, and the keys go on.
    await page.keyboard.press("g");
    await page.locator(".incident-head").waitFor();
    await page.locator(".filters input").fill("401室");
    await page.locator(".bulk").getByText("已选 1 条（另有 1 条被筛选隐藏，不受影响）").waitFor();
    await button("筛选隐藏了 1 条未受理！").waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.getByRole("button", { name: "批量受理" }).click();
    await until("the acknowledgement", async () => (await row(smoke).textContent()).includes("admin"));
    await button("筛选隐藏了 1 条未受理！").click();
    await button("受理", row(call)).waitFor();
    assert.equal((await centre.ask("GET", `/api/v1/incidents/${call.id}`)).incident.owner, null);
  });
});

describe("22 the repeat count", () => {
  it("is shown with the incident", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come();
    await row(smoke).waitFor();
    await until("the second report", async () => {
      await centre.device("h-0001", "kitchen/smoke", { smoke: true, battery: 90, linkquality: Math.floor(Math.random() * 200) });
      return (await centre.ask("GET", `/api/v1/incidents/${smoke.id}`)).incident.reports > 1;
    });
    await until("its count", async () => /\d 次/.test(await row(smoke).locator(".count").textContent()));
  });
});

describe("24 roles by street, masked data", () => {
  it("shows a street's officer the own street only, and a viewer masked people", async () => {
    await centre.smoke("h-0001");
    await centre.smoke("h-0003");
    const one = await centre.incidentOf("h-0001", "smoke");
    await centre.incidentOf("h-0003", "smoke");
    await come(await centre.account(`street-${Date.now() % 100000}`, "street", { committees: ["huayang-01"] }));
    await row(one).waitFor();
    assert.equal(await page.locator(".row").count(), 1);
    await page.context().close();
    const name = `viewer-${Date.now() % 100000}`;
    await come({ ...(await centre.account(name, "viewer")), at: `#/incidents?id=${one.id}` });
    const card = page.locator(".card").first();
    await card.getByText("陈**").first().waitFor();
    assert.equal(await card.getByText("高血压").count(), 0);
    assert.equal(await page.getByRole("button", { name: "受理" }).count(), 0);
  });
});

describe("25 both languages and everybody", () => {
  for (const language of ["zh-CN", "en"]) {
    for (const theme of ["light", "dark"]) {
      it(`axe finds nothing in the list and the incident (${language}, ${theme})`, async () => {
        await centre.smoke("h-0001");
        const smoke = await centre.incidentOf("h-0001", "smoke");
        await come({ language, theme, at: `#/incidents?id=${smoke.id}` });
        await page.locator(".incident-head").waitFor();
        await screenshot(page, `incident-${language}-${theme}`);
        assert.deepEqual(await accessibilityFindings(page), []);
      });
    }
  }
});
