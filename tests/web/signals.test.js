// What the home's devices measured, drawn beside an incident. A gateway tells batteries at once and sums when their
// hour is over, and alertd sorts everything by when it came. So batteries come from a real device here; sums come as
// a real message of the gateway's topic; and the past, for which nobody can wait, is written into the file that alertd
// keeps while alertd is down.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { accessibilityFindings, leave, screenshot } from "./browser.js";
import { until } from "./centre.js";
import { centre, come, page, stage } from "./stage.js";

const run = promisify(execFile);
const home = "h-0001";
const hour = 3_600_000;
let incident;

// ---- ReadingBatch of proto/anju/v1/gateway.proto, as protobuf writes it

const lengthOf = (size) => (size < 128 ? [size] : [(size & 127) | 128, size >> 7]);
const field = (number, bytes) => Buffer.concat([Buffer.from([(number << 3) | 2, ...lengthOf(bytes.length)]), bytes]);
function reading({ device, kind, name, value, unit }) {
  const double = Buffer.alloc(9);
  double[0] = (5 << 3) | 1;
  double.writeDoubleLE(value, 1);
  return field(1, Buffer.concat([field(1, Buffer.from(home)), field(2, Buffer.from(device)), field(3, Buffer.from(kind)), field(4, Buffer.from(name)), double, field(6, Buffer.from(unit))]));
}
async function tell(readings, gateway = "gw-0001") {
  const file = path.join(centre.folder, "readings.bin");
  await writeFile(file, Buffer.concat(readings.map(reading)));
  await run("mosquitto_pub", ["-h", "127.0.0.1", "-p", String(centre.brokerPort), "-t", `anju/v1/g/${gateway}/up/readings`, "-f", file]);
}

// ---- the past

/// `curves`: [device, kind, name, unit, value of the hour so many hours ago or null].
async function writePast(curves, hours) {
  const now = Math.floor(Date.now() / hour);
  const sql = ["BEGIN;"];
  curves.forEach(([device, kind, name, unit, valueOf], at) => {
    const id = at + 1000;
    sql.push(`INSERT INTO series VALUES (${id}, '${home}', '${device}', '${name}', '${kind}', '${unit}', ${Math.floor(now / 24)});`);
    const days = new Map();
    for (let ago = 1; ago < hours; ++ago) {
      const day = Math.floor((now - ago) / 24);
      if (!days.has(day)) days.set(day, new Float32Array(24).fill(NaN));
      days.get(day)[(now - ago) % 24] = valueOf(ago) ?? NaN;
    }
    for (const [day, values] of days) sql.push(`INSERT INTO days VALUES (${day}, ${id}, x'${Buffer.from(values.buffer).toString("hex")}');`);
  });
  await run("sqlite3", ["-bail", path.join(centre.folder, "alertd/alertd.db.readings"), [...sql, "COMMIT;"].join("\n")]);
}
const seriesOf = async (hours = 48) => (await centre.ask("GET", `/api/v1/homes/${home}/readings?hours=${hours}`)).series;

stage({ homes: [home] }, {
  prepare: async () => {
    await centre.smoke(home);
    incident = await centre.incidentOf(home, "smoke");
  },
});

const open = async (options = {}) => {
  await come({ at: `#/incidents?id=${incident.id}`, ...options });
  await page.locator(".signals").waitFor();
  return page.locator(".signals");
};
const figure = (name) => page.locator(`figure[data-name="${name}"]`);
/// How many pixels of the chart have this colour of the page.
const pixels = (name, variable) => figure(name).first().locator("canvas").evaluate((canvas, wanted) => {
  const colour = getComputedStyle(document.documentElement).getPropertyValue(wanted).trim();
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue) < 12 && data[at + 3] > 200) count += 1;
  return count;
}, variable);

