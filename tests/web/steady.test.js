// The selected row stays under the hand also in a list that is longer than the screen, and at its end.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { until } from "./centre.js";
import { button, centre, open, page, row, stage } from "./stage.js";

const count = 60;
stage({ open: count });

const list = () => page.locator(".list");
const shown = (number) => page.getByText(`显示 ${number} 条`);
const top = async (incident) => (await row(incident).boundingBox()).y;
/// The case that stands there, counted from 1.
const at = async (number) => {
  const one = page.locator(`.row[aria-rowindex="${number}"]`);
  await one.waitFor();
  return { id: await one.getAttribute("data-id") };
};
const choose = async (incident) => {
  await row(incident).click();
  await page.locator(".incident-head").waitFor();
};
const steady = async (incident, before) => assert.ok(Math.abs((await top(incident)) - before) <= 1, `${await top(incident)} instead of ${before}`);

describe("1 the list at its end", () => {
  it("does not move the selected row when one below it goes, nor when it goes to the end itself", async () => {
    await open();
    await shown(count).waitFor();
    await list().evaluate((box) => { box.scrollTop = box.scrollHeight; });
    const [chosen, last] = [await at(count - 2), await at(count)];
    await choose(chosen);
    const before = await top(chosen);
    await centre.ask("POST", `/api/v1/incidents/${last.id}/close`, { disposition: "test" });
    await shown(count - 1).waitFor();
    await steady(chosen, before);

    await list().evaluate((box) => { box.scrollTop = 0; });
    const first = await at(1);
    await choose(first);
    const at_top = await top(first);
    await page.keyboard.press("a");
    await page.locator(`.row[aria-rowindex="${count - 1}"][data-id="${first.id}"]`).waitFor();
    await steady(first, at_top);
    await button(`↑ 上方还有 ${count - 2} 条未受理`).waitFor();

    // What somebody goes to by key comes into view, and so does what waits first.
    await page.keyboard.press("g");
    const next = await at(1);
    assert.notEqual(next.id, first.id);
    await until("it is selected", async () => (await row(next).getAttribute("aria-selected")) === "true");
    await steady(next, at_top);
    await page.getByText("上方还有").waitFor({ state: "detached" });
  });

  it("takes the room away with the selection, and with a filter", async () => {
    await open();
    await shown(count - 1).waitFor();
    const room = () => list().evaluate((box, rows) => box.scrollHeight - rows, (count - 1) * 56);
    const taken = async (number) => {
      const chosen = await at(number);
      await choose(chosen);
      await page.keyboard.press("a");
      await until("its place near the end", async () => Number(await row(chosen).getAttribute("aria-rowindex")) > count - 5);
      assert.ok((await room()) > 56);
    };
    const before = await top(await at(1));
    await taken(3);
    await page.keyboard.press("Escape");
    await page.locator(".incident-side.empty").waitFor();
    assert.ok((await room()) <= 1);

    await list().evaluate((box) => { box.scrollTop = 0; });
    await taken(7);
    await page.locator(".filters select").nth(2).selectOption("taken");
    await shown(3).waitFor();
    assert.ok(Math.abs((await top(await at(1))) - before) <= 1, "no room above");
  });
});
