// What goes wrong: hostile words, a server that refuses or restarts, a clock that is off, rights that are taken away.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fillLogin, leave, person, screenshot, settled } from "./browser.js";
import { until } from "./centre.js";
import { allQuiet, browser, button, centre, open, page, row, stage } from "./stage.js";

const hostile = '<img src=x onerror="window.broken=1">';
const hostileAddress = `样例三村<b>1</b>号"><script>window.broken=1</script>`;
stage({ homes: ["h-0001", "h-0002"] }, {
  prepare: async () => {
    const why = { "X-Anju-Reason": "test" };
    const change = async (table, key, changes) => {
      const { version, ...row } = await centre.ask("GET", `/api/v1/registry/${table}/${key}`);
      for (const name of ["id", "home"].slice(0, table === "devices" ? 2 : 1)) delete row[name];
      await centre.ask("PUT", `/api/v1/registry/${table}/${key}`, { ...row, ...changes }, { ...why, "If-Match": `"${version}"` });
    };
    await change("residents", "p-0002", { name: hostile, medical_notes: hostile });
    await change("homes", "h-0002", { address: hostileAddress });
    await change("devices", "h-0002/kitchen%2Fsmoke", { name: hostile });
    await change("streets", "huayang", { name: `华阳${hostile}` });
    await centre.ask("PUT", "/api/v1/rosters/night", { name: hostile, level: "committee", scope: "huayang-01", shifts: [{ id: "all", begins: "00:00", ends: "00:00", from: "2026-01-05", crews: [["huayang-01-duty"]] }] });
  },
  between: allQuiet,
});
const smokeIn = async (home) => {
  await centre.smoke(home);
  return centre.incidentOf(home, "smoke");
};

