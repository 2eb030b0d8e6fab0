// What calls the duty officer: the sound, and the word that nothing can be heard any more.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fillLogin } from "./browser.js";
import { until } from "./centre.js";
import { allQuiet, button, centre, come, open, page, row, stage } from "./stage.js";

const rules = '[rules.battery]\ndebounce = "1s"\n[[device]]\nid = "bath/leak"\nkind = "water_leak"\n';
stage({ homes: ["h-0001", "h-0002"], rules }, { between: allQuiet });

const check = () => page.locator("dialog", { hasText: "开启声音" });
const login = () => page.locator("dialog", { has: page.locator("input[autocomplete=username]") });
/// Whoever has come says that he hears.
const hear = async () => {
  await button("播放提示音并开启", check()).click();
  await button("听到了", check()).click();
  await check().waitFor({ state: "detached" });
};
/// From here on each pitch is written down.
const listen = () => page.evaluate(() => {
  window.heard = [];
  const make = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function createOscillator() {
    const voice = make.call(this);
    const { start } = voice;
    voice.start = (...when) => { window.heard.push(voice.frequency.value); return start.apply(voice, when); };
    return voice;
  };
});
const heard = () => page.evaluate(() => window.heard);
const forget = () => page.evaluate(() => { window.heard = []; });
const tones = { critical: [880, 660, 880, 660, 880, 660], major: [660, 660], minor: [520] };
/// Nothing else is heard, for that many rounds.
const sounds = async (severity, rounds = 2) => {
  const expected = Array.from({ length: rounds }, () => tones[severity]).flat();
  await until(`the sound of ${severity}`, async () => (await heard()).length >= expected.length);
  assert.deepEqual((await heard()).slice(0, expected.length), expected);
};
const acknowledge = async (incident) => {
  await button("受理", row(incident)).click();
  await until("the owner", async () => (await row(incident).textContent()).includes("admin"));
};
const secondsOf = async (incident) => {
  const [minutes, seconds] = (await row(incident).locator(".timer").textContent()).split(":").map(Number);
  return minutes * 60 + seconds;
};

describe("3 sound", () => {
  it("is another for each severity, again and again, the worst one's, until the last is acknowledged", async () => {
    await come({ sound: true });
    await hear();
    await listen();
    await centre.lowBattery("h-0002");
    const battery = await centre.incidentOf("h-0002", "low_battery");
    await sounds("minor", 1);
    await forget();
    await centre.device("h-0001", "bath/leak", { water_leak: true });
    const water = await centre.incidentOf("h-0001", "water_leak");
    await sounds("major");
    await forget();
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await sounds("critical");
    assert.deepEqual([battery, water, smoke].map((one) => one.severity), ["minor", "major", "critical"]);
    await acknowledge(battery);
    await acknowledge(water);
    await forget();
    await sounds("critical");
    await acknowledge(smoke);
    await forget();
    const then = await secondsOf(smoke);
    await until("more time than is between two of its sounds", async () => (await secondsOf(smoke)) > then + 3);
    assert.deepEqual(await heard(), []);
    await centre.device("h-0001", "bath/leak", { water_leak: false });
    await centre.goodBattery("h-0002");
  });

  it("is asked for at each login, also where somebody before worked without it; and once only", async () => {
    await open({ sound: true });
    await button("静音值守").click();
    await button("静音").waitFor();
    await page.reload();
    await button("静音").waitFor();
    assert.equal(await check().count(), 0, "one login, one question");
    const anew = page.waitForEvent("load");
    await button("退出").click();
    await anew;
    await fillLogin(page, { name: "admin", password: centre.password });
    await check().waitFor();
    await hear();
    await button("声音开").waitFor();
  });

  it("is said to be on only while it is, and asked for again when the browser takes it away", async () => {
    await come({ sound: true });
    await page.evaluate(() => {
      window.sources = [];
      window.AudioContext = class extends AudioContext { constructor() { super(); window.sources.push(this); } };
    });
    const blocked = button("浏览器尚未允许发声，点此开启");
    await check().waitFor();
    await page.keyboard.press("Escape");
    await check().waitFor({ state: "detached" });
    await blocked.click();
    await button("声音开").waitFor();
    await page.evaluate(() => {
      window.resume = AudioContext.prototype.resume;
      AudioContext.prototype.resume = () => Promise.resolve();
      return window.sources[0].suspend();
    });
    await check().waitFor();
    assert.equal(await blocked.count(), 1);
    await page.evaluate(() => { AudioContext.prototype.resume = window.resume; });
    await hear();
    await button("声音开").waitFor();
    await page.keyboard.press("s");
    await button("静音").waitFor();
  });

  it("is that of a broken line once a login has ended, until somebody logs in", async () => {
    const who = await centre.account("night", "operator");
    const change = async (state) => {
      const { version } = (await centre.ask("GET", "/api/v1/accounts")).accounts.find((one) => one.name === who.name);
      await centre.ask("PATCH", `/api/v1/accounts/${who.name}`, { state, why: "new_duty" }, { "If-Match": `"${version}"` });
    };
    await come({ ...who, sound: true });
    await hear();
    await listen();
    assert.equal(await page.title(), "事件 · 安居 · 值守");
    await change("disabled");
    await login().waitFor();
    await sounds("major");
    assert.match(await page.title(), /^⚠/);
    // What comes now cannot be shown here, and is heard all the same.
    await centre.smoke("h-0001");
    await centre.incidentOf("h-0001", "smoke");
    await forget();
    await sounds("major", 1);
    await centre.closeAll();
    await change("active");
    await fillLogin(page, who);
    await hear();
    assert.doesNotMatch(await page.title(), /⚠/);
    await forget();
    await centre.smoke("h-0002");
    await sounds("critical", 1);
  });
});

