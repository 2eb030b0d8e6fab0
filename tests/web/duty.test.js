// A duty officer's shift: the handover, drills, everything with the keyboard alone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { leave, person, pickHome, screenshot } from "./browser.js";
import { until } from "./centre.js";
import { allQuiet, browser, button, centre, come, open, page, row, stage } from "./stage.js";

stage({ homes: ["h-0001", "h-0002"] }, { between: allQuiet });
const caseOf = async (incident) => centre.ask("GET", `/api/v1/incidents/${incident.id}`);

describe("18 the handover of the shift", () => {
  it("lists what is open, takes a note, and is signed by somebody else only", async () => {
    const [leaving, coming] = [await centre.account("zhao", "operator"), await centre.account("qian", "operator")];
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await open({ ...leaving, at: "#/handover" });
    const now = page.getByRole("region", { name: /当前未了事项/ });
    await now.locator("tr", { hasText: "样例一村12弄3号401室" }).getByText("烟雾").waitFor();
    await until("its number", async () => (await now.locator(".numbers div", { hasText: "紧急" }).locator("dd").textContent()) === "1");
    await centre.press("h-0002");
    await now.locator("tr", { hasText: "样例一村12弄5号102室" }).waitFor();
    const note = "401室烟感<b>误报</b>两次\n已约明早换电池";
    await page.getByLabel("交班内容").fill(note);
    await page.getByText("2 个紧急与关爱事件的编号").waitFor();
    await button("提交交班").click();
    const waiting = page.locator(".waiting-box");
    await waiting.getByText("您写的交班，须由接班人签收").waitFor();
    await screenshot(page, "handover");
    assert.equal(await page.getByLabel("交班内容").inputValue(), "");
    assert.equal(await button("接班签收").count(), 0, "nobody signs his own");

    const other = await person(browser, centre, { ...coming, at: "#/handover" });
    await other.locator(".waiting-box").getByText("有 1 份交班等待接班人签收").waitFor();
    await button("接班签收", other.locator(".waiting-box")).click();
    const dialog = other.locator("dialog");
    await dialog.getByText("已约明早换电池").waitFor();
    assert.equal(await dialog.locator("blockquote b").count(), 0, "words enter as words");
    await dialog.getByLabel("签收意见").fill("收到");
    await button("接班签收", dialog).click();
    await dialog.waitFor({ state: "detached" });
    await other.locator(".waiting-box").waitFor({ state: "detached" });
    await leave(other);

    await waiting.waitFor({ state: "detached" });
    const line = page.locator("tr", { hasText: "已约明早换电池" });
    for (const text of ["zhao", "qian", "收到"]) assert.match(await line.textContent(), new RegExp(text));
    await line.getByRole("link", { name: /^查看/ }).click();
    const sheet = page.getByRole("article", { name: "交接单" });
    await sheet.getByText("qian").first().waitFor();
    await sheet.locator("tr", { hasText: "样例一村12弄3号401室" }).waitFor();
    const [{ open: left, signed_by: signer }] = (await centre.ask("GET", "/api/v1/handovers?limit=1")).handovers;
    assert.ok(left.incidents.includes(smoke.id));
    assert.equal(signer, "user:qian");
  });
});