describe("hostile words", () => {
  it("stand as words in the list, the case, the registry, the rosters, the reports and on the wall", async () => {
    const smoke = await smokeIn("h-0002");
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/notes`, { text: hostile });
    await centre.ask("POST", "/api/v1/handovers", { text: hostile });
    await open({ at: `#/incidents?id=${smoke.id}` });
    await row(smoke).getByText(hostileAddress).waitFor();
    await page.getByRole("button", { name: "显示完整信息" }).click();
    await page.locator(".card .people").getByText(hostile).first().waitFor();
    await page.locator(".timeline li.note", { hasText: hostile }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("样例三村");
    await page.locator("#hits").getByText(hostileAddress).waitFor();
    for (const at of ["registry/homes", "registry/homes?home=h-0002", "registry/residents", "registry/devices", "registry/streets", "rosters", "rosters?view=list", "rosters?roster=night", "handover", "silences?tab=homes&home=h-0002", "reports?by=street", "wall", "journal"]) {
      await page.evaluate((hash) => { location.hash = hash; }, `#/${at}`);
      await settled(page);
      if (!/journal|reports|=night/.test(at)) await page.getByText(/onerror|样例三村<b>/).first().waitFor();
      assert.equal(await page.locator("main img, main script, main b b").count(), 0, at);
    }
    assert.equal(await page.evaluate(() => window.broken), undefined);
  });

  it("a case that nobody has and a page that does not exist are answered plainly", async () => {
    await open({ at: "#/incidents?id=01ARZ3NDEKTSV4RRFFQ69G5FAV" });
    await page.locator(".incident-side .wrong").getByText("该对象不存在或不在您的权限范围内").waitFor();
    await page.evaluate(() => { location.hash = "#/registry/homes?home=%3Cscript%3E"; });
    await page.getByText("档案中没有这一住户").waitFor();
    await page.evaluate(() => { location.hash = "#/nowhere/%E0%A4%A"; });
    await page.getByText("当前没有未结案的事件").waitFor();
  });
});

/// Somebody has pressed a key in the open case of a fire, and a window stands there.
const atWindow = async (key) => {
  const smoke = await smokeIn("h-0001");
  await open({ at: `#/incidents?id=${smoke.id}` });
  await page.locator(".incident-head").waitFor();
  await page.keyboard.press(key);
  return { smoke, dialog: page.locator("dialog") };
};
const fillClose = async (dialog) => {
  await dialog.locator("select").selectOption("false_alarm");
  await dialog.locator("textarea").fill("油烟");
};

describe("a server that says no", () => {
  for (const [status, told, headers] of [[413, "内容过大，服务器未接收", {}], [429, "请 7 秒后重试", { "Retry-After": "7" }], [500, "服务器出错，内容已保留", {}]]) {
    it(`${status} at a form is told plainly, nothing typed is lost, and it can be sent again`, async () => {
      const { smoke, dialog } = await atWindow("c");
      await fillClose(dialog);
      await page.route("**/close", (route) => route.fulfill({ status, headers, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "no", status }) }), { times: 1 });
      await button("结案", dialog).click();
      await dialog.getByRole("alert").getByText(told).waitFor();
      assert.equal(await dialog.locator("textarea").inputValue(), "油烟");
      assert.equal(await dialog.locator("select").inputValue(), "false_alarm");
      await button("结案", dialog).click();
      await row(smoke).waitFor({ state: "detached" });
    });
  }

  it("words that are longer than the server takes are refused by it, and stay", async () => {
    await open({ at: "#/handover" });
    const words = "长".repeat(1400);
    await page.getByLabel("交班内容").fill(words);
    await page.getByText("超出 200 字节").waitFor();
    assert.ok(await button("提交交班").isDisabled());
    await page.getByLabel("交班内容").fill("");
  });

  it("nobody answers: it is told, what was typed stays and is sent once the server is back", async () => {
    const { smoke, dialog } = await atWindow("n");
    await dialog.locator("textarea").fill("说到一半");
    await centre.killAlertd();
    await button("添加备注", dialog).click();
    await dialog.getByRole("alert").getByText("无法连接服务器").waitFor();
    await page.locator("#lost").waitFor({ timeout: 10_000 });
    await centre.startAlertd();
    await page.locator("#lost").waitFor({ state: "detached" });
    assert.equal(await dialog.locator("textarea").inputValue(), "说到一半");
    await button("添加备注", dialog).click();
    await page.locator(".timeline li.note", { hasText: "说到一半" }).waitFor();
    assert.equal((await centre.ask("GET", `/api/v1/incidents/${smoke.id}`)).notes.length, 1);
  });

  it("nobody answers: the list that was asked for last stays below the error, and none stays below another one's", async () => {
    const smoke = await smokeIn("h-0001");
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/follow-ups`, { kind: "visit", due_at: new Date(Date.now() + 3_600_000).toISOString(), text: "上门查看灶台" });
    await open({ at: "#/follow" });
    const task = page.locator("tbody tr", { hasText: "上门查看灶台" });
    const refused = page.locator(".wrong").getByText("无法连接服务器");
    await task.waitFor();
    await centre.killAlertd();
    await button("刷新").click();
    await refused.waitFor();
    assert.equal(await task.count(), 1);
    await page.getByLabel("按状态筛选").selectOption("cancelled");
    await task.waitFor({ state: "detached" });
    await refused.waitFor();
    await centre.startAlertd();
    await button("重试").click();
    await page.getByText("没有符合条件的跟进任务").waitFor();
    await page.getByLabel("按状态筛选").selectOption("open");
    await task.waitFor();
  });

  it("nobody answers to a logout: whoever is there stays, and sees what he saw", async () => {
    const smoke = await smokeIn("h-0001");
    await open();
    await row(smoke).waitFor();
    await centre.killAlertd();
    await button("退出").click();
    await page.getByText("无法连接服务器", { exact: false }).waitFor();
    await page.locator("#lost").waitFor();
    await centre.startAlertd();
    await page.locator("#lost").waitFor({ state: "detached" });
    await row(smoke).waitFor();
  });

  it("somebody else was faster: the form says so and keeps what was typed", async () => {
    const { smoke, dialog } = await atWindow("c");
    await fillClose(dialog);
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/close`, { disposition: "real" });
    await page.locator(".incident-head .state", { hasText: "结案" }).waitFor();
    await button("结案", dialog).click();
    await dialog.getByRole("alert").waitFor();
    assert.equal(await dialog.locator("textarea").inputValue(), "油烟");
    assert.equal((await centre.ask("GET", `/api/v1/incidents/${smoke.id}`)).incident.disposition, "real");
  });
});

