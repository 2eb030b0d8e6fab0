// What is planned around the cases: silences, a technician's visit, rosters, policies.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pickHome, screenshot } from "./browser.js";
import { until } from "./centre.js";
import { button, centre, open, page, row, stage } from "./stage.js";

const hour = 3_600_000;
const address = "样例一村12弄3号401室";
/// Monday of the week after this one, where the district is.
const nextMonday = () => {
  const there = new Date(Date.now() + 8 * hour);
  return new Date(there.getTime() + (8 - (there.getUTCDay() || 7)) * 24 * hour).toISOString().slice(0, 10);
};
stage({ homes: ["h-0001"], heartbeat: "1s", rules: '[rules.battery]\ndebounce = "1s"\n', config: '[policy.technical]\nsteps = [{ after = "0s", notify = ["street", "district"] }]\n' }, {
  prepare: async () => {
    const second = { name: "王阿姨", kind: "person", level: "committee", scope: "huayang-01", channel: "webhook", address: `http://127.0.0.1:${centre.receiver.address().port}/`, phone: "021-5550 0399" };
    await centre.ask("PUT", "/api/v1/registry/responders/huayang-01-wang", second, { "X-Anju-Reason": "test", "If-None-Match": "*" });
    const shift = (id, begins, ends, crew) => ({ id, begins, ends, crews: [[crew]], from: "2026-01-05", weekdays: ["monday", "tuesday", "wednesday", "thursday", "friday"] });
    const shifts = [shift("day", "08:00", "20:00", "huayang-01-duty"), shift("night", "20:00", "08:00", "huayang-01-wang")];
    await centre.ask("PUT", "/api/v1/rosters/huayang", { name: "华院值班", level: "committee", scope: "huayang-01", shifts });
    await centre.ask("PUT", "/api/v1/rosters/district", { name: "区中心", level: "district", scope: null, shifts: [{ id: "all", begins: "00:00", ends: "00:00", from: "2026-01-05", crews: [["district-centre"]] }] });
  },
  between: async () => {
    await centre.closeAll();
    await centre.goodBattery("h-0001");
  },
});
const openAt = (at, options = {}) => open({ at, ...options });
const openOf = async (home) => (await centre.ask("GET", `/api/v1/incidents?open=true&home=${home}`)).incidents;

describe("15 shelving", () => {
  it("is made with a place, conditions, a reason and an end, holds, and can be ended", async () => {
    await openAt("#/silences");
    await button("新建静默").click();
    const form = page.locator("dialog");
    const never = form.locator("fieldset.never");
    for (const name of ["烟雾", "燃气", "一氧化碳", "一键呼叫", "跌倒"]) assert.ok(await never.getByLabel(name, { exact: true }).isDisabled(), name);
    for (const name of ["烟雾", "一键呼叫"]) assert.equal(await form.locator("fieldset:not(.never)").getByLabel(name, { exact: true }).count(), 0, `${name} is not offered`);
    await pickHome(form, "陈样例");
    await form.getByLabel("电量低").check();
    await form.getByLabel("8 小时").check();
    await form.getByLabel("原因").selectOption("device_fault");
    await form.locator("textarea").fill("等新电池");
    await screenshot(page, "silence-form");
    await button("新建静默", form).click();
    const line = page.locator("main tr", { hasText: address });
    await line.waitFor();
    for (const text of ["电量低", "设备故障", "等新电池", "admin", "剩余"]) assert.match(await line.textContent(), new RegExp(text));
    const [silence] = (await centre.ask("GET", "/api/v1/silences?state=active&away=false")).silences;
    assert.ok(Math.abs(Date.parse(silence.until) - Date.now() - 8 * hour) < 0.1 * hour);

    await centre.lowBattery("h-0001");
    const battery = await centre.incidentOf("h-0001", "low_battery");
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await page.goto(`${centre.url}/#/incidents`);
    await row(battery).getByText("静默至").waitFor();
    await row(smoke).waitFor();
    assert.equal(await row(smoke).getByText("静默至").count(), 0, "smoke is never silenced");
    await page.goto(`${centre.url}/#/silences`);
    await button("立即结束", line).click();
    await page.locator("dialog").getByText("会立即通知值班人员").waitFor();
    await button("立即结束", page.locator("dialog")).click();
    await line.waitFor({ state: "detached" });
    await page.getByRole("link", { name: "已结束" }).click();
    await page.locator("main tr", { hasText: address }).getByText("由 admin 提前结束").waitFor();
    await page.goto(`${centre.url}/#/incidents`);
    await until("the case to be heard", async () => (await row(battery).count()) === 1 && (await row(battery).getByText("静默至").count()) === 0);
  });

  it("is refused in plain words, and what was typed stays", async () => {
    await openAt("#/silences");
    await button("新建静默").click();
    const form = page.locator("dialog");
    await pickHome(form, "陈样例");
    await form.getByLabel("自定").check();
    await form.getByLabel("结束时间").fill("2026-01-01T08:00");
    await form.locator("textarea").fill("写了一半");
    await button("新建静默", form).click();
    await form.getByText("结束时间须晚于开始时间").waitFor();
    await form.getByLabel("结束时间").fill(new Date(Date.now() + 20 * 24 * hour).toISOString().slice(0, 16));
    await button("新建静默", form).click();
    await form.getByText("时长超过上限", { exact: false }).waitFor();
    assert.equal(await form.locator("textarea").inputValue(), "写了一半");
    assert.ok((await form.textContent()).includes(address));
    let asked = 0;
    page.on("dialog", (question) => { asked += 1; void (asked === 1 ? question.dismiss() : question.accept()); });
    await page.keyboard.press("Escape");
    await until("the question whether to drop it", () => asked === 1);
    assert.equal(await form.locator("textarea").inputValue(), "写了一半");
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "detached" });
    const body = { scope: "home", of: "h-0001", conditions: ["call"], reason: "maintenance", until: new Date(Date.now() + hour).toISOString() };
    for (const condition of ["call", "smoke"]) {
      const refused = await centre.ask("POST", "/api/v1/silences", { ...body, conditions: [condition] }).catch((error) => error);
      assert.equal(refused.problem.type, "urn:anju:problem:never_silenced");
    }
  });
});

