// What the real server refuses or leaves unanswered: too much, too often, standing still, killed. It is said plainly, and
// nothing typed is lost.
import assert from "node:assert/strict";
import { readFile, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { fillLogin } from "./browser.js";
import { until } from "./centre.js";
import { allQuiet, button, centre, come, open, page, stage } from "./stage.js";

stage({ homes: ["h-0001"] }, { between: allQuiet });
const dialog = () => page.locator("dialog");
const alert = (at) => at.getByRole("alert").last();
const noteField = () => dialog().locator("textarea");

async function atNote(words) {
  await centre.smoke("h-0001");
  const smoke = await centre.incidentOf("h-0001", "smoke");
  await open({ at: `#/incidents?id=${smoke.id}` });
  await page.locator(".incident-head").waitFor();
  await page.keyboard.press("n");
  await noteField().fill(words);
  return smoke;
}
/// The import that is open was checked; those before it stand in the list.
const checked = () => page.locator("b[role=status]", { hasText: "检查通过，尚未写入档案" }).waitFor();
/// As a person does it: the same file is chosen again after it was mended.
async function choose(field, file) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), field.click()]);
  await chooser.setFiles(file);
}
const notesOf = async ({ id }) => (await centre.ask("GET", `/api/v1/incidents/${id}`)).notes.map((one) => one.text);

describe("too much at once (413)", () => {
  const reason = () => page.getByLabel("原因");
  const files = () => page.getByLabel("选择 CSV 文件");

  it("a file above what an import takes: it is said, the reason and the file stay, and a smaller one goes on", async () => {
    const file = path.join(centre.folder, "homes.csv");
    await writeFile(file, "id,committee,gateway,address\n");
    await truncate(file, 129 * 1024 * 1024);
    await open({ at: "#/registry/imports" });
    await choose(files(), file);
    await reason().fill("年度核对");
    const answered = page.waitForResponse((response) => response.url().endsWith("/homes"));
    await button("上传并检查（不改动档案）").click();
    assert.equal((await answered).status(), 413);
    await alert(page.locator(".registry-import")).getByText("内容过大，服务器未接收").waitFor();
    await page.locator("tr", { hasText: "homes.csv" }).getByText("待上传").waitFor();

    await writeFile(file, "id,committee,gateway,address\nh-0100,huayang-01,,样例五村1号101室\n");
    await choose(files(), file);
    await button("上传并检查（不改动档案）").click();
    await checked();
    await page.getByText("年度核对").first().waitFor();
    const { imports } = await centre.ask("GET", "/api/v1/imports");
    assert.deepEqual(imports.map((one) => one.reason), ["年度核对"], "one import, with the reason that was typed first");
  });

  it("a file of plans above the limit: the window says so and keeps its reason", async () => {
    await open({ at: "#/rosters?view=list" });
    await button("导入 CSV").click();
    const file = path.join(centre.folder, "rosters.csv");
    await writeFile(file, "");
    await truncate(file, 3 * 1024 * 1024);
    await choose(dialog().locator("input[type=file]"), file);
    await dialog().getByLabel("原因").fill("换季排班");
    await button("试算", dialog()).click();
    await alert(dialog()).getByText("内容过大，服务器未接收").waitFor();
    assert.equal(await dialog().getByLabel("原因").inputValue(), "换季排班");
    assert.ok(await button("正式导入", dialog()).isDisabled());
  });
});

describe("a file that is mended after it was chosen", () => {
  it("of plans: it is said that it has to be chosen again, and then it is taken", async () => {
    const file = path.join(centre.folder, "silences.csv");
    await writeFile(file, "nonsense\n");
    await open({ at: "#/silences" });
    const saved = page.waitForEvent("download");
    await button("导出 CSV").click();
    const good = await readFile(await (await saved).path());
    await button("导入 CSV").click();
    const field = dialog().locator("input[type=file]");
    await choose(field, file);
    await dialog().getByLabel("原因").fill("节前");
    await button("试算", dialog()).click();
    await alert(dialog()).getByText("文件中有 1 处错误").waitFor();
    await writeFile(file, good);
    await button("试算", dialog()).click();
    await alert(dialog()).getByText("文件在选择之后有改动，请重新选择").waitFor();
    assert.equal(await dialog().getByLabel("原因").inputValue(), "节前");
    await choose(field, file);
    await button("试算", dialog()).click();
    await dialog().getByText("试算通过").waitFor();
  });

  it("of the registry: the same, and the import goes on", async () => {
    const file = path.join(centre.folder, "streets.csv");
    await writeFile(file, "id,name\n");
    await open({ at: "#/registry/imports" });
    await choose(page.getByLabel("选择 CSV 文件"), file);
    await page.getByLabel("原因").fill("新街道");
    await writeFile(file, "id,name\nmended-street,改过的街道\n");
    await button("上传并检查（不改动档案）").click();
    await alert(page.locator(".registry-import")).getByText("文件在选择之后有改动，请重新选择").waitFor();
    await choose(page.getByLabel("选择 CSV 文件"), file);
    await button("上传并检查（不改动档案）").click();
    await checked();
  });
});

