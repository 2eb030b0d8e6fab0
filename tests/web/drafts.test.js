// What somebody has typed and not sent: it is not lost with the window, and is not for whoever logs in next.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fillLogin, settled } from "./browser.js";
import { until } from "./centre.js";
import { button, centre, open, page, stage } from "./stage.js";

stage({}, {
  prepare: async () => {
    await centre.account("second", "administrator");
    await centre.ask("PUT", "/api/v1/rosters/day", { name: "白班", level: "committee", scope: "huayang-01", shifts: [{ id: "day", begins: "00:00", ends: "00:00", from: "2026-01-05", crews: [["huayang-01-duty"]] }] });
  },
});
const go = async (at) => {
  await page.evaluate((hash) => { location.hash = hash; }, `#/${at}`);
  await settled(page);
};
const drafts = {
  "a policy": async () => {
    await go("policies?class=welfare&edit=1");
    await page.getByLabel("原因").fill("换季");
    await go("policies?class=welfare");
    await page.getByText("有未保存的修改").waitFor();
  },
  "a roster": async () => {
    await go("rosters?roster=day&edit=1");
    await page.getByLabel("名称").fill("新的白班");
  },
  "a handover": async () => {
    await go("handover");
    await page.getByLabel("交班内容").fill("写到一半");
  },
};

describe("a window that is closed over what is not sent", () => {
  for (const [what, write] of Object.entries(drafts)) {
    it(`asks first, also from another page: ${what}`, async () => {
      await open();
      await write();
      await go("silences");
      // Loading anew asks as closing does. Closing for real ended the browser once, with all its pages.
      const asked = page.waitForEvent("dialog");
      await page.evaluate(() => {
        window.isStillThere = true;
        setTimeout(() => location.reload(), 0);
      });
      const dialog = await asked;
      assert.equal(dialog.type(), "beforeunload");
      await dialog.dismiss();
      assert.equal(await page.evaluate(() => window.isStillThere), true);
    });
  }

  it("just closes when there is nothing to lose", async () => {
    await open();
    await go("policies?class=welfare&edit=1");
    await go("handover");
    await page.getByLabel("交班内容").focus();
    page.on("dialog", () => assert.fail("nothing is lost"));
    await page.reload();
    await settled(page);
  });
});

describe("another login at the same page", () => {
  it("finds neither the drafts nor the reason of the one before", async () => {
    await open();
    await drafts["a policy"]();
    await drafts["a roster"]();
    await go("registry/streets");
    await button("新增街道").click();
    await page.locator("dialog").getByLabel("原因").fill("区划调整");
    await page.locator("dialog").getByLabel(/^编号/).fill("half-typed");
    await page.locator("dialog").getByLabel("街道名称").fill("写到一半");
    await page.context().clearCookies();
    await button("保存", page.locator("dialog")).click();
    const login = page.locator("dialog", { has: page.locator("input[autocomplete=username]") });
    await login.waitFor();
    await fillLogin(page, { name: "second", password: "a password of second" });
    await login.waitFor({ state: "detached" });
    await until("another's page", async () => (await page.locator("header.top").getByText("second").count()) === 1);
    await settled(page);
    await button("新增街道").click();
    assert.equal(await page.locator("dialog").getByLabel("原因").inputValue(), "");
    await button("取消", page.locator("dialog")).click();
    await go("policies?class=welfare");
    await button("修改策略").waitFor();
    assert.equal(await page.getByText("有未保存的修改").count(), 0);
    await go("rosters?roster=day&edit=1");
    assert.equal(await page.getByLabel("名称").inputValue(), "白班");
  });
});
