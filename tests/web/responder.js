// A responder with his phone, for the files of tests about it. The names are live, as those of stage.js.
import assert from "node:assert/strict";
import { leave, watch } from "./browser.js";
import { allQuiet, browser, centre, stage } from "./stage.js";

export const responder = "huayang-01-duty";
export let page;
export let context;
/// Of the link that was opened last.
export let incident;

export function phoneStage({ homes = ["h-0001"] } = {}) {
  stage({ homes }, {
    between: async () => {
      await leave(page);
      page = undefined;
      await allQuiet();
    },
  });
}

const linkOf = async (one) => {
  incident = one;
  const message = await centre.messageTo(responder, one.id);
  assert.match(message.links.phone, new RegExp(`^${centre.url}/phone#[\\w-]+$`));
  return message.links.phone;
};
/// Smoke, and the link that the responder is sent.
export async function alarm(home = "h-0001") {
  await centre.smoke(home);
  return linkOf(await centre.incidentOf(home, "smoke"));
}
export const drill = async (home = "h-0001") => linkOf((await centre.ask("POST", "/api/v1/drills", { home, condition: "smoke" })).incident);
/// `worker`: what Playwright is to stand in the way of must not go through the worker. `of`: more of the context.
export async function open({ language = "zh-CN", worker = true, begin = alarm, of = {}, before = () => undefined } = {}) {
  const link = await begin();
  context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, serviceWorkers: worker ? "allow" : "block", ...of });
  await context.addInitScript((one) => localStorage.setItem("anju.language", JSON.stringify(one)), language);
  page = await context.newPage();
  watch(page, centre);
  await before();
  await page.goto(link);
  await page.locator(".what").waitFor();
  return link;
}

export const button = (name, at = page) => at.getByRole("button", { name, exact: true });
export const press = (name, at = page) => button(name, at).click();
export const detail = () => centre.ask("GET", `/api/v1/incidents/${incident.id}`);
export const state = async () => (await detail()).attendances.find((one) => one.responder === responder)?.state;
export const times = async (event) => (await detail()).timeline.filter((one) => one.event === event).length;
export const close = () => centre.ask("POST", `/api/v1/incidents/${incident.id}/close`, { disposition: "test" });

/// As far as the form in which he says what it was.
export async function arrive() {
  for (const word of ["接受", "已出发", "已到场", "处置完成"]) await press(word);
  await page.locator("textarea").waitFor();
}
export async function fill(disposition, note) {
  await page.getByLabel(disposition).check();
  await page.locator("textarea").fill(note);
}
/// The phone looks at the case, as it does every ten seconds.
export const look = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
/// The page is there again without a line; it must have the worker by then.
export async function reopenOffline() {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  await page.locator(".bar").waitFor();
}
