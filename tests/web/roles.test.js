// What each role may see and do, in both languages and on every screen.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { leave, screenshot, settled, tooWide } from "./browser.js";
import { until } from "./centre.js";
import { button, centre, come, page, stage } from "./stage.js";

let smoke;
const accounts = {};
// Names that are not Chinese, so that what is Chinese in the English page is a word that nobody translated.
stage({ homes: ["h-0001"], asciiNames: true }, {
  prepare: async () => {
    for (const role of ["viewer", "street", "operator", "auditor"]) accounts[role] = await centre.account(`the-${role}`, role, role === "street" ? { streets: ["huayang"] } : {});
    accounts.administrator = { name: "admin", password: centre.password };
    await centre.ask("PUT", "/api/v1/rosters/day", { name: "Day", level: "committee", scope: "huayang-01", shifts: [{ id: "day", begins: "00:00", ends: "00:00", from: "2026-01-05", crews: [["huayang-01-duty"]] }] });
    await centre.ask("POST", "/api/v1/silences", { scope: "committee", of: "huayang-01", conditions: ["low_battery", "tamper"], kinds: ["smoke", "fall"], reason: "maintenance", until: new Date(Date.now() + 7_200_000).toISOString() });
    await centre.ask("POST", "/api/v1/handovers", { text: "Nothing new" });
    await centre.ask("POST", "/api/v1/homes/h-0001/away", { until: new Date(Date.now() + 7_200_000).toISOString() });
    for (const home of ["h-0002", "h-0004"]) {
      const { incident } = await centre.ask("POST", "/api/v1/drills", { home, condition: "fall" });
      if (home === "h-0004") await centre.ask("POST", `/api/v1/incidents/${incident.id}/close`, { disposition: "drill" });
    }
    await centre.smoke("h-0001");
    smoke = await centre.incidentOf("h-0001", "smoke");
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/follow-ups`, { kind: "visit", due_at: new Date(Date.now() + 7_200_000).toISOString(), text: "Look again" });
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/callbacks`, { party: "resident", outcome: "spoke" });
    await centre.ask("POST", `/api/v1/incidents/${smoke.id}/dispatch`, { responder: "huayang-duty" });
  },
});
const open = async (who, options = {}) => { await come({ ...accounts[who], ...options }); };
const go = async (at) => {
  await page.evaluate((hash) => { location.hash = hash; }, `#/${at}`);
  await settled(page);
};

const everywhere = [
  `incidents?id=:smoke`, "wall", "handover", "rosters", "rosters?view=list", "rosters?roster=day", "rosters?edit=new", "silences", "silences?state=expired", "silences?tab=homes", "silences?tab=homes&home=h-0001", "silences?tab=commands",
  "follow", "follow?tab=tests", "follow?tab=drills", "registry/homes", "registry/homes?home=h-0001", "registry/residents", "registry/contacts", "registry/devices", "registry/gateways", "registry/responders", "registry/team_members", "registry/access_notes",
  "registry/streets", "registry/committees", "registry/imports", "reports", "reports?tab=times", "reports?tab=coverage", "reports?tab=models", "reports?tab=load", "reports?tab=sources", "reports?tab=offline", "reports?tab=stale", "reports?tab=month",
  "policies", "policies?class=welfare&edit=1", "policies?class=ask&condition=smoke", "journal", "journal?tab=check", "journal?tab=deliveries", "journal?tab=quarantine", "admin", "admin?tab=tokens", "admin?tab=holds", "admin?tab=residents",
];
const addressOf = (at) => at.replace(":smoke", smoke.id);

describe("24 roles", () => {
  const links = async () => (await page.locator("header.top nav a").evaluateAll((all) => all.map((one) => one.getAttribute("href").slice(2)))).join(" ");
  const offered = {
    viewer: "incidents wall rosters silences follow registry reports policies",
    street: "incidents wall handover rosters silences follow registry reports policies",
    operator: "incidents wall handover rosters silences follow registry reports policies",
    auditor: "incidents wall rosters silences follow registry reports policies journal",
    administrator: "incidents wall handover rosters silences follow registry reports policies journal admin",
  };
  /// Whether these may act on cases, manage duty, change the registry, administer.
  const may = { viewer: [], street: ["act", "duty"], operator: ["act", "duty"], auditor: [], administrator: ["act", "duty", "registry", "policies"] };

  for (const role of Object.keys(offered)) {
    it(`${role}: is offered what it may use, and refused the rest plainly`, async () => {
      await open(role);
      await until("what is offered", async () => (await links()) === offered[role]);
      for (const at of everywhere) {
        await go(addressOf(at));
        assert.equal(await page.locator("dialog").count(), 0, `${at}: no login is asked for`);
        const told = (await page.locator(".wrong").allTextContents()).join(" ");
        if (/^(journal|admin)/.test(at) && !offered[role].includes(at.split("?")[0])) assert.match(told, /没有权限/, at);
        else assert.doesNotMatch(told, /没有权限|出错|失败|登录/, at);
      }
      const [button, link] = ["button", "link"].map((kind) => (name) => page.getByRole(kind, { name }).count());
      const shown = async (at, count) => { await go(at); return (await count()) > 0; };
      assert.equal(await shown(`incidents?id=${smoke.id}`, () => button("结案")), may[role].includes("act"), "closing a case");
      assert.equal(await shown("silences", () => button("新建静默")), may[role].includes("duty"), "making a silence");
      assert.equal(await shown("silences?tab=homes&home=h-0001", () => button("开始检修")), may[role].includes("duty"), "the test mode");
      assert.equal(await shown("follow?tab=drills", () => button("发起演练")), may[role].includes("duty"), "a drill");
      assert.equal(await shown("rosters?view=list", () => link("新建值班表")), may[role].includes("duty"), "making a roster");
      assert.equal(await shown("registry/homes", () => button("新增住户")), may[role].includes("registry"), "changing the registry");
      assert.equal(await shown("policies", () => button("修改策略")), may[role].includes("policies"), "changing a policy");
    });
  }

  it("what a viewer sees of people is masked, and an operator's look at it stands in the journal", async () => {
    await open("viewer", { at: `#/registry/homes?home=h-0001` });
    await page.getByText("个人信息已脱敏").waitFor();
    assert.equal(await page.getByText("021-5550 0101").count(), 0);
    assert.equal(await page.getByRole("button", { name: "显示完整信息" }).count(), 0);
    await leave(page);
    await open("operator", { at: `#/registry/homes?home=h-0001` });
    await page.getByRole("button", { name: "显示完整信息" }).click();
    await page.locator("dialog").getByRole("button", { name: "显示完整信息" }).click();
    await page.getByText("021-5550 0101").first().waitFor();
    const { entries } = await centre.ask("GET", "/api/v1/journal?limit=500");
    assert.ok(entries.some((one) => one.event === "personal_data.revealed" && one.actor === "user:the-operator"));
  });
});

