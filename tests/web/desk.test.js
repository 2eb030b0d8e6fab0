// The duty officer's page, feature by feature as the field ranks them (the numbers).
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessibilityFindings, person, screenshot } from "./browser.js";
import { until } from "./centre.js";
import { allQuiet, browser, centre, come, page, row, stage } from "./stage.js";

stage({ homes: ["h-0001", "h-0002", "h-0003"] }, { between: allQuiet });

describe("1 the list", () => {
  it("pushes incidents as they come: unacknowledged first, then severity, then oldest", async () => {
    await come();
    await centre.press("h-0002");
    const call = await centre.incidentOf("h-0002", "call");
    await row(call).waitFor();
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await row(smoke).waitFor();
    const order = () => page.locator(".row").evaluateAll((rows) => rows.sort((a, b) => a.offsetTop - b.offsetTop).map((one) => one.dataset.id));
    assert.equal(smoke.severity, call.severity);
    assert.deepEqual(await order(), [call.id, smoke.id], "of the same severity the older one first");
    const [taken, waiting] = await order();
    await page.locator(`.row[data-id="${taken}"]`).getByRole("button").click();
    await until("the acknowledged one below the one that waits", async () => JSON.stringify(await order()) === JSON.stringify([waiting, taken]));
    await screenshot(page, "list-zh");
  });

  it("does not move the selected row under the hand", async () => {
    await centre.press("h-0002");
    const call = await centre.incidentOf("h-0002", "call");
    await come();
    await row(call).click();
    const before = (await row(call).boundingBox()).y;
    await centre.smoke("h-0001");
    await centre.smoke("h-0003");
    await row(await centre.incidentOf("h-0003", "smoke")).waitFor();
    await row(await centre.incidentOf("h-0001", "smoke")).waitFor();
    assert.ok(Math.abs((await row(call).boundingBox()).y - before) <= 1);
    assert.equal(await row(call).getAttribute("aria-selected"), "true");
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

describe("3 sound", () => {
  it("is checked at the login, sounds by severity again and again, and is silent once acknowledged", async () => {
    await come({ sound: true });
    const check = page.locator("dialog");
    await check.waitFor();
    await check.getByRole("button", { name: "播放提示音并开启" }).click();
    await check.getByRole("button", { name: "听到了" }).click();
    await page.evaluate(() => {
      window.voices = 0;
      const make = AudioContext.prototype.createOscillator;
      AudioContext.prototype.createOscillator = function createOscillator() { window.voices += 1; return make.call(this); };
    });
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    const voices = () => page.evaluate(() => window.voices);
    await until("the alarm", async () => (await voices()) > 0);
    const once = await voices();
    await until("the alarm again", async () => (await voices()) > once);
    await row(smoke).getByRole("button").click();
    await until("the acknowledgement", async () => (await row(smoke).textContent()).includes("admin"));
    const after = await voices();
    await page.waitForTimeout(3_500);
    assert.equal(await voices(), after, "nothing sounds any more");
  });
});

describe("4 acknowledge", () => {
  it("with one key; the owner is shown, and of two officers the second sees who was first", async () => {
    const second = await centre.account(`li-${Date.now() % 100000}`, "operator");
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await come({ at: `#/incidents?id=${smoke.id}` });
    const other = await person(browser, centre, { ...second, at: `#/incidents?id=${smoke.id}` });
    await row(smoke).waitFor();
    await other.locator(`.row[data-id="${smoke.id}"]`).waitFor();
    // The second one's page does not hear of it in time.
    await other.evaluate((id) => { window.lateFetch = fetch(`/api/v1/incidents/${id}`); }, smoke.id);
    await page.keyboard.press("a");
    await until("the owner", async () => (await row(smoke).textContent()).includes("admin"));
    const refused = await other.evaluate(async (id) => {
      const who = await (await fetch("/api/v1/session")).json();
      const answer = await fetch(`/api/v1/incidents/${id}/acknowledge`, { method: "POST", headers: { "Content-Type": "application/json", "X-Anju-Csrf": who.csrf }, body: "{}" });
      return { status: answer.status, body: await answer.json() };
    }, smoke.id);
    assert.equal(refused.status, 409);
    assert.equal(refused.body.incident.owner, "user:admin");
    await until("the owner on the other screen", async () => (await other.locator(`.row[data-id="${smoke.id}"]`).textContent()).includes("admin"));
    await other.context().close();
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

describe("14 search", () => {
  it("finds the home by its people's names, their pinyin and phones, its address and its gateway", async () => {
    await come();
    for (const typed of ["陈样例", "chenyangli", "cyl", "0101", "3号401", "gw-0001"]) {
      await page.keyboard.press("/");
      await page.keyboard.type(typed);
      await page.locator("#hits button", { hasText: "样例一村12弄3号401室" }).waitFor();
      await page.keyboard.press("Escape");
      await page.locator("#hits").waitFor({ state: "detached" });
    }
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