describe("16 a technician's test mode", () => {
  const start = async (wholePath) => {
    await openAt("#/silences?tab=homes");
    await pickHome(page.locator("main"), "陈样例");
    const card = page.getByRole("region", { name: "检修模式" });
    await card.getByLabel("时长").fill("30");
    if (wholePath) await card.getByLabel("全流程测试").check();
    await button("开始检修", card).click();
    await card.locator("tr", { hasText: address }).waitFor();
    await until("the gateway's word", async () => (await centre.ask("GET", "/api/v1/commands?home=h-0001")).commands[0].state === "confirmed");
    return card;
  };
  const end = async (card) => {
    await button("结束检修", card).click();
    await card.getByText("没有正在检修的住户").waitFor();
    await until("the gateway's word", async () => { const [last] = (await centre.ask("GET", "/api/v1/commands?home=h-0001")).commands; return last.kind === "test_mode_over" && last.state === "confirmed"; });
  };
  const tests = async () => (await centre.ask("GET", "/api/v1/journal?limit=500")).entries.filter((one) => one.event === "alert.test").length;

  it("records an alarm as a test and calls nobody, until it is ended", async () => {
    await centre.noSmoke("h-0001");
    const card = await start(false);
    await card.getByText("网关已确认").waitFor();
    const told = centre.messages.length;
    const before = await tests();
    await centre.smoke("h-0001");
    await until("the test", async () => (await tests()) > before);
    assert.deepEqual(await openOf("h-0001"), []);
    assert.equal(centre.messages.length, told, "nobody is called");
    await centre.noSmoke("h-0001");
    await page.goto(`${centre.url}/#/registry/homes?home=h-0001`);
    await page.locator("tr", { hasText: "厨房烟感" }).getByText("正常").waitFor();
    await page.goBack();
    await end(card);
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    assert.equal(smoke.exercise, null);
    await centre.noSmoke("h-0001");
  });

  it("tests the whole path with a case that is marked as a test everywhere", async () => {
    const card = await start(true);
    await card.getByText("全流程", { exact: true }).waitFor();
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    assert.equal(smoke.exercise, "test");
    // Which of the two is on duty depends on the hour.
    const message = await until("a message to the committee", () => centre.messages.find((one) => one.responder.startsWith("huayang-01-") && one.incident.id === smoke.id));
    assert.match(JSON.stringify(message), /测试|test/);
    await end(card);
    await page.goto(`${centre.url}/#/incidents?id=${smoke.id}`);
    await row(smoke).locator(".mark", { hasText: "测试" }).waitFor();
    await page.locator(".incident-head .mark", { hasText: "测试" }).waitFor();
    await centre.noSmoke("h-0001");
  });
});

describe("19 who is on duty now", () => {
  it("is shown with phone and until when, where nobody is, and in the case", async () => {
    await openAt("#/rosters");
    const line = page.locator("table.duty tr", { hasText: "区运营中心值班长" });
    await line.getByText("021-5550 0500").waitFor();
    await page.getByText("处没有值班表").waitFor();
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await page.goto(`${centre.url}/#/incidents?id=${smoke.id}`);
    const people = page.getByRole("region", { name: "处置人员" });
    await people.getByRole("heading", { name: "现在值班" }).waitFor();
    await people.locator("li", { hasText: "区运营中心值班长" }).getByText("021-5550 0500").waitFor();
    await centre.noSmoke("h-0001");
  });
});