describe("25 both languages", () => {
  /// Texts with letters of the other language, wherever a person meets them.
  const foreign = (pattern) => page.evaluate((letters) => {
    const found = new Set();
    const bad = new RegExp(letters);
    const own = (element) => !element.closest("[lang]:not(html), code, pre, script, style");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (own(walker.currentNode.parentElement) && bad.test(walker.currentNode.data)) found.add(walker.currentNode.data.trim());
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      if (!own(element)) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) if (bad.test(element.getAttribute(name) ?? "")) found.add(`${name}: ${element.getAttribute(name)}`);
    }
    if (bad.test(document.title)) found.add(document.title);
    return [...found];
  }, pattern);

  it("no page in English has a word of Chinese, nor any that failed to be said", async () => {
    await open("administrator", { language: "en" });
    const found = {};
    for (const at of everywhere) {
      await go(addressOf(at));
      const here = await foreign("[\\u3000-\\u9fff\\uff00-\\uffef]|undefined|NaN|\\[object");
      // What a language is called is said in it.
      const wrong = here.filter((one) => one !== "中文");
      if (wrong.length > 0) found[at] = wrong;
    }
    assert.deepEqual(found, {});
  });

  it("no page in Chinese has a word of the program's own", async () => {
    await open("administrator");
    const found = {};
    // The journal's own page shows what was written as it was written.
    for (const at of everywhere.filter((one) => one !== "journal")) {
      await go(addressOf(at));
      const here = await foreign("\\b(low_battery|gateway_lost|call_button|on_scene|en_route|false_alarm|acknowledged|critical|welfare|technical|pending|delivered|confirmed|waiting|undefined|NaN)\\b|\\[object");
      if (here.length > 0) found[at] = here;
    }
    assert.deepEqual(found, {});
  });
});

describe("every screen", () => {
  before(async () => {
    for (const place of [...Array.from({ length: 8 }, (_, at) => ({ home: `h-000${at + 1}` })), ..."huayang-01 huayang-02 jiangsu-01 jiangsu-02 xinjing-01 xinjing-02".split(" ").map((committee) => ({ committee }))]) {
      for (const condition of ["call", "no_movement"]) await centre.ask("POST", "/api/v1/drills", { ...place, condition }).catch((error) => { if (error.status !== 409) throw error; });
    }
  });

  for (const [viewport, language, rows] of [[{ width: 1366, height: 768 }, "zh-CN", 8], [{ width: 1366, height: 768 }, "en", 8], [{ width: 3840, height: 2160 }, "zh-CN", 20]]) {
    it(`${viewport.width}×${viewport.height} (${language}): every page fits its width, and the list shows ${rows} incidents`, async () => {
      await open("administrator", { viewport, language });
      await settled(page);
      await page.locator(".row").nth(rows).waitFor();
      const whole = await page.locator(".list").evaluate((list) => { const box = list.getBoundingClientRect(); return [...list.querySelectorAll(".row")].filter((one) => { const row = one.getBoundingClientRect(); return row.top >= box.top && row.bottom <= Math.min(box.bottom, innerHeight); }).length; });
      assert.ok(whole >= rows, `${whole} rows`);
      await screenshot(page, `list-${viewport.width}-${language}`);
      const wide = {};
      for (const at of everywhere) {
        await go(addressOf(at));
        const more = await tooWide(page);
        if (more > 0) wide[at] = more;
      }
      assert.deepEqual(wide, {});
    });
  }

  it("390×844: a street's officer works on the phone, from the list to the acknowledgement", async () => {
    await open("street", { viewport: { width: 390, height: 844 } });
    const first = page.locator(".row.waiting").first();
    await first.waitFor();
    assert.ok((await tooWide(page)) <= 0);
    await screenshot(page, "list-390");
    const id = await first.getAttribute("data-id");
    await first.getByRole("button").click();
    await until("the owner", async () => (await centre.ask("GET", `/api/v1/incidents/${id}`)).incident.owner === `user:${accounts.street.name}`);
    await page.locator(`.row[data-id="${id}"] .where`).click();
    await page.locator(".incident-head").waitFor();
    assert.ok((await tooWide(page)) <= 0);
    await page.locator(".back").click();
    await first.waitFor();
  });
});