describe("who is on duty", () => {
  it("changes in an open case with the shift", async () => {
    const roster = (crew) => ({ name: "值班", level: "committee", scope: "huayang-01", shifts: [{ id: "all", begins: "00:00", ends: "00:00", from: "2026-01-05", crews: [[crew]] }] });
    const { version: _, id: __, ...responder } = await centre.ask("GET", "/api/v1/registry/responders/huayang-01-duty");
    await centre.ask("PUT", "/api/v1/registry/responders/huayang-01-late", { ...responder, name: "晚班的人" }, { "If-None-Match": "*", "X-Anju-Reason": "test" });
    await centre.ask("PUT", "/api/v1/rosters/desk", roster("huayang-01-duty"));
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await open({ at: `#/incidents?id=${smoke.id}` });
    const people = page.getByRole("region", { name: "处置人员" }).locator("h4 + ul");
    await people.getByText("华院居委会值班").waitFor();
    const { version } = await centre.ask("GET", "/api/v1/rosters/desk");
    await centre.ask("PUT", "/api/v1/rosters/desk", roster("huayang-01-late"), { "If-Match": `"${version}"` });
    // The next minute, sooner; a heartbeat that comes before the page's clock has ticked sets it right again.
    await until("the late shift", async () => {
      await page.evaluate(() => { const { now } = Date; Date.now = () => now() + 60_000; });
      return people.getByText("晚班的人").waitFor({ timeout: 5_000 }).then(() => true, () => false);
    });
    assert.equal(await people.getByText("华院居委会值班").count(), 0);
  });
});

describe("25 a drill", () => {
  it("is opened from the page, shown as a drill, really calls, and its result is recorded", async () => {
    await open({ at: "#/follow?tab=drills" });
    const form = page.getByRole("region", { name: "发起演练" });
    assert.ok(await button("发起演练", form).isDisabled(), "not before somebody knows what it does");
    await pickHome(form, "陈样例");
    await form.getByLabel("演练内容").selectOption("smoke");
    await form.getByLabel("备注").fill("季度演练");
    await form.getByLabel("我知道这会真实通知处置人员").check();
    await button("发起演练", form).click();
    const line = page.locator("tr", { hasText: "样例一村12弄3号401室" });
    await line.locator(".mark", { hasText: "演练" }).waitFor();
    const drill = await centre.incidentOf("h-0001", "smoke");
    assert.equal(drill.exercise, "drill");
    assert.match(JSON.stringify(await centre.messageTo("huayang-01-duty", drill.id)), /演练|drill/);
    await line.getByRole("link", { name: "查看事件" }).click();
    await row(drill).locator(".mark", { hasText: "演练" }).waitFor();
    await page.locator(".incident-head .mark", { hasText: "演练" }).waitFor();
    await page.locator(".timeline").getByText("季度演练").waitFor();
    await page.keyboard.press("a");
    await page.locator(".incident-head").getByText("admin").waitFor();
    await page.keyboard.press("c");
    await page.locator("dialog select").selectOption("drill");
    await button("结案", page.locator("dialog")).click();
    await row(drill).waitFor({ state: "detached" });
    await page.locator(".incident-head .state", { hasText: "结案" }).waitFor();
    await page.locator(".incident-head").getByText("· 演练", { exact: false }).waitFor();
    const { incident } = await caseOf(drill);
    assert.deepEqual([incident.state, incident.disposition, incident.owner], ["closed", "drill", "user:admin"]);
  });
});