describe("nobody answers", () => {
  it("a server that stands still: after a while it is said that it may have been done, and nothing typed is lost", async () => {
    const smoke = await atNote("说到一半");
    await page.clock.install();
    centre.alertd.kill("SIGSTOP");
    try {
      await button("添加备注", dialog()).click();
      await until("the wait", async () => (await button("添加备注", dialog()).getAttribute("aria-busy")) === "true");
      await page.clock.fastForward("00:46");
      await alert(dialog()).getByText("操作可能已经生效：内容已保留，请先查看再重试").waitFor();
      assert.equal(await noteField().inputValue(), "说到一半");
      await page.locator("#lost").waitFor();
    } finally {
      centre.alertd.kill("SIGCONT");
    }
    await until("the server again", async () => { await page.clock.runFor(1_000); return (await page.locator("#lost").count()) === 0; });
    assert.equal(await noteField().inputValue(), "说到一半");
    await button("添加备注", dialog()).click();
    await dialog().waitFor({ state: "detached" });
    await until("the note", async () => (await notesOf(smoke)).includes("说到一半"));
  });

  it("a server that is killed in the middle of a long form: it is said, and all of it is saved once it is back", async () => {
    await open({ at: "#/registry/residents" });
    await button("新增老人").click();
    const typed = { "编号": "p-0200", "姓名": "赵样例", "电话": "021-5550 0200", "出生年份": "1941", "医疗备注": "起搏器；左耳失聪", "原因": "新入住" };
    for (const [label, value] of Object.entries(typed)) await dialog().getByLabel(new RegExp(`^${label}`)).fill(value);
    await dialog().getByLabel(/^住户/).fill("h-0002");
    await dialog().getByLabel("独居").check();
    await centre.killAlertd();
    await button("保存", dialog()).click();
    await alert(dialog()).getByText("无法连接服务器，内容已保留").waitFor();
    for (const [label, value] of Object.entries(typed)) assert.equal(await dialog().getByLabel(new RegExp(`^${label}`)).inputValue(), value, label);
    await centre.startAlertd();
    await button("保存", dialog()).click();
    await dialog().waitFor({ state: "detached" });
    const row = await centre.ask("GET", "/api/v1/registry/residents/p-0200");
    assert.deepEqual([row.name, row.home, row.medical_notes, row.lives_alone], ["赵样例", "h-0002", "起搏器；左耳失聪", true]);
    await page.locator("tr", { hasText: "p-0200" }).waitFor();
  });

  it("a server that is killed before a file is sent: the file and its reason stay, and go on once it is back", async () => {
    await open({ at: "#/registry/imports" });
    await page.getByLabel("选择 CSV 文件").setInputFiles({ name: "streets.csv", mimeType: "text/csv", buffer: Buffer.from("id,name\ntest-street,测试街道\n") });
    await page.getByLabel("原因").fill("新街道");
    await centre.killAlertd();
    await button("上传并检查（不改动档案）").click();
    await alert(page.locator(".registry-import")).getByText("无法连接服务器，内容已保留").waitFor();
    assert.equal(await page.getByLabel("原因").inputValue(), "新街道");
    await page.locator("tr", { hasText: "streets.csv" }).getByText("待上传").waitFor();
    await centre.startAlertd();
    await button("上传并检查（不改动档案）").click();
    await checked();
  });
});

describe("too often (429)", () => {
  it("a password that is guessed: the login says how long to wait, and keeps the name", async () => {
    const who = await centre.account("guessed", "operator");
    await come({ logIn: false });
    const login = page.locator("dialog", { has: page.locator("input[autocomplete=username]") });
    const wrong = async () => {
      const answered = page.waitForResponse((response) => response.url().endsWith("/api/v1/session") && response.request().method() === "POST");
      await fillLogin(page, { name: who.name, password: "not the password" });
      const answer = await answered;
      // The page empties the field when it has read the answer.
      await until("the empty field", async () => (await login.locator("input[type=password]").inputValue()) === "");
      return answer;
    };
    let answer = await wrong();
    await login.getByText("账号或密码不正确").waitFor();
    for (let tries = 1; answer.status() === 401 && tries < 20; tries += 1) answer = await wrong();
    assert.equal(answer.status(), 429);
    const wait = Number(answer.headers()["retry-after"]);
    assert.ok(wait > 0);
    await login.getByRole("alert").getByText(`请 ${wait} 秒后重试`).waitFor();
    assert.equal(await login.locator("input[autocomplete=username]").inputValue(), who.name);
    assert.equal(await login.locator("input[type=password]").inputValue(), "");
    // The right one has to wait as well; somebody else's is another account.
    await fillLogin(page, who);
    await login.getByRole("alert").getByText(/秒后重试/).waitFor();
    await fillLogin(page, { name: "admin", password: centre.password });
    await login.waitFor({ state: "detached" });
  });
});
