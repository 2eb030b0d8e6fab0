// Every window of the page: axe finds nothing in it, the focus goes in, Escape closes it and the focus comes back.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessibilityFindings, screenshot, settled } from "./browser.js";
import { until } from "./centre.js";
import { centre, come, page, stage } from "./stage.js";

let smoke;
let closed;
stage({ homes: ["h-0001", "h-0002"] }, {
  prepare: async () => {
    await centre.account("other", "operator");
    await centre.ask("POST", "/api/v1/tokens", { name: "board", role: "viewer", why: "setup" });
    await centre.ask("PUT", "/api/v1/rosters/day", { name: "白班", level: "committee", scope: "huayang-01", shifts: [{ id: "day", begins: "00:00", ends: "00:00", from: "2026-01-05", crews: [["huayang-01-duty"]] }] });
    await centre.ask("POST", "/api/v1/silences", { scope: "home", of: "h-0002", conditions: ["low_battery"], reason: "maintenance", until: new Date(Date.now() + 7_200_000).toISOString() });
    await centre.ask("POST", "/api/v1/handovers", { text: "一切正常" });
    await centre.ask("PUT", "/api/v1/policies/welfare", { ...(await policies()), repeat_every: "2m" }, { "X-Anju-Reason": "test", "If-Match": `"${(await centre.ask("GET", "/api/v1/policies/welfare")).version}"` });
    await centre.ask("POST", "/api/v1/holds", { home: "h-0001", reason: "诉讼" });
    await centre.smoke("h-0002");
    closed = await centre.incidentOf("h-0002", "smoke");
    await centre.ask("POST", `/api/v1/incidents/${closed.id}/close`, { disposition: "real" });
    await centre.noSmoke("h-0002");
    await centre.press("h-0002");
    await centre.incidentOf("h-0002", "call");
    await centre.smoke("h-0001");
    smoke = await centre.incidentOf("h-0001", "smoke");
    await centre.press("h-0001");
    await until("two alerts in the case", async () => (await centre.ask("GET", `/api/v1/incidents/${smoke.id}`)).incident.alerts === 2);
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/follow-ups`, { kind: "visit", due_at: new Date(Date.now() + 7_200_000).toISOString(), text: "再看一次" });
  },
});
async function policies() {
  const { repeat_every, attend_within, arrive_within, steps, when } = await centre.ask("GET", "/api/v1/policies/welfare");
  return { repeat_every, attend_within, arrive_within, steps, when };
}

/// Where it is, and what opens it: the name of a button, in Chinese and English.
const windows = [
  ["incidents?id=:smoke", /^(派遣|Dispatch)/], ["incidents?id=:smoke", /^(处置完毕|Resolve)/], ["incidents?id=:smoke", /^(结案|Close)/], ["incidents?id=:smoke", /^(添加备注|Add a note|Note)/],
  ["incidents?id=:smoke", /^(跟进任务|Follow-up)/], ["incidents?id=:smoke", /^(回访记录|Callback)/], ["incidents?id=:smoke", /^(并入其他事件|Merge)/], ["incidents?id=:smoke", /^(拆分|Split)/],
  ["incidents?id=:smoke", /^(取消任务|Cancel the task)/],
  ["incidents?id=:closed", /^(重新打开|Reopen)/],
  ["silences", /^(新建静默|Make a silence|New silence)/], ["silences", /^(立即结束|End it now|End now)/], ["silences", /^(导入 CSV|Import CSV)/],
  ["follow", /^(取消任务|Cancel the task)/], ["rosters?roster=day", /^(登记调班|Add a change|.*change)/i], ["rosters?roster=day", /^(删除值班表|Remove the roster|Delete)/],
  ["registry/homes", /^(新增住户|Add)/], ["registry/homes", /^(修改|Change) h-0003/], ["registry/homes", /^(删除|Remove) h-0003/], ["registry/homes", /^(导出 CSV|Export CSV)/],
  ["policies?class=welfare", /^(恢复为配置文件|Take it back|Back to|Use the file)/], ["admin", /^(新建账号|Make an account)/], ["admin", /^(修改账号|Change the account) other/], ["admin", /^(重设密码|Set a password) other/],
  ["admin", /^(删除账号|Remove the account) other/], ["admin?tab=tokens", /^(新建令牌|Make a token)/], ["admin?tab=tokens", /^(吊销|Revoke) board/], ["admin?tab=holds", /^(设置留存|Place a hold)/], ["admin?tab=holds", /^(解除|Release)/],
];
const addressOf = (at) => `#/${at.replace(":smoke", smoke.id).replace(":closed", closed.id)}`;

describe("25 every window", () => {
  for (const [language, theme] of [["zh-CN", "light"], ["en", "dark"]]) {
    it(`(${language}, ${theme}) axe finds nothing; the focus goes in and comes back to what opened it`, async () => {
      await come({ language, theme });
      const wrong = {};
      for (const [at, name] of windows) {
        await page.evaluate((hash) => { location.hash = hash; }, addressOf(at));
        await settled(page);
        const opener = page.locator("main").getByRole("button", { name }).first();
        await opener.waitFor();
        const label = (await opener.getAttribute("aria-label")) ?? (await opener.textContent());
        await opener.focus();
        await page.keyboard.press("Enter");
        const dialog = page.locator("dialog[open]");
        await dialog.waitFor();
        await until("what the window asks for", async () => (await dialog.getByText(/加载中|Loading/).count()) === 0);
        const found = await accessibilityFindings(page);
        if (!(await page.evaluate(() => document.querySelector("dialog[open]").contains(document.activeElement)))) found.push("the focus is not in it");
        if ((await page.evaluate(() => { const box = document.querySelector("dialog[open]").getBoundingClientRect(); return box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight; }))) found.push("it does not fit the screen");
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
        const back = await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
        if (back !== label) found.push(`the focus is on ${back.slice(0, 40)}`);
        if (found.length > 0) wrong[`${at} ${label}`] = found;
      }
      assert.deepEqual(wrong, {});
    });
  }

  it("the window of the signature, of the keys and of the sound are no worse", async () => {
    await come({ name: "other", password: "a password of other", sound: true, at: "#/handover" });
    const dialog = page.locator("dialog[open]");
    await dialog.getByRole("button", { name: "播放提示音并开启" }).waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.locator(".waiting-box").getByRole("button", { name: "接班签收" }).click();
    await dialog.getByText("一切正常").waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
    await screenshot(page, "dialog-sign");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.evaluate(() => { location.hash = "#/incidents"; });
    await page.locator(".row").first().waitFor();
    // An administrator sees people in full; others after the close have to say why they look.
    await page.evaluate((id) => { location.hash = `#/incidents?id=${id}`; }, closed.id);
    await page.locator(".incident-side").getByRole("button", { name: "显示完整信息" }).click();
    await dialog.waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await dialog.waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
  });
});