describe("the recent signals of an incident's home", () => {
  it("come from a device over its gateway into the page", async () => {
    await centre.device(home, "hall/presence", { occupancy: true, battery: 77 });
    await until("the batteries", async () => (await seriesOf()).filter((one) => one.name === "battery").length >= 2);
    const battery = (await seriesOf()).find((one) => one.device === "hall/presence");
    assert.equal(battery.values.at(-1), 77);
    assert.equal(battery.unit, "%");
    await open();
    await figure("battery").waitFor();
    assert.match(await figure("battery").locator("figcaption").innerText(), /hall\/presence 77%/);
    assert.match(await figure("battery").locator("figcaption").innerText(), /kitchen\/smoke 93%/);
  });

  it("tell nothing used from nothing heard, and take no other gateway's word", async () => {
    const water = { device: "water meter", kind: "water_meter", name: "water_used", unit: "m3" };
    await tell([{ ...water, value: 0.12 }, { device: "hall/presence", kind: "presence", name: "movements", unit: "", value: 0 }, { device: "hall/presence", kind: "presence", name: "movements", unit: "", value: -4 }]);
    await tell([{ ...water, value: 7 }], "gw-0002");
    await until("the water", async () => (await seriesOf()).some((one) => one.name === "movements"));
    const heard = (await seriesOf()).find((one) => one.name === "water_used").values.filter((value) => value !== null);
    assert.deepEqual(heard, [0.12]);
    const metrics = await (await fetch(`${centre.url}/metrics`)).text();
    assert.match(metrics, /alertd_readings_total\{outcome="refused"\} 1/);
    await open({ language: "en" });
    await page.getByText("last use about 1 h ago; 0.12 m³ in 24 h").waitFor();
    await page.getByText("no movement in this time; 0 times in 24 h").waitFor();
  });

  it("show the past as bars and lines, gaps as gaps and the alert as a red line; seven days on request", async () => {
    await centre.killAlertd();
    const meal = (ago) => (new Date(Date.now() - ago * hour).getHours() % 6 === 1 ? 0.05 : 0);
    await writePast([
      ["meter past", "water_meter", "water_used", "m3", (ago) => (ago > 20 && ago < 29 ? null : ago < 9 ? 0 : meal(ago) + 0.001)],
      ["bedroom", "presence", "movements", "", (ago) => (ago < 7 ? 0 : Math.round(8 + 7 * Math.sin(ago)))],
      ["mat", "bed", "heart_rate", "bpm", (ago) => (ago % 24 < 9 ? 61 + (ago % 5) : null)],
      ["meter past", "water_meter", "battery", "%", (ago) => (ago % 6 === 0 && ago < 160 ? Math.round(60 + ago / 10) : null)],
    ], 24 * 8);
    await centre.startAlertd();
    const signals = await open({ viewport: { width: 1600, height: 1400 } });
    const bars = page.locator("figure[data-name=water_used]").filter({ hasText: "meter past" });
    await bars.waitFor();
    assert.match(await bars.locator("figcaption").innerText(), /最近用水约 9 小时前；24 小时共 0\.\d+ m³/);
    assert.match(await bars.locator("[role=img]").getAttribute("aria-label"), /用水量（每小时） meter past 最近用水约 9 小时前/);
    assert.ok((await pixels("water_used", "--link")) > 50, "no bars");
    assert.ok((await pixels("water_used", "--critical")) > 50, "no line where the alert came");
    assert.ok((await pixels("heart_rate", "--major")) > 50, "no line");
    await bars.scrollIntoViewIfNeeded();
    await screenshot(page, "signals-zh");
    assert.equal(await signals.getByRole("button", { name: "48 小时" }).getAttribute("aria-pressed"), "true");
    const week = page.waitForResponse((response) => response.url().endsWith("readings?hours=168"));
    await signals.getByRole("button", { name: "7 天" }).focus();
    await page.keyboard.press("Enter");
    await week;
    await until("the week", async () => (await signals.getAttribute("aria-busy")) === "false");
    assert.equal(await signals.getByRole("button", { name: "7 天" }).getAttribute("aria-pressed"), "true");
    await screenshot(page, "signals-week-zh");
    assert.match(page.url(), /hours=168/);
    const again = page.waitForResponse((response) => response.url().endsWith("readings?hours=168"));
    await page.reload();
    await again;
    await page.locator(".signals").getByRole("button", { name: "7 天", pressed: true }).waitFor();
    await page.locator(".signals").getByRole("button", { name: "48 小时" }).click();
    await page.locator(".signals").getByRole("button", { name: "48 小时", pressed: true }).waitFor();
    assert.doesNotMatch(page.url(), /hours/);
  });

  it("have their numbers in a table, and axe finds nothing in both themes", async () => {
    for (const [language, theme] of [["zh-CN", "light"], ["en", "dark"]]) {
      const signals = await open({ language, theme });
      await figure("battery").first().waitFor();
      await signals.locator("summary").click();
      await signals.locator("table").waitFor();
      assert.equal(await signals.locator("tbody tr").count(), 48);
      assert.deepEqual(await accessibilityFindings(page), []);
      await figure("water_used").first().scrollIntoViewIfNeeded();
      await screenshot(page, `signals-${theme}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
      if (theme === "light") await leave(page);
    }
  });

  it("follow the theme, and come only with an incident", async () => {
    await come({ theme: "light" });
    const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.includes("signals")));
    assert.deepEqual(loaded, []);
    await page.goto(`${centre.url}/#/incidents?id=${incident.id}`);
    await figure("water_used").first().waitFor();
    const light = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--critical"));
    await page.locator("header.top button", { hasText: /浅色|深色|系统|跟随/ }).click();
    await until("the other theme", async () => (await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--critical"))) !== light || (await page.locator("header.top button", { hasText: /浅色|深色|系统|跟随/ }).click(), false));
    await until("its colours", async () => (await pixels("water_used", "--critical")) > 50);
  });
});
