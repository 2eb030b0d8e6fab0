// Speed of the page against real daemons, as JSON lines {name, value, unit, limit, ok}; `tests/bench/run web` runs it.
// An acknowledgement is timed from the press on one screen to the owner's name on another, by the machine's one clock.
import { gzipSync } from "node:zlib";
import { launch, person } from "./browser.js";
import { Centre, until } from "./centre.js";

const rounds = 40;
const print = (name, value, unit, limit) => console.log(JSON.stringify({ name, value: Math.round(value * 10) / 10, unit, limit, ok: value <= limit }));
const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)];

const centre = await Centre.start();
const browser = await launch();
try {
  let entry = 0;
  for (const file of ["", "app.js", "desk.js", "preact.js", "app.css"]) {
    entry += gzipSync(Buffer.from(await (await fetch(`${centre.url}/${file}`)).arrayBuffer()), { level: 9 }).length;
  }
  print("entry, gzipped", entry, "bytes", 40_000);

  const [here, there] = [await person(browser, centre), await person(browser, centre, { ...(await centre.account("second", "operator")) })];
  const times = [];
  const paints = [];
  for (let round = 0; round < rounds; round += 1) {
    const asked = Date.now();
    const { incident } = await centre.ask("POST", "/api/v1/drills", { home: `h-000${1 + (round % 8)}` });
    const row = `.row[data-id="${incident.id}"]`;
    await Promise.all([here.locator(row).waitFor(), there.locator(row).waitFor()]);
    paints.push(Date.now() - asked);
    const seen = there.evaluate((at) => new Promise((resolve) => {
      const look = () => { if (document.querySelector(at)?.textContent.includes("admin")) { watcher.disconnect(); resolve(performance.timeOrigin + performance.now()); } };
      const watcher = new MutationObserver(look);
      watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
      look();
    }), row);
    const pressed = await here.evaluate((at) => { const now = performance.timeOrigin + performance.now(); document.querySelector(`${at} button`).click(); return now; }, row);
    times.push((await seen) - pressed);
    await centre.ask("POST", `/api/v1/incidents/${incident.id}/close`, { disposition: "drill" });
    await until("the row to go", async () => (await here.locator(row).count()) + (await there.locator(row).count()) === 0);
  }
  print("acknowledge to another screen, p50", quantile(times, 0.5), "ms", 150);
  print("acknowledge to another screen, p99", quantile(times, 0.99), "ms", 150);
  const fresh = await browser.newContext();
  const page = await fresh.newPage();
  const began = Date.now();
  await page.goto(centre.url);
  await page.locator("dialog input[autocomplete=username]").waitFor();
  print("cold load to the login", Date.now() - began, "ms", 1_000);
} finally {
  await browser.close();
  await centre.stop();
}