describe("rosters", () => {
  const week = () => `#/rosters?roster=huayang&week=${nextMonday()}`;
  const block = (who, at) => page.locator(".day").nth(at).locator(".person", { hasText: who }).first();
  const changes = async () => (await centre.ask("GET", "/api/v1/rosters/huayang")).overrides.length;
  const takeBack = async () => {
    for (;;) {
      const { overrides, version } = await centre.ask("GET", "/api/v1/rosters/huayang");
      if (overrides.length === 0) return;
      await centre.ask("DELETE", `/api/v1/rosters/huayang/overrides/${overrides[0].id}`, undefined, { "If-Match": `"${version}"` });
    }
  };

  it("show a week with its gaps", async () => {
    await openAt(week());
    await block("华院居委会值班", 0).waitFor();
    await page.locator(".day").nth(5).locator(".gap", { hasText: "空班" }).first().waitFor();
    await page.locator(".day").nth(6).locator(".gap", { hasText: "空班" }).first().waitFor();
    assert.equal(await page.locator(".day").nth(2).locator(".gap").count(), 0);
    await page.getByText("该范围其他值班表也无人").first().waitFor();
    await screenshot(page, "roster-week");
  });

  it("swap two people who are dragged onto each other", async () => {
    await openAt(week());
    await block("华院居委会值班", 0).dragTo(block("王阿姨", 1));
    const dialog = page.locator("dialog");
    await dialog.getByText("确认换班").waitFor();
    await button("互换", dialog).click();
    await dialog.waitFor({ state: "detached" });
    assert.equal(await changes(), 2);
    await page.locator(".day").nth(0).locator(".person", { hasText: "替 华院居委会值班" }).first().waitFor();
    await takeBack();
  });

  it("swap two people without a mouse", async () => {
    await openAt(week());
    await block("华院居委会值班", 0).focus();
    await page.keyboard.press("Enter");
    assert.equal(await block("华院居委会值班", 0).getAttribute("aria-pressed"), "true");
    await block("王阿姨", 1).focus();
    await page.keyboard.press("Space");
    await button("互换所选两人的班").focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog").getByText("确认换班").waitFor();
    await button("互换", page.locator("dialog")).focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor({ state: "detached" });
    assert.equal(await changes(), 2);
    await takeBack();
  });

  it("take somebody who stands in, and take that back", async () => {
    await openAt(week());
    await block("华院居委会值班", 3).click();
    await button("安排替班或请假").click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("谁来").selectOption("huayang-01-wang");
    await button("保存", dialog).click();
    await dialog.waitFor({ state: "detached" });
    await block("替 华院居委会值班", 3).waitFor();
    await page.getByRole("button", { name: /^撤销：/ }).click();
    await button("撤销", dialog).click();
    await dialog.waitFor({ state: "detached" });
    await block("替 华院居委会值班", 3).waitFor({ state: "detached" });
    assert.equal(await changes(), 0);
  });

  it("are written anew, and a form that was left is still there", async () => {
    await openAt("#/rosters?view=list");
    const create = page.getByRole("link", { name: "新建值班表" });
    await create.click();
    await page.getByLabel("编号", { exact: false }).first().fill("huayang-02-all");
    await page.getByLabel("名称").fill("西一值班");
    await page.locator("header.top").getByRole("link", { name: "值班表" }).click();
    await page.locator(".roster-views").getByRole("link", { name: "值班表", exact: true }).click();
    await create.click();
    await page.getByText("您之前填写而未保存的内容仍在这里").waitFor();
    assert.equal(await page.getByLabel("名称").inputValue(), "西一值班");
    await page.getByLabel("范围").selectOption("committee/huayang-02");
    await page.getByLabel("班次编号").fill("day");
    await page.getByLabel("向第 1 组添加人员").selectOption("huayang-02-duty");
    await screenshot(page, "roster-form");
    await button("保存").click();
    await page.locator(".person", { hasText: "西一居委会值班" }).first().waitFor();
    assert.equal((await centre.ask("GET", "/api/v1/rosters/huayang-02-all")).shifts.length, 1);
  });
});

describe("policies", () => {
  it("are changed, refused in plain words, kept, and taken back", async () => {
    await openAt("#/policies?class=welfare");
    await page.getByText("配置文件", { exact: true }).first().waitFor();
    await button("修改策略").click();
    const repeat = page.getByLabel("末级之后重复间隔").first();
    await repeat.fill("1s");
    await page.getByLabel("原因").fill("试运行");
    await button("保存并立即生效").click();
    await page.getByText("未保存。已在相应位置标出").waitFor();
    await page.getByText("须为 10 秒至 1 天").first().waitFor();
    assert.equal(await page.getByLabel("原因").inputValue(), "试运行");
    await repeat.fill("2m");
    await button("保存并立即生效").click();
    await page.getByText("此后每 2 分钟 再次通知").first().waitFor();
    await page.getByText("在线修改", { exact: true }).waitFor();
    assert.equal((await centre.ask("GET", "/api/v1/policies/welfare")).repeat_every, "2m");
    await button("恢复为配置文件").click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("原因").fill("试运行结束");
    await button("恢复为配置文件", dialog).click();
    await dialog.waitFor({ state: "detached" });
    await until("what the file says", async () => (await centre.ask("GET", "/api/v1/policies/welfare")).source === "file");
    await page.getByText("此后每 1 分钟 30 秒 再次通知").first().waitFor();
  });

  it("say by which one a case would go", async () => {
    await openAt("#/policies?class=ask");
    await page.getByLabel("告警", { exact: false }).first().selectOption("smoke");
    await button("查询").click();
    await page.getByText("紧急类，按“常规”策略").waitFor();
  });
});
