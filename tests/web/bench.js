// Speed of the page against real daemons, as JSON lines {name, value, unit, limit, ok}; `tests/bench/run web` runs it.
// An acknowledgement is timed from the press on one screen to the owner's name on another, by the machine's one clock.
import { gzipSync } from "node:zlib";
import { launch, person } from "./browser.js";
import { Centre, until } from "./centre.js";

const rounds = 40;
const coldLoads = 10;
const print = (name, value, unit, limit, isGood = (one, most) => one <= most) => console.log(JSON.stringify({ name, value: Math.round(value * 100) / 100, unit, limit, ok: isGood(value, limit) }));
const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)];

async function withCentre(options, use) {
  const centre = await Centre.start(options);
  const browser = await launch();
  try {
    await use(centre, browser);
  } finally {
    await browser.close();
    await centre.stop();
  }
}

async function measureEntry(centre) {
  let entry = 0;
  for (const file of ["", "app.js", "desk.js", "preact.js", "app.css"]) {
    entry += gzipSync(Buffer.from(await (await fetch(`${centre.url}/${file}`)).arrayBuffer()), { level: 9 }).length;
  }
  print("entry, gzipped", entry, "bytes", 40_000);
}

async function measureAcknowledgements(centre, browser) {
  const [here, there] = [await person(browser, centre), await person(browser, centre, { ...(await centre.account("second", "operator")) })];
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const { incident } = await centre.ask("POST", "/api/v1/drills", { home: `h-000${1 + (round % 8)}` });
    const row = `.row[data-id="${incident.id}"]`;
    await Promise.all([here.locator(row).waitFor(), there.locator(row).waitFor()]);
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
}

/// From the address until the first row can be read, with nothing in the browser's cache but the login.
async function measureColdLoad(centre, browser, open) {
  const page = await person(browser, centre);
  await page.locator(".row").first().waitFor();
  const session = await page.context().storageState();
  await page.context().close();
  const times = [];
  for (let round = 0; round < coldLoads; round += 1) {
    const context = await browser.newContext({ storageState: session, viewport: { width: 1366, height: 768 } });
    await context.addInitScript(() => {
      new MutationObserver((changes, watcher) => {
        if (!document.querySelector(".row .address")) return;
        performance.mark("first row");
        watcher.disconnect();
      }).observe(document, { subtree: true, childList: true });
    });
    const fresh = await context.newPage();
    await fresh.goto(centre.url, { waitUntil: "commit" });
    await fresh.locator(".row").first().waitFor();
    times.push(await fresh.evaluate(() => performance.getEntriesByName("first row")[0].startTime));
    await context.close();
  }
  print(`first list of ${open} on a cold load, p50`, quantile(times, 0.5), "ms", 1_000);
  print(`first list of ${open} on a cold load, the slowest of ${coldLoads}`, Math.max(...times), "ms", 1_000);
}

/// What people do in a storm, as fast as it is asked for: acknowledge, write notes, close, and drills that open cases.
async function update(centre, ids, count, each) {
  const ask = (target, body) => centre.ask("POST", target, body);
  const began = Date.now();
  const running = new Set();
  for (let at = 0; at < count; at += 1) {
    const wait = began + at * each - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const id = ids[(at * 7919) % ids.length];
    const what = at % 20 === 0 ? ask("/api/v1/drills", { home: `h${String(at).padStart(6, "0")}` })
      : at % 2 === 0 ? ask(`/api/v1/incidents/${id}/acknowledge`, {}) : ask(`/api/v1/incidents/${id}/notes`, { text: `${at}` });
    const one = what.catch((error) => { if (error.status !== 409) throw error; }).finally(() => running.delete(one));
    running.add(one);
  }
  await Promise.all(running);
  return (count * 1000) / (Date.now() - began);
}

async function measureUpdates(centre, browser, seconds, perSecond) {
  const page = await person(browser, centre);
  await page.locator(".row").nth(5).waitFor();
  const ids = [];
  for (let next = ""; next !== null;) {
    const some = await centre.ask("GET", `/api/v1/incidents?open=true&order=newest&limit=500${next && `&cursor=${next}`}`);
    ids.push(...some.incidents.map((one) => one.id));
    next = some.next;
  }
  const cdp = await page.context().newCDPSession(page);
  const heap = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    return (await cdp.send("Runtime.getHeapUsage")).usedSize / 1_048_576;
  };
  await update(centre, ids, 5 * perSecond, 1000 / perSecond);
  const before = await heap();
  await page.evaluate(() => {
    window.long = [];
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.long.push(entry.duration); }).observe({ type: "longtask" });
  });
  const rate = await update(centre, ids, seconds * perSecond, 1000 / perSecond);
  const long = await page.evaluate(() => window.long);
  const after = await heap();
  print("updates", rate, "1/s", perSecond, (value, limit) => value >= 0.95 * limit);
  print("longest task of the page", Math.max(0, ...long), "ms", 100);
  print("tasks over 100 ms", long.filter((one) => one > 100).length, "tasks", 0);
  print("heap after it against before", after / before, "ratio", 1.2);
}

await withCentre({}, async (centre, browser) => {
  await measureEntry(centre);
  await measureAcknowledgements(centre, browser);
});
await withCentre({ open: 10_000 }, (centre, browser) => measureColdLoad(centre, browser, 10_000));
await withCentre({ open: 20_000 }, (centre, browser) => measureUpdates(centre, browser, 60, 200));
