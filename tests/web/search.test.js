// Homes found by what somebody types: in the head of every page, and where a home is chosen for something.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { until } from "./centre.js";
import { centre, come, open, page, stage } from "./stage.js";

stage({});

describe("14 search", () => {
  it("finds the home by its people's names, their pinyin and phones, its address and its gateway", async () => {
    await come();
    for (const typed of ["陈样例", "chenyangli", "cyl", "0101", "3号401", "gw-0001"]) {
      await page.keyboard.press("/");
      await page.keyboard.type(typed);
      await page.locator("#hits button", { hasText: "样例一村12弄3号401室" }).waitFor();
      await page.keyboard.press("Escape");
      await page.locator("#hits").waitFor({ state: "detached" });
    }
  });

  /// Whoever asks for these words waits until he is let go on.
  const hold = async (words) => {
    let release;
    const until = new Promise((resolve) => { release = resolve; });
    await page.route((url) => url.pathname === "/api/v1/search" && url.searchParams.get("q") === words, async (route) => { await until; await route.continue(); });
    return release;
  };
  const search = () => page.getByRole("combobox", { name: /搜索住户/ });

  it("chooses with Enter what these words find, and not what the ones before have found", async () => {
    await open();
    const release = await hold("5号102室");
    await search().fill("0101");
    await page.locator("#hits button", { hasText: "3号401室" }).waitFor();
    await search().fill("5号102室");
    const asked = page.waitForRequest((request) => request.url().includes(encodeURIComponent("5号102室")));
    await page.keyboard.press("Enter");
    await asked;
    release();
    await until("a home", () => page.url().includes("home="));
    assert.match(page.url(), /home=h-0002/);
  });

  it("does so also where a home is chosen for a drill", async () => {
    await open({ at: "#/follow?tab=drills" });
    const form = page.getByRole("region", { name: "发起演练" });
    const field = form.locator("input[type=search]");
    const release = await hold("5号102室");
    await field.fill("0101");
    await form.locator(".home-hits button", { hasText: "3号401室" }).waitFor();
    await field.fill("5号102室");
    const asked = page.waitForRequest((request) => request.url().includes(encodeURIComponent("5号102室")));
    await page.keyboard.press("Enter");
    await asked;
    release();
    await form.locator(".picked", { hasText: "样例一村12弄5号102室" }).waitFor();
  });

  it("goes nowhere when Enter ends a word that is being composed, or when somebody has gone on", async () => {
    await open();
    await search().fill("0101");
    await page.locator("#hits button").first().waitFor();
    await search().dispatchEvent("keydown", { key: "Enter", isComposing: true });
    assert.equal(await search().inputValue(), "0101");
    const release = await hold("5号102室");
    await search().fill("5号102室");
    const asked = page.waitForResponse((response) => response.url().includes(encodeURIComponent("5号102室")));
    await page.keyboard.press("Enter");
    await page.locator(".filters input").focus();
    release();
    await asked;
    await search().focus();
    await page.locator("#hits button", { hasText: "5号102室" }).waitFor();
    assert.doesNotMatch(page.url(), /registry/);
  });

  it("says that there are more than are listed, and that the newest may be missing", async () => {
    const { version, id, ...home } = await centre.ask("GET", "/api/v1/registry/homes/h-0003");
    const added = Array.from({ length: 5 }, (_, at) => `h-090${at}`);
    for (const one of added) await centre.ask("PUT", `/api/v1/registry/homes/${one}`, { ...home, gateway: one.replace("h", "gw"), address: `${home.address} ${one}` }, { "If-None-Match": "*", "X-Anju-Reason": "test" });
    await until("all of them in the index", async () => (await centre.ask("GET", `/api/v1/search?limit=50&q=${encodeURIComponent("样例")}`)).hits.length === 13);
    await open();
    const end = "结果较多，未全部列出，请多输入几个字";
    await search().fill("5号102室");
    await page.locator("#hits button").first().waitFor();
    assert.equal(await page.locator("#hits").getByText(end).count(), 0);
    await search().fill("样例");
    await page.locator("#hits").getByText(end).waitFor();
    assert.equal(await page.locator("#hits button").count(), 12);
    // When the index is behind cannot be told beforehand.
    await page.route("**/api/v1/search?*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), complete: false } });
    }, { times: 1 });
    await search().fill("0101");
    await page.locator("#hits").getByText("最新的档案改动尚未编入索引，可能找不到").waitFor();
    await page.evaluate(() => { location.hash = "#/follow?tab=drills"; });
    await page.getByRole("region", { name: "发起演练" }).locator("input[type=search]").fill("样例");
    await page.locator(".home-hits").getByText(end).waitFor();
    assert.equal(await page.locator(".home-hits button").count(), 8);
  });
});
