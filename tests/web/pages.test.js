// Every other page of the centre: what it is for, in both languages, and nothing that axe finds.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { accessibilityFindings, fillLogin, launch, leave, person, screenshot, settled, tooWide } from "./browser.js";
import { Centre } from "./centre.js";

let browser;
let centre;
let page;
before(async () => {
  [browser, centre] = await Promise.all([launch(), Centre.start({ homes: ["h-0001"] })]);
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  await centre.ask("PUT", "/api/v1/rosters/huayang-day", { name: "白班", level: "committee", scope: "huayang-01", shifts: [{ id: "day", begins: "00:00", ends: "00:00", from: day, crews: [["huayang-01-duty"]] }] });
  await centre.ask("POST", "/api/v1/silences", { scope: "home", of: "h-0002", conditions: ["low_battery"], reason: "maintenance", until: new Date(Date.now() + 7_200_000).toISOString() });
  await centre.smoke("h-0001");
  await centre.incidentOf("h-0001", "smoke");
});
after(async () => {
  await browser?.close();
  await centre?.stop();
});
afterEach(async () => {
  await leave(page);
  page = undefined;
});
const open = async (at, options = {}) => { page = await person(browser, centre, { at, ...options }); };

const pages = ["incidents", "wall", "handover", "rosters", "rosters?roster=huayang-day", "silences", "follow", "registry/homes?home=h-0001", "registry/homes", "reports", "policies", "journal", "admin"];
describe("every page", () => {
  for (const name of pages) {
    for (const [language, theme] of [["zh-CN", "light"], ["en", "dark"]]) {
      it(`${name} (${language}, ${theme}): axe finds nothing, and it fits the screen`, async () => {
        await open(`#/${name}`, { language, theme });
        await settled(page);
        await screenshot(page, `page-${name.replace(/[^a-z]+/g, "-")}-${language}`);
        assert.deepEqual(await accessibilityFindings(page), []);
        assert.ok((await tooWide(page)) <= 0);
      });
    }
  }
});

describe("15 and 16 shelving and the technician's test mode", () => {
  it("a silence has an end and a reason, is listed and can be ended; a call button cannot be silenced", async () => {
    await open("#/silences");
    await page.getByText("h-0002", { exact: false }).first().waitFor();
    const refused = await centre.ask("POST", "/api/v1/silences", { scope: "home", of: "h-0002", conditions: ["call"], reason: "maintenance", until: new Date(Date.now() + 7_200_000).toISOString() }).catch((error) => error);
    assert.equal(refused.problem.type, "urn:anju:problem:never_silenced");
  });
});

describe("19 who is on duty", () => {
  it("is shown with the phone and until when", async () => {
    await open("#/rosters");
    await page.getByText("华院居委会值班", { exact: false }).first().waitFor();
  });
});

describe("20 and 21 the wallboard with its map", () => {
  it("counts what waits, names the streets, and says so when the connection is lost", async () => {
    await open("#/wall", { viewport: { width: 1920, height: 1080 } });
    await page.getByText("华阳路街道", { exact: false }).first().waitFor();
    await screenshot(page, "wall-1080");
    const tall = await page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);
    assert.ok(tall <= 0, "nothing has to be scrolled");
  });
});

describe("23 reports", () => {
  it("tables go out as CSV that a spreadsheet opens", async () => {
    const csv = await fetch(`${centre.url}/api/v1/statistics/cases?format=csv&bom=true`, { headers: { Authorization: `Bearer ${centre.token}` } });
    assert.deepEqual([...new Uint8Array(await csv.arrayBuffer()).slice(0, 3)], [0xef, 0xbb, 0xbf]);
    await open("#/reports");
    await page.getByText("CSV").first().waitFor();
  });
});

describe("expired sessions and refusals", () => {
  it("asks for the login again above the page, and nothing typed is lost", async () => {
    await open("#/incidents");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await page.locator(`.row[data-id="${smoke.id}"]`).click();
    await page.locator(".incident-head").waitFor();
    await page.keyboard.press("n");
    await page.locator("dialog textarea").fill("说到一半");
    await page.context().clearCookies();
    await page.locator("dialog button[type=submit]").click();
    const login = page.locator("dialog", { has: page.locator("input[autocomplete=username]") });
    await login.waitFor();
    await fillLogin(page, { name: "admin", password: centre.password });
    await login.waitFor({ state: "detached" });
    assert.equal(await page.locator("dialog textarea").inputValue(), "说到一半");
    await page.locator("dialog button[type=submit]").click();
    await page.locator(".timeline li.note", { hasText: "说到一半" }).waitFor();
  });
});
