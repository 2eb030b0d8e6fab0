// Every page of the centre in both languages and both themes: nothing that axe finds, and it fits the screen.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessibilityFindings, screenshot, settled, tooWide } from "./browser.js";
import { until } from "./centre.js";
import { centre, come, page, stage } from "./stage.js";

stage({ homes: ["h-0001"] }, {
  prepare: async () => {
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await centre.ask("PUT", "/api/v1/rosters/huayang-day", { name: "白班", level: "committee", scope: "huayang-01", shifts: [{ id: "day", begins: "00:00", ends: "00:00", from: day, crews: [["huayang-01-duty"]] }] });
    await centre.ask("POST", "/api/v1/silences", { scope: "home", of: "h-0002", conditions: ["low_battery"], reason: "maintenance", until: new Date(Date.now() + 7_200_000).toISOString() });
    await centre.smoke("h-0001");
    await centre.incidentOf("h-0001", "smoke");
  },
});

const pages = [
  "incidents", "wall", "handover", "rosters", "rosters?view=list", "rosters?roster=huayang-day", "rosters?edit=new", "silences", "silences?tab=homes&home=h-0001", "silences?tab=commands", "follow", "follow?tab=tests", "follow?tab=drills",
  "registry/homes", "registry/homes?home=h-0001", "registry/responders", "registry/imports", "reports", "reports?tab=times", "reports?tab=coverage", "reports?tab=load", "reports?tab=month", "policies", "policies?class=welfare&edit=1", "policies?class=ask",
  "journal", "journal?tab=check", "journal?tab=deliveries", "admin", "admin?tab=tokens", "admin?tab=holds", "admin?tab=residents",
];
describe("25 every page", () => {
  for (const [language, theme] of [["zh-CN", "light"], ["en", "dark"]]) {
    it(`(${language}, ${theme}): axe finds nothing, and it fits the screen`, async () => {
      await come({ language, theme });
      const wrong = {};
      for (const name of pages) {
        await page.evaluate((hash) => { location.hash = hash; }, `#/${name}`);
        await settled(page);
        await screenshot(page, `page-${name.replace(/[^a-z]+/g, "-")}-${language}`);
        const found = await accessibilityFindings(page);
        if ((await tooWide(page)) > 0) found.push("it is wider than the screen");
        if (found.length > 0) wrong[name] = found;
      }
      assert.deepEqual(wrong, {});
    });
  }
});
