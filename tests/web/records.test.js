// What is written down and looked up: reports, the registry and its imports, the journal, accounts and tokens.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fillLogin, leave, person, screenshot, settled } from "./browser.js";
import { until } from "./centre.js";
import { browser, button, centre, open, page, stage } from "./stage.js";

stage({ homes: ["h-0001", "h-0002"] }, {
  prepare: async () => {
    for (const [home, disposition] of [["h-0001", "real"], ["h-0002", "false_alarm"]]) {
      await centre.smoke(home);
      const { id } = await centre.incidentOf(home, "smoke");
      await centre.ask("POST", `/api/v1/incidents/${id}/acknowledge`, {});
      await centre.ask("POST", `/api/v1/incidents/${id}/close`, { disposition });
      await centre.noSmoke(home);
    }
  },
});
const openAt = (at, options = {}) => open({ at, ...options });

describe("23 reports", () => {
  const counted = () => until("the figures", async () => (await centre.ask("GET", "/api/v1/statistics/cases?by=kind")).rows.some((one) => one.kind === "smoke" && one.closed === 2));
  const cell = async (line, title) => {
    const titles = await page.locator("table.table thead th").allTextContents();
    return line.locator("td").nth(titles.indexOf(title)).textContent();
  };

  it("show closed cases as figures and as a chart", async () => {
    await counted();
    await openAt("#/reports?by=kind");
    const line = page.locator("table.table tbody tr", { hasText: "烟感" });
    await line.waitFor();
    for (const [title, value] of [["立案", "2"], ["处置", "2"], ["结案", "2"], ["误报", "1"], ["误报率", "50.0%"]]) assert.equal((await cell(line, title)).replace("50%", "50.0%"), value, title);
    const bars = page.locator(".chart svg path[fill]:not([fill=none])");
    await bars.first().waitFor();
    assert.ok((await bars.count()) >= 3, "a bar for each column");
    await screenshot(page, "reports-cases");
  });

  it("give percentiles of the times, offenders, and what stands", async () => {
    await counted();
    await openAt("#/reports?tab=times");
    const line = page.locator("table.table tbody tr").first();
    await line.waitFor();
    assert.equal(await cell(line, "起数"), "2");
    for (const title of ["中位数", "95%", "99%"]) assert.match(await cell(line, title), /\d/, title);
    await page.locator(".chart svg").first().waitFor();
    await page.getByRole("link", { name: "告警来源" }).click();
    await page.locator("table.table tbody tr", { hasText: "kitchen/smoke" }).first().waitFor();
    await page.getByRole("link", { name: "久未消除" }).click();
    await page.getByText("该范围内没有数据").waitFor();
  });

  it("every one of them comes as a CSV file that a spreadsheet opens", async () => {
    await counted();
    await openAt("#/reports?by=street");
    for (const [tab, header] of [["处置与结案", "street"], ["响应时间", "p95"], ["设备覆盖", "should"], ["型号误报率", "model"], ["席位负荷", "rate"], ["告警来源", "device"], ["离线设备", "device"], ["久未消除", "incident"]]) {
      await page.getByRole("link", { name: tab, exact: true }).click();
      await settled(page);
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "下载 CSV" }).first().click()]);
      const file = await readFile(await download.path());
      assert.deepEqual([...file.subarray(0, 3)], [0xef, 0xbb, 0xbf], tab);
      assert.match(file.toString("utf8").split(/\r?\n/)[0], new RegExp(header), tab);
      assert.match(download.suggestedFilename(), /^anju-[\w-]+\.csv$/);
    }
  });

  it("the report of a month is a page to be printed", async () => {
    await counted();
    await openAt("#/reports?tab=month");
    const frame = page.frameLocator("iframe");
    await frame.locator("body").getByText("烟感").first().waitFor();
  });

  it("the report of a month whose login has ended asks for it, and shows the report afterwards", async () => {
    await openAt("#/reports?tab=month");
    await page.frameLocator("iframe").locator("body").getByText("烟感").first().waitFor();
    await page.context().clearCookies();
    await page.getByLabel("报告语言").selectOption("en");
    const login = page.locator("dialog", { has: page.locator("input[autocomplete=username]") });
    await login.waitFor();
    // No refusal is shown as if it were a report.
    await page.locator("iframe").waitFor({ state: "detached" });
    await fillLogin(page, { name: "admin", password: centre.password });
    await login.waitFor({ state: "detached" });
    await page.frameLocator("iframe").locator("body").getByText("smoke").first().waitFor();
  });
});

