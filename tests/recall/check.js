// Pipes the cases of each ecosystem through `anju-gateway explain` and compares.
//
//   node check.js BINARY [ecosystem ...]
//
// A model is recognised in a class when every case of that class gave what must be given. Exit 1
// when a gated ecosystem recognises fewer than ENOUGH of the models or raises one false alarm.
"use strict";

const { spawn } = require("node:child_process");
const readline = require("node:readline");
const { cases, ECOSYSTEMS } = require("./cases");

const ENOUGH = 0.995;
// What decides the exit code; the others are reported only.
const GATED = { zigbee2mqtt: true, homeassistant: true, names: false };

const TITLES = {
  zigbee2mqtt: "zigbee2mqtt: bridge/devices and states",
  homeassistant: "homeassistant: discovery and states, without bridge/devices",
  names: "names: states alone",
};
const DANGEROUS = ["smoke", "co", "gas", "water_leak", "fall", "call_button", "water_meter"];
const SHOWN = 60;

const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

function satisfies(signal, must) {
  if (signal.type !== must.type || !must.kinds.includes(signal.kind)) return false;
  return must.reading === undefined || (signal.unit === "m3" && near(signal.value, must.reading));
}

class Tally {
  constructor() {
    this.classes = new Map(); // class -> index of model -> {model, missed: [case]}
    this.falseAlarms = [];
    this.cases = 0;
    this.negatives = 0;
  }

  add(expected, signals) {
    this.cases += 1;
    if (expected.must.length > 0) {
      if (!this.classes.has(expected.class)) this.classes.set(expected.class, new Map());
      const models = this.classes.get(expected.class);
      if (!models.has(expected.index)) models.set(expected.index, { model: expected.model, missed: [] });
      const met = expected.must.every((must) => signals.some((signal) => satisfies(signal, must)));
      if (!met) models.get(expected.index).missed.push({ ...expected, signals });
    } else {
      this.negatives += 1;
    }
    const wrong = signals.filter(
      (signal) =>
        DANGEROUS.includes(signal.kind) &&
        expected.mustNot.includes(signal.type) &&
        !expected.must.some((must) => must.kinds.includes(signal.kind)),
    );
    if (wrong.length > 0) this.falseAlarms.push({ ...expected, signals: wrong });
  }

  models() {
    const all = new Map(); // index -> recognised in every class
    for (const models of this.classes.values()) {
      for (const [index, { missed }] of models) all.set(index, (all.get(index) ?? true) && missed.length === 0);
    }
    return all;
  }
}

/// Asks explain about every line, in order, and judges case by case.
async function run(binary, ecosystem) {
  const explain = spawn(binary, ["explain"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve, reject) => {
    explain.on("error", reject);
    explain.on("close", resolve);
  });
  explain.stdin.on("error", () => {}); // it ended early; `ended` tells
  const asked = [];
  const tally = new Tally();
  let signals = [];
  const answers = readline.createInterface({ input: explain.stdout });
  answers.on("line", (line) => {
    const expected = asked.shift();
    const answer = JSON.parse(line);
    if (!expected) return; // a device list or a discovery message says nothing itself
    signals.push(...answer.signals);
    if (expected.continues) return;
    tally.add(expected, signals);
    signals = [];
  });
  for await (const { case: expected, ...message } of cases(ecosystem)) {
    if (explain.exitCode !== null) break;
    asked.push(expected);
    if (!explain.stdin.write(`${JSON.stringify(message)}\n`)) {
      await Promise.race([new Promise((resolve) => explain.stdin.once("drain", resolve)), ended]);
    }
  }
  explain.stdin.end();
  const code = await ended;
  if (code !== 0 || asked.length > 0) throw new Error(`explain ended with ${code}, ${asked.length} lines unanswered`);
  return tally;
}

const said = (signals) => signals.map((s) => `${s.kind} ${s.type}`).join(", ") || "nothing";
const caseText = (c) => `${c.model}: ${c.property}=${JSON.stringify(c.value)} (${c.in})`;

function list(title, lines) {
  if (lines.length === 0) return;
  console.log(`  ${title}`);
  for (const line of lines.slice(0, SHOWN)) console.log(`    ${line}`);
  if (lines.length > SHOWN) console.log(`    and ${lines.length - SHOWN} more`);
}

function row(name, models, recognised) {
  const percent = models === 0 ? "-" : ((100 * recognised) / models).toFixed(2);
  console.log(
    `  ${name.padEnd(14)}${String(models).padStart(8)}${String(recognised).padStart(13)}${percent.padStart(10)}`,
  );
}

/// Prints one ecosystem's table; whether it is good enough.
function report(ecosystem, tally) {
  console.log(`\n${TITLES[ecosystem]}${GATED[ecosystem] ? "" : " (reported, not required)"}`);
  console.log(`  ${"class".padEnd(14)}${"models".padStart(8)}${"recognised".padStart(13)}${"recall %".padStart(10)}`);
  const missed = [];
  for (const [name, models] of [...tally.classes].sort()) {
    const recognised = [...models.values()].filter((m) => m.missed.length === 0).length;
    row(name, models.size, recognised);
    for (const m of models.values()) {
      if (m.missed.length > 0)
        missed.push(`${caseText(m.missed[0])}: ${said(m.missed[0].signals)}; ${m.missed.length} cases`);
    }
  }
  const all = [...tally.models().values()];
  const recognised = all.filter(Boolean).length;
  row("all", all.length, recognised);
  console.log(
    `  false alarms  ${String(tally.falseAlarms.length).padStart(8)} in ${tally.cases} cases, ${tally.negatives} of them without a danger`,
  );
  list("missed:", missed);
  list(
    "false alarms:",
    tally.falseAlarms.map((c) => `${caseText(c)}: ${said(c.signals)}`),
  );
  return recognised >= ENOUGH * all.length && tally.falseAlarms.length === 0 && all.length > 0;
}

async function main(binary, wanted) {
  if (!binary) throw new Error("usage: node check.js BINARY [ecosystem ...]");
  const unknown = wanted.find((ecosystem) => !ECOSYSTEMS.includes(ecosystem));
  if (unknown) throw new Error(`no ecosystem '${unknown}'; there are ${ECOSYSTEMS.join(", ")}`);
  const pinned = ["zigbee-herdsman-converters", "zigbee2mqtt"].map(
    (name) => `${name} ${require(`${name}/package.json`).version}`,
  );
  console.log(`${pinned.join(", ")}, node ${process.version}`);
  let good = true;
  for (const ecosystem of wanted.length > 0 ? wanted : ECOSYSTEMS) {
    const enough = report(ecosystem, await run(binary, ecosystem));
    if (GATED[ecosystem] && !enough) {
      good = false;
      console.log(`  not enough: ${100 * ENOUGH} % of the models and no false alarm are required`);
    }
  }
  process.exitCode = good ? 0 : 1;
}

main(process.argv[2], process.argv.slice(3)).catch((error) => {
  console.error(`check: ${error.message}`);
  process.exitCode = 1;
});