describe("2 a clock that is off", () => {
  for (const minutes of [10, -10]) {
    it(`by ${minutes} minutes: timers follow the server, and it is told`, async () => {
      const smoke = await smokeIn("h-0001");
      await open({ skew: minutes * 60_000 });
      await row(smoke).waitFor();
      const seconds = async () => { const [first, second] = (await row(smoke).locator(".timer").textContent()).split(":").map(Number); return first * 60 + second; };
      const really = () => (Date.now() - Date.parse(smoke.opened_at)) / 1000;
      await until("the server's time", async () => Math.abs((await seconds()) - really()) < 5);
      assert.match(await row(smoke).getAttribute("class"), /calm/, "nobody is late only because a clock is wrong");
      await page.getByText(/本机时钟偏差 -?\d+ 秒，计时以服务器为准/).waitFor();
      assert.equal(await page.locator("#lost").count(), 0);
      await screenshot(page, `clock-${minutes}`);
    });
  }
});

describe("a login that ends", () => {
  it("is asked for again above the page, and nothing typed is lost", async () => {
    const smoke = await smokeIn("h-0001");
    await open({ at: `#/incidents?id=${smoke.id}` });
    await page.locator(".incident-head").waitFor();
    await page.keyboard.press("n");
    await page.locator("dialog textarea").fill("说到一半");
    await page.context().clearCookies();
    await button("添加备注", page.locator("dialog")).click();
    const login = page.locator("dialog", { has: page.locator("input[autocomplete=username]") });
    await login.getByText("登录已失效，请重新登录").waitFor();
    await fillLogin(page, { name: "admin", password: centre.password });
    await login.waitFor({ state: "detached" });
    assert.equal(await page.locator("dialog textarea").inputValue(), "说到一半");
    await button("添加备注", page.locator("dialog")).click();
    await page.locator(".timeline li.note", { hasText: "说到一半" }).waitFor();
  });

  it("leaves the forms of whoever needs a right for them, and a secret is made once", async () => {
    await open({ at: "#/admin?tab=tokens" });
    await button("新建令牌").click();
    const name = page.locator("dialog input[pattern]");
    await name.fill("feed");
    await page.context().clearCookies();
    await page.locator("dialog button[type=submit]").click();
    const login = page.locator("dialog", { has: page.locator("input[autocomplete=username]") });
    await login.waitFor();
    await fillLogin(page, { name: "admin", password: centre.password });
    await login.waitFor({ state: "detached" });
    assert.equal(await name.inputValue(), "feed");
    await page.locator("dialog button[type=submit]").click();
    await page.locator("input.secret").waitFor();
    await button("已保存，关闭").click();
    await page.getByText("feed", { exact: true }).waitFor();
  });
});

describe("rights that end while somebody works", () => {
  const change = async (name, changes) => {
    const { version } = (await centre.ask("GET", "/api/v1/accounts")).accounts.find((one) => one.name === name);
    await centre.ask("PATCH", `/api/v1/accounts/${name}`, { ...changes, why: "new_duty" }, { "If-Match": `"${version}"` });
  };
  const login = () => page.locator("dialog", { has: page.locator("input[autocomplete=username]") });

  it("another role: what it may not do is offered no more, and the list goes on", async () => {
    const who = await centre.account("demoted", "operator");
    const smoke = await smokeIn("h-0001");
    await open({ ...who, at: `#/incidents?id=${smoke.id}` });
    await button("受理", row(smoke)).waitFor();
    await change("demoted", { role: "viewer" });
    // Whatever is told first: the login ends, or what may be done is less.
    await until("the end of the rights", async () => (await login().count()) === 1 || (await button("受理", row(smoke)).count()) === 0, 60_000);
    if (await login().count()) {
      await fillLogin(page, who);
      await login().waitFor({ state: "detached" });
    }
    await row(smoke).waitFor();
    await until("no button", async () => (await page.getByRole("button", { name: "受理" }).count()) === 0);
    await page.getByText("信息已脱敏").first().waitFor();
  });

  it("a disabled account: the login is asked for and refused, and nothing new is shown any more", async () => {
    const who = await centre.account("gone", "operator");
    const smoke = await smokeIn("h-0001");
    await open(who);
    await row(smoke).waitFor();
    await change("gone", { state: "disabled" });
    await login().waitFor({ timeout: 60_000 });
    await fillLogin(page, who);
    await login().getByText("账号或密码不正确").waitFor();
    const watching = await person(browser, centre);
    const later = await smokeIn("h-0002");
    await row(later, watching).waitFor();
    await leave(watching);
    assert.equal(await row(later).count(), 0);
  });
});
