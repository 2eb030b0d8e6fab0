// What most files of tests have: one centre and one browser for the whole file, one person for each test. The names are
// live: a test reads them as they are at that moment.
import { after, afterEach, before } from "node:test";
import { launch, leave, person, settled } from "./browser.js";
import { Centre } from "./centre.js";

export let browser;
export let centre;
/// Of the person of this test, once somebody has come; goes at its end.
export let page;

/// `prepare` is done once, when there is a centre; `between` after each test.
export function stage(options, { prepare = () => undefined, between = () => undefined } = {}) {
  const end = async () => {
    await browser?.close();
    await centre?.stop();
  };
  before(async () => {
    const begun = await Promise.allSettled([launch(), Centre.start(options)]);
    [browser, centre] = begun.map((one) => one.value);
    const failed = begun.find((one) => one.reason);
    if (!failed) return prepare();
    // What runs on would keep the tests from ending, and the reason from being seen.
    await end();
    throw failed.reason;
  });
  after(end);
  afterEach(async () => {
    await leave(page);
    page = undefined;
    await between();
  });
}

/// Everything is over and nothing is on fire: what a test of cases leaves behind.
export async function allQuiet() {
  await centre.closeAll();
  for (const home of centre.homes.keys()) await centre.noSmoke(home);
}

/// Somebody comes, as `person` of browser.js says; not yet settled, because some tests look at that.
export async function come(options = {}) {
  page = await person(browser, centre, options);
}
/// The same, and everything is loaded.
export async function open(options = {}) {
  await come(options);
  await settled(page);
}
export const row = (incident, at = page) => at.locator(`.row[data-id="${incident.id}"]`);
export const button = (name, at = page) => at.getByRole("button", { name, exact: true });
