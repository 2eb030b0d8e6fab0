// The list at the size of a bad night. How fast it is, `tests/bench/run web` says.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { screenshot } from "./browser.js";
import { until } from "./centre.js";
import { centre, come, page, stage } from "./stage.js";

const count = 12_000;
stage({ open: count });

describe("12 ten thousand live incidents", () => {
  it("all are in the list, few of them in the document; it is scrolled, filtered and worked on as ever", async () => {
    await come();
    await page.locator(".row").first().waitFor();
    const most = await page.locator('.row[aria-rowindex="1"]').getAttribute("data-id");
    await page.getByText(`未受理 ${count} · 未结案 ${count}`).waitFor();
    // The first ones come before the others, and are the first ones of all.
    assert.equal(await page.locator('.row[aria-rowindex="1"]').getAttribute("data-id"), most);
    assert.ok((await page.locator(".row").count()) < 60);
    await screenshot(page, "list-12000");

    const list = page.locator(".list");
    await list.evaluate((box) => { box.scrollTop = box.scrollHeight; });
    await page.locator(`.row[aria-rowindex="${count}"]`).waitFor();
    await list.evaluate((box) => { box.scrollTop = 0; });
    const first = page.locator('.row[aria-rowindex="1"]');
    await first.waitFor();
    const id = await first.getAttribute("data-id");

    await page.keyboard.press("g");
    await page.locator(".incident-head").waitFor();
    await page.keyboard.press("a");
    await page.getByText(`未受理 ${count - 1} · 未结案 ${count}`).waitFor();
    assert.equal((await centre.ask("GET", `/api/v1/incidents/${id}`)).incident.owner, "user:admin");
    await page.keyboard.press("Escape");

    await page.locator(".filters select").nth(2).selectOption("taken");
    await until("the one that was taken", async () => (await page.locator(".row").count()) === 1 && (await page.locator(`.row[data-id="${id}"]`).count()) === 1);
    await page.locator(".filters select").nth(2).selectOption("");
    await page.locator(".filters input").fill("弄1号130室");
    await until("those of one address", async () => {
      const addresses = await page.locator(".row .address").allTextContents();
      return addresses.length > 0 && addresses.every((one) => one.includes("弄1号130室"));
    });
  });
});
