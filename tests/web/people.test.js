// One machine and several people, one after the other.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fillLogin, settled } from "./browser.js";
import { button, centre, open, page, stage } from "./stage.js";

let closed;
stage({ homes: ["h-0001"] }, {
  prepare: async () => {
    await centre.account("first", "operator");
    await centre.account("second", "operator");
    await centre.smoke("h-0001");
    closed = await centre.incidentOf("h-0001", "smoke");
    await centre.ask("POST", `/api/v1/incidents/${closed.id}/close`, { disposition: "real" });
    await centre.noSmoke("h-0001");
  },
});
const login = () => page.locator("dialog", { has: page.locator("input[autocomplete=username]") });
const phone = () => page.getByText("021-5550 0101");

/// The case with its people in full, and a note half written; then the login ends and somebody comes.
async function relieved(name) {
  await open({ at: `#/incidents?id=${closed.id}`, name: "first", password: "a password of first" });
  await page.getByRole("button", { name: "显示完整信息" }).click();
  await button("显示完整信息", page.locator("dialog")).click();
  await phone().first().waitFor();
  await page.keyboard.press("n");
  await page.locator("dialog textarea").fill("写到一半");
  await page.context().clearCookies();
  await button("添加备注", page.locator("dialog")).click();
  await login().waitFor();
  await fillLogin(page, { name, password: `a password of ${name}` });
  await login().waitFor({ state: "detached" });
  await settled(page);
}

describe("a login that has ended, with somebody's work below it", () => {
  it("whoever comes back finds what he saw and wrote", async () => {
    await relieved("first");
    assert.equal(await page.locator("dialog textarea").inputValue(), "写到一半");
    assert.ok((await phone().count()) > 0);
  });

  it("whoever relieves him finds neither the people that he had revealed nor what he was writing", async () => {
    await relieved("second");
    await page.locator("section.card", { hasText: "信息已脱敏" }).waitFor();
    assert.equal(await page.locator("dialog textarea").count(), 0);
    assert.equal(await phone().count(), 0);
  });
});