describe("everything with the keyboard", () => {
  const focused = () => page.evaluate(() => { const at = document.activeElement; return { name: at.tagName, words: at.textContent.trim(), id: at.dataset?.id ?? at.closest?.("[data-id]")?.dataset.id ?? "" }; });
  /// Goes on with Tab until the focus is where it should be.
  const tabTo = async (locator) => {
    await locator.waitFor();
    for (let presses = 0; presses < 120; presses += 1) {
      if (await locator.evaluate((one) => one === document.activeElement)) {
        const drawn = await locator.evaluate((one) => { const style = getComputedStyle(one); return { outline: parseFloat(style.outlineWidth), style: style.outlineStyle, shadow: style.boxShadow }; });
        assert.ok((drawn.outline > 0 && drawn.style !== "none") || drawn.shadow !== "none", "the focus is seen");
        return;
      }
      await page.keyboard.press("Tab");
    }
    assert.fail(`no Tab leads to ${locator}`);
  };

  it("a case goes from the login to its close", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    const officer = await centre.account("sun", "operator");
    await come({ logIn: false, sound: true });
    await page.locator("dialog input[autocomplete=username]").waitFor();
    await page.keyboard.type(officer.name);
    await page.keyboard.press("Tab");
    await page.keyboard.type(officer.password);
    await page.keyboard.press("Enter");
    const sound = page.locator("dialog", { hasText: "开启声音" });
    await sound.waitFor();
    await tabTo(button("播放提示音并开启", sound));
    await page.keyboard.press("Enter");
    await tabTo(button("听到了", sound));
    await page.keyboard.press("Enter");
    await sound.waitFor({ state: "detached" });

    await page.keyboard.press("?");
    const help = page.locator("dialog", { hasText: "快捷键" });
    for (const key of ["a", "d", "n", "r", "c", "j", "k"]) await help.locator("kbd", { hasText: new RegExp(`^${key}$`) }).waitFor();
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });

    await row(smoke).waitFor();
    await page.keyboard.press("g");
    await page.locator(".incident-head").getByText("样例一村12弄3号401室").waitFor();
    await tabTo(row(smoke));
    await page.keyboard.press("a");
    await page.locator(".incident-head").getByText("sun").waitFor();
    const dialog = page.locator("dialog");
    await page.keyboard.press("n");
    await dialog.locator("textarea").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal((await focused()).id, smoke.id, "the focus is back on the row");
    await page.keyboard.press("n");
    await tabTo(dialog.locator("textarea"));
    await page.keyboard.type("已电话联系");
    await tabTo(button("添加备注", dialog));
    await page.keyboard.press("Enter");
    await page.locator(".timeline li.note", { hasText: "已电话联系" }).waitFor();
    await dialog.waitFor({ state: "detached" });
    assert.equal((await focused()).id, smoke.id, "and so it is after the form was sent");

    await tabTo(page.locator(".incident-side").getByRole("button", { name: /^派遣/ }));
    await page.keyboard.press("Enter");
    await tabTo(dialog.locator("select"));
    await dialog.locator('option[value="huayang-duty"]').waitFor({ state: "attached" });
    for (let presses = 0; presses < 40 && (await dialog.locator("select").inputValue()) !== "huayang-duty"; presses += 1) await page.keyboard.press("ArrowDown");
    await tabTo(button("派遣", dialog));
    await page.keyboard.press("Enter");
    const attendance = page.locator(".attendance", { hasText: "华阳路街道值班室" });
    await attendance.waitFor();
    await dialog.waitFor({ state: "detached" });
    assert.match((await focused()).words, /^派遣/, "the focus is back on the button that opened the window");
    for (const act of ["已接受", "途中", "到场", "完成"]) {
      await tabTo(button(act, attendance));
      await page.keyboard.press("Enter");
      await attendance.locator(".badge", { hasText: act }).waitFor();
    }
    await page.keyboard.press("c");
    await tabTo(dialog.locator("select"));
    await page.keyboard.press("ArrowDown");
    await tabTo(button("结案", dialog));
    await page.keyboard.press("Enter");
    await until("the close", async () => (await caseOf(smoke)).incident.state === "closed");
    await row(smoke).waitFor({ state: "detached" });
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.locator(".incident-side.empty").waitFor();
  });

  it("j, k and the arrows go through the list, x chooses, m shows one's own, / searches, s is for the sound", async () => {
    await centre.press("h-0002");
    await centre.incidentOf("h-0002", "call");
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    // The test answers the question for the sound itself.
    await open({ sound: true });
    await button("静音值守").click();
    await row(smoke).waitFor();
    const selected = () => page.locator(".row[aria-selected=true]").getAttribute("data-id");
    await page.keyboard.press("j");
    const first = await selected();
    await page.keyboard.press("ArrowDown");
    const second = await selected();
    assert.notEqual(first, second);
    await page.keyboard.press("k");
    assert.equal(await selected(), first);
    await page.keyboard.press("x");
    await page.locator(".bulk").getByText("已选 1 条").waitFor();
    await page.keyboard.press("x");
    await page.keyboard.press("m");
    await page.getByText("没有符合筛选条件的事件").waitFor();
    await page.keyboard.press("m");
    await row(smoke).waitFor();
    const muted = await button("静音").count();
    await page.keyboard.press("s");
    await until("the sound to be switched", async () => (await button("静音").count()) !== muted);
    await page.locator("dialog", { hasText: "开启声音" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "combobox");
    await page.keyboard.type("chenyangli");
    await page.locator("#hits button").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await until("the case of that home", () => page.url().includes(smoke.id));
  });

  it("works with Caps Lock, does once what a held key says, and leaves a field without leaving the case", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await open();
    await row(smoke).waitFor();
    await page.keyboard.press("G");
    await page.locator(".incident-head").waitFor();
    await page.keyboard.down("x");
    await page.keyboard.down("x");
    await page.keyboard.up("x");
    await page.locator(".bulk").getByText("已选 1 条").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("0101");
    await page.locator("#hits button").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#hits").waitFor({ state: "detached" });
    await page.keyboard.press("a");
    await page.locator(".incident-head").getByText("admin").waitFor();
  });

  it("t takes a case over, h hands it over, v shows in full, p prints; nothing does while a window is open", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/acknowledge`, {});
    await open({ ...(await centre.account("zhou", "operator")), at: `#/incidents?id=${smoke.id}` });
    await page.evaluate(() => { window.printed = 0; window.print = () => { window.printed += 1; }; });
    const printed = () => page.evaluate(() => window.printed);
    const dialog = page.locator("dialog");
    await page.getByRole("button", { name: "接手 t" }).waitFor();
    await page.keyboard.press("t");
    await page.locator(".incident-head").getByText("zhou").waitFor();
    await page.getByRole("button", { name: "接手 t" }).waitFor({ state: "detached" });
    await page.keyboard.press("p");
    assert.equal(await printed(), 1);
    await page.keyboard.press("h");
    await dialog.getByRole("heading", { name: "转交" }).waitFor();
    await button("取消", dialog).focus();
    await page.keyboard.press("p");
    await page.keyboard.press("n");
    assert.deepEqual([await printed(), await dialog.count()], [1, 1]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    for (const key of ["t", "h", "v", "p"]) await dialog.locator("kbd", { hasText: new RegExp(`^${key}$`) }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("v");
    assert.equal(await dialog.count(), 0, "nothing is masked as long as the case is open");
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/close`, { disposition: "test" });
    await page.getByRole("button", { name: "显示完整信息" }).waitFor();
    await page.keyboard.press("d");
    assert.equal(await dialog.count(), 0, "what has no button has no key");
    await page.keyboard.press("v");
    await dialog.getByRole("heading", { name: "显示完整信息" }).waitFor();
  });
});

describe("what is left to do after a case", () => {
  it("a task with a due time is made in the case and ended in its list; a callback stands in the case", async () => {
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await open({ at: `#/incidents?id=${smoke.id}` });
    await button("跟进任务").click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("任务内容").fill("更换烟感电池");
    await dialog.getByLabel("负责人").fill("王师傅");
    await button("新增", dialog).click();
    await page.getByRole("region", { name: "跟进任务" }).getByText("更换烟感电池").waitFor();
    await button("回访记录").click();
    await dialog.getByLabel("结果").selectOption("no_answer");
    await button("保存", dialog).click();
    await page.getByRole("region", { name: "跟进任务" }).getByText("无人接听").waitFor();
    await page.getByRole("link", { name: "跟进" }).click();
    const line = page.locator("tr", { hasText: "更换烟感电池" });
    await line.getByText("王师傅").waitFor();
    await button("完成", line).click();
    await line.waitFor({ state: "detached" });
    await page.getByLabel("按状态筛选").selectOption("done");
    await line.getByText("admin").first().waitFor();
  });
});