/// The page begins anew, and whatever it says to the stream and hears from it is kept.
const watched = async () => {
  const seen = { sockets: [], asks: 0 };
  page.on("websocket", (socket) => {
    const one = { url: socket.url(), types: [] };
    seen.sockets.push(one);
    socket.on("framereceived", ({ payload }) => { one.types.push(...JSON.parse(payload).map((frame) => frame.type)); });
  });
  page.on("request", (request) => { if (request.url().endsWith("/api/v1/session")) seen.asks += 1; });
  await page.reload();
  await until("the list", () => seen.sockets[0]?.types.includes("snapshot"));
  return seen;
};
const lost = () => page.locator("#lost");

describe("5 the connection", () => {
  it("that stays open and says nothing is told, and the line goes on where the server speaks again", async () => {
    await open();
    await watched();
    await page.evaluate(() => {
      window.left = 0;
      const { close } = WebSocket.prototype;
      WebSocket.prototype.close = function leave(...why) { window.left += 1; return close.apply(this, why); };
    });
    try {
      centre.alertd.kill("SIGSTOP");
      await lost().waitFor();
      assert.equal(await page.evaluate(() => window.left), 0, "it is told before the line is given up");
      assert.match(await lost().textContent(), /已中断 \d+ 秒/);
    } finally {
      centre.alertd.kill("SIGCONT");
    }
    await lost().waitFor({ state: "detached" });
    await centre.smoke("h-0001");
    await row(await centre.incidentOf("h-0001", "smoke")).waitFor();
  });

  it("that says nothing for long is given up, and what came meanwhile is had without the whole list", async () => {
    await centre.press("h-0002");
    const call = await centre.incidentOf("h-0002", "call");
    await open();
    const seen = await watched();
    try {
      centre.alertd.kill("SIGSTOP");
      const asks = seen.asks;
      await until("another try", () => seen.asks > asks, 60_000);
      await centre.smoke("h-0001");
    } finally {
      centre.alertd.kill("SIGCONT");
    }
    await lost().waitFor({ state: "detached" });
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await row(smoke).waitFor();
    assert.equal(await page.locator(".row").count(), 2);
    await row(call).waitFor();
    for (const { url, types } of seen.sockets.slice(1)) {
      assert.match(url, /[?&]after=\d+/);
      assert.ok(!types.includes("snapshot"));
    }
    assert.ok(seen.sockets.length > 1);
  });

  it("goes on after a restart of the server from the last that was heard", async () => {
    await open();
    const seen = await watched();
    await centre.smoke("h-0001");
    const smoke = await centre.incidentOf("h-0001", "smoke");
    await row(smoke).waitFor();
    await centre.killAlertd();
    await lost().waitFor();
    await centre.press("h-0002");
    await centre.startAlertd();
    await row(await centre.incidentOf("h-0002", "call")).waitFor();
    await lost().waitFor({ state: "detached" });
    const resumed = seen.sockets.slice(1).filter((one) => one.types.length > 0);
    assert.ok(resumed.length > 0);
    for (const { url, types } of resumed) {
      assert.match(url, /[?&]after=\d+/);
      assert.ok(!types.includes("snapshot"));
    }
    assert.ok(resumed.some(({ types }) => types.includes("delta")));
    assert.equal(await page.locator(".row").count(), 2);
  });
});
