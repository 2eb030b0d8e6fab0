// Chromium as people use it: one browser for a file of tests, a context of its own for each person.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { until } from "./centre.js";

const screenshots = process.env.ANJU_SCREENSHOTS;

export const launch = () => chromium.launch({ executablePath: process.env.ANJU_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--autoplay-policy=user-gesture-required"] });

/// A person at a desk: a page that is logged in (or stands before the login), whatever it logs kept for the test to
/// look at. `skew`: how many milliseconds the machine's clock is ahead. `timezone`: of the machine.
export async function person(browser, centre, { name = "admin", password = centre.password, language = "zh-CN", theme = "light", viewport = { width: 1366, height: 768 }, sound = false, at = "", logIn = centre.password !== undefined, skew = 0, timezone } = {}) {
  const context = await browser.newContext({ viewport, locale: language, timezoneId: timezone });
  await context.addInitScript(([lang, shade]) => {
    if (localStorage.getItem("anju.language") === null) localStorage.setItem("anju.language", JSON.stringify(lang));
    if (localStorage.getItem("anju.theme") === null) localStorage.setItem("anju.theme", JSON.stringify(shade));
  }, [language, theme]);
  if (skew !== 0) {
    await context.addInitScript((ahead) => {
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(...given) { if (given.length > 0) super(...given); else super(Real.now() + ahead); }
        static now() { return Real.now() + ahead; }
      };
    }, skew);
  }
  const page = await context.newPage();
  watch(page, centre);
  await page.goto(`${centre.url}/${at}`);
  if (logIn) await fillLogin(page, { name, password });
  if (logIn || !centre.password) await page.locator("header.top").waitFor();
  if (!sound) await workWithoutSound(page, logIn && !at.includes("#/wall"));
  return page;
}
/// Each login is asked whether it hears, and may say that it works without; on the wall nobody is asked. A later login
/// on the same page is answered by the way.
async function workWithoutSound(page, isAsked) {
  const without = page.getByRole("button", { name: /^(静音值守|Work without sound)$/ });
  if (isAsked) {
    await without.click();
    // As long as the window stands no key does anything.
    await without.waitFor({ state: "detached" });
  }
  await page.addLocatorHandler(without, () => without.click());
}
export async function fillLogin(page, { name, password }) {
  const login = page.locator("dialog", { has: page.locator("input[autocomplete=username]") });
  await login.locator("input[autocomplete=username]").fill(name);
  await login.locator("input[type=password]").fill(password);
  await login.locator("button[type=submit]").click();
}

/// From now on the page keeps what it logs as an error and whom else it asks; `leave` looks at it.
export function watch(page, centre) {
  page.troubles = [];
  page.on("pageerror", (error) => page.troubles.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    // A refusal that the page shows is also a line of the browser's own.
    if (message.type() === "error" && !/status of (4|5)\d\d|WebSocket|ERR_CONNECTION|net::/.test(message.text())) page.troubles.push(message.text());
  });
  page.foreign = [];
  page.on("request", (request) => { if (!request.url().startsWith(centre.url) && !request.url().startsWith("data:")) page.foreign.push(request.url()); });
}

/// The person goes: nothing may have been logged as an error, and no request may have left the server.
export async function leave(page) {
  const { troubles = [], foreign = [] } = page ?? {};
  await page?.context().close();
  assert.deepEqual(troubles, []);
  assert.deepEqual(foreign, []);
}

/// A home in a field that finds homes.
export async function pickHome(at, typed) {
  await at.locator("input[type=search]").first().fill(typed);
  await at.locator(".home-hits button").first().click();
}
/// The page has all that it asks the server for.
export async function settled(page) {
  await page.locator("main").waitFor();
  await until("what is loaded", async () => (await page.getByText(/加载中|Loading/).count()) === 0);
}
/// How much wider than the screen the page is, in pixels.
export const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/// What axe finds; nothing is what is wanted.
export async function accessibilityFindings(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  return violations.map((one) => `${one.id}: ${one.help} — ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`);
}

export async function screenshot(page, name) {
  if (!screenshots) return;
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}