describe("the registry", () => {
  const head = "id,home,name,phone,birth_year,lives_alone,medical_notes\n";
  const file = (text) => ({ name: "residents.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

  it("an import shows its mistakes with their lines, then what it would change, and only then changes it", async () => {
    await openAt("#/registry/imports");
    await page.getByLabel("选择 CSV 文件").setInputFiles(file(`${head}p-0001,h-0001,陈样例,021-5550 9999,1938,yes,\np-0100,h-9999,新住户,021-5550 0100,1950,no,\np-0101,h-0002,又一位,021-5550 0101,abcd,no,\n`));
    await page.getByLabel("原因").fill("登记新住户");
    await button("上传并检查（不改动档案）").click();
    await page.getByText("检查未通过，档案未改动").waitFor();
    const mistakes = page.locator("table", { hasText: "问题" });
    const lines = async () => Promise.all((await mistakes.locator("tbody tr").all()).map(async (one) => (await one.locator("td").nth(1).textContent()).trim()));
    assert.deepEqual(await lines(), ["3", "4"]);
    await screenshot(page, "import-mistakes");
    assert.equal((await centre.ask("GET", "/api/v1/registry/residents/p-0001")).phone, "021-5550 0101");

    await page.getByLabel("选择 CSV 文件").setInputFiles(file(`${head}p-0001,h-0001,陈样例,021-5550 9999,1938,yes,\np-0100,h-0002,新住户,021-5550 0100,1950,no,\n`));
    await button("上传并重新检查（不改动档案）").click();
    await page.getByText("检查通过，尚未写入档案").waitFor();
    const preview = page.getByRole("region", { name: "预览" });
    const count = (name) => preview.locator("dl div", { hasText: name }).locator("dd").textContent();
    assert.deepEqual([await count("总行数"), await count("新增"), await count("修改"), await count("不变")], ["2", "1", "1", "0"]);
    const changes = page.locator("table", { hasText: "改动" });
    await changes.locator("tr", { hasText: "p-0001" }).getByText("修改：电话").waitFor();
    await changes.locator("tr", { hasText: "p-0100" }).getByText("新增").waitFor();
    assert.equal((await centre.ask("GET", "/api/v1/registry/residents/p-0001")).phone, "021-5550 0101", "a preview changes nothing");
    await button("正式导入").click();
    await page.getByText("导入完成").waitFor();
    assert.equal((await centre.ask("GET", "/api/v1/registry/residents/p-0001")).phone, "021-5550 9999");
    await page.goto(`${centre.url}/#/registry/homes?home=h-0002`);
    await page.getByText("新住户").first().waitFor();
  });

  it("a row is added, changed and removed; one that is needed says by what", async () => {
    await openAt("#/registry/committees");
    await button("新增居委会").click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel(/^编号/).fill("xinhua-01");
    await dialog.getByLabel(/^街道（/).selectOption("xinhua");
    await dialog.getByLabel("居委会名称").fill("左家宅居委会");
    await dialog.getByLabel("原因").fill("新设");
    await button("保存", dialog).click();
    await dialog.waitFor({ state: "detached" });
    const line = page.locator("tr", { hasText: "xinhua-01" });
    await line.getByText("左家宅居委会").waitFor();
    await button("修改 xinhua-01").click();
    await dialog.getByLabel("居委会名称").fill("法华居委会");
    await button("保存", dialog).click();
    await line.getByText("法华居委会").waitFor();
    await button("删除 xinhua-01").click();
    await dialog.getByRole("button", { name: /删除/ }).click();
    await line.waitFor({ state: "detached" });
    await button("删除 huayang-01").click();
    await dialog.getByRole("button", { name: /删除/ }).click();
    await dialog.getByText("以下内容仍在使用这条记录，未删除").waitFor();
    await dialog.getByText("h-0001").first().waitFor();
  });

  it("a table goes out as a file in the encoding that is asked for, and the journal knows", async () => {
    await openAt("#/registry/streets");
    await button("导出 CSV").click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("编码").selectOption("gb18030");
    const [download] = await Promise.all([page.waitForEvent("download"), button("导出", dialog).click()]);
    const text = new TextDecoder("gb18030").decode(await readFile(await download.path()));
    assert.match(text, /^id,name/);
    assert.match(text, /huayang,华阳路街道/);
    const { entries } = await centre.ask("GET", "/api/v1/journal?limit=500");
    assert.ok(entries.some((one) => one.event === "registry.exported"));
  });
});

describe("the journal", () => {
  it("is searched by event, person and case, from either end", async () => {
    const { incidents: [{ id }] } = await centre.ask("GET", "/api/v1/incidents?home=h-0001");
    const { entries } = await centre.ask("GET", `/api/v1/journal?incident=${id}&order=newest`);
    const acknowledged = entries.find((one) => one.event === "incident.acknowledged");
    await openAt("#/journal");
    const rows = page.locator("table.table tbody tr");
    const shows = (wanted) => until("the entries that were asked for", async () => {
      const shown = (await rows.locator("td:first-child").allTextContents()).map(Number);
      return JSON.stringify(shown) === JSON.stringify(wanted.map((one) => one.seq)) || null;
    });
    await page.getByLabel("事件编号").fill(id);
    await button("查询").click();
    await shows(entries);
    await page.getByLabel("顺序").selectOption("up");
    await button("查询").click();
    await shows([...entries].reverse());
    await page.getByLabel("事件类型").fill("incident.a");
    await page.getByLabel("操作人").fill(acknowledged.actor.toUpperCase());
    await button("查询").click();
    await shows([acknowledged]);
    await page.reload();
    await shows([acknowledged]);
    await page.getByLabel("事件类型").fill("none.such");
    await button("查询").click();
    await page.getByText("没有符合条件的记录").waitFor();
  });

  it("is listed with who did what, and its chain is checked", async () => {
    await openAt("#/journal");
    await page.locator("tr", { hasText: "结案" }).first().waitFor();
    await page.getByRole("link", { name: "链校验" }).click();
    await button("开始校验").click();
    await page.getByText(/✓ 台账完整：共 \d+ 行，全部相符。/).waitFor();
    await page.getByText(/^请另行保存此标记/).waitFor();
    await page.getByText("从保存的标记继续").click();
    await page.getByLabel("编号").fill("3");
    await page.getByLabel("哈希").fill("0".repeat(64));
    await button("重新校验").click();
    await page.getByText(/台账在第 \d+ 行断开/).waitFor();
    await page.getByRole("link", { name: "通知投递" }).click();
    await page.locator("tr", { hasText: "huayang-01-duty" }).getByText("已送达").first().waitFor();
  });
});

describe("the administration", () => {
  const line = (name) => page.locator("tr", { hasText: name });

  it("makes an account whose password is shown once, changes its role, and shuts it out", async () => {
    await openAt("#/admin");
    await button("新建账号").click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("名称").fill("xiaowu");
    await dialog.getByLabel("角色").selectOption("viewer");
    await button("新建账号", dialog).click();
    const secret = page.locator("dialog", { has: page.locator("input.secret") });
    await secret.waitFor();
    const password = await secret.locator("input.secret").inputValue();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    // The browser closes it at the second one and the page opens it again: nothing but its button closes it.
    await secret.locator("input.secret").waitFor();
    assert.equal(await secret.locator("input.secret").inputValue(), password);
    await button("已保存，关闭", secret).click();
    await line("xiaowu").getByText("只读").waitFor();
    await page.reload();
    await line("xiaowu").waitFor();
    assert.ok(!(await page.content()).includes(password));

    const first = await person(browser, centre, { logIn: false });
    await fillLogin(first, { name: "xiaowu", password });
    await first.getByText("此密码由他人设置，请先修改").waitFor();
    await first.locator("input[autocomplete=current-password]").fill(password);
    await first.locator("input[autocomplete=new-password]").fill("a fine new password");
    await first.locator("dialog button[type=submit]").click();
    await first.locator("header.top").waitFor();
    await leave(first);

    await page.getByRole("button", { name: "修改账号 xiaowu" }).click();
    await dialog.getByLabel("角色").selectOption("operator");
    await button("保存", dialog).click();
    await line("xiaowu").getByText("值守").waitFor();
    await page.getByRole("button", { name: "修改账号 xiaowu" }).click();
    await dialog.getByLabel("状态").selectOption("disabled");
    await button("保存", dialog).click();
    await line("xiaowu").getByText("停用").waitFor();
    await page.getByRole("button", { name: "删除账号 xiaowu" }).click();
    await button("删除账号", dialog).click();
    await line("xiaowu").waitFor({ state: "detached" });
    await page.getByLabel("显示已删除的账号").check();
    await line("xiaowu").getByText("已删除").waitFor();
  });

  it("makes a token that is shown once and works until it is revoked", async () => {
    await openAt("#/admin?tab=tokens");
    await button("新建令牌").click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("名称").fill("board");
    await button("新建令牌", dialog).click();
    const secret = page.locator("dialog", { has: page.locator("input.secret") });
    const value = await secret.locator("input.secret").inputValue();
    const asked = () => fetch(`${centre.url}/api/v1/incidents?open=true`, { headers: { Authorization: `Bearer ${value}` } });
    assert.equal((await asked()).status, 200);
    await button("已保存，关闭", secret).click();
    await line("board").getByText("有效").waitFor();
    assert.ok(!(await page.content()).includes(value));
    await page.getByRole("button", { name: "吊销 board" }).click();
    await button("吊销令牌", dialog).click();
    await line("board").waitFor({ state: "detached" });
    assert.equal((await asked()).status, 401);
  });

  it("places a legal hold on a home and releases it", async () => {
    await openAt("#/admin?tab=holds");
    await button("设置留存").click();
    const dialog = page.locator("dialog");
    await dialog.locator("input[type=search]").fill("陈样例");
    await dialog.locator(".home-hits button").first().click();
    await dialog.getByLabel("理由").fill("诉讼");
    await button("设置留存", dialog).click();
    await line("诉讼").waitFor();
    await page.getByRole("button", { name: /^解除/ }).click();
    await button("解除法律留存", dialog).click();
    await line("诉讼").waitFor({ state: "detached" });
  });
});
