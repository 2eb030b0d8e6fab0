// The phone's worker: the page opens on a line that is dead or only seems to live, with files of one release.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { until } from "./centre.js";
import { context, open, page, phoneStage, press, state } from "./responder.js";
import { centre } from "./stage.js";

phoneStage();

const files = ["index.html", "phone.html", "phone.js", "preact.js", "phone.css", "icon.svg", "phone.webmanifest", "phone-worker.js", "openapi.json"];
/// The server begins anew with a page of which `change` makes another one: a release whose files say that they are of it.
async function release(name, change) {
  const folder = path.join(centre.folder, name);
  await mkdir(folder);
  for (const file of files) {
    const from = { "index.html": "/", "phone.html": "/phone", "openapi.json": "/api/v1/openapi.json" }[file] ?? `/${file}`;
    await writeFile(path.join(folder, file), change(file, await (await fetch(centre.url + from)).text()));
  }
  const config = (await readFile(centre.configFile, "utf8")).replace(/^web_folder = .*\n/m, "");
  await writeFile(centre.configFile, config.replace("[api]\n", `[api]\nweb_folder = "${folder}"\n`));
  await centre.killAlertd();
  await centre.startAlertd();
}
const marked = (name) => (file, text) => {
  if (file === "phone.html") return text.replace(/name="release" content="[^"]*"/, `name="release" content="${name}"`).replace("<html", `<html data-page="${name}"`);
  return file === "phone.js" ? `document.documentElement.dataset.script = "${name}";\n${text}` : text;
};
const ofRelease = () => page.evaluate(() => [document.documentElement.dataset.page, document.documentElement.dataset.script]);
async function controlled() {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.locator(".what").waitFor();
  assert.notEqual(await page.evaluate(() => navigator.serviceWorker.controller), null);
}

describe("the phone's worker", () => {
  it("opens the page although the server is silent, and what is tapped there arrives once it speaks", async () => {
    await open();
    await press("接受");
    await until("the acceptance", async () => (await state()) === "accepted");
    await controlled();
    centre.alertd.kill("SIGSTOP");
    try {
      await page.reload();
      await press("已出发");
      await page.getByText("1 项操作等待发送", { exact: false }).waitFor();
    } finally {
      centre.alertd.kill("SIGCONT");
    }
    await until("the departure", async () => (await state()) === "en_route");
  });

  it("has nothing to do with the desk's page, which shares files with it", async () => {
    await open();
    await controlled();
    const desk = await context.newPage();
    await desk.goto(centre.url);
    await desk.locator("dialog").waitFor();
    assert.equal(await desk.evaluate(() => navigator.serviceWorker.controller), null);
    // An older one had it too, and goes.
    await desk.evaluate(() => navigator.serviceWorker.register("/phone-worker.js", { scope: "/" }).then(() => undefined));
    await until("the phone's scope alone", async () => (await desk.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map((one) => new URL(one.scope).pathname))).join() === "/phone");
  });

  it("takes another release as a whole, and keeps it for a dead line", async () => {
    await open();
    await controlled();
    await release("second", marked("second"));
    await until("the second release", async () => {
      await page.reload();
      await page.locator(".what").waitFor();
      const [html, script] = await ofRelease();
      assert.equal(script, html);
      return html === "second";
    });
    await context.setOffline(true);
    await page.reload();
    await page.locator(".bar").waitFor();
    assert.deepEqual(await ofRelease(), ["second", "second"]);
  });

  it("is not taken in by the page of a network that wants a login first", async () => {
    await open();
    await controlled();
    await release("welcome", (file, text) => (file === "phone.html" ? "<!doctype html><p>Welcome" : file === "phone.js" ? "" : text));
    await page.reload();
    await page.locator(".what").waitFor();
    await context.setOffline(true);
    await page.reload();
    await page.locator(".bar").waitFor();
  });
});
