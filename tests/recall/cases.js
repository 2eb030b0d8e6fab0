// The cases: messages as a broker in a home would carry them, each followed by what must and must not
// be recognised.
//
//   node cases.js zigbee2mqtt|homeassistant|names > cases.jsonl
//
// A line is {topic, payload, retain, qos}, as `anju-gateway explain` reads it. Lines without `case`
// prepare (device lists, discovery). Lines of one case follow one another; the last carries
//   case: {model, class, property, value, in, must: [{kinds, type, reading?}], mustNot: [type, ...]}
// `must`: one signal of one of these kinds and this type. `mustNot`: no signal of these types about
// a danger, a call or a meter, but for those that `must` asks for.
"use strict";

const { allModels } = require("./devices");
const { Zigbee2Mqtt } = require("./bridge");
const { groundTruth, isAction } = require("./ground_truth");

const ECOSYSTEMS = ["zigbee2mqtt", "homeassistant", "names"];
const ALARMS = ["alarm", "prealarm", "press", "leak", "burst", "reverse_flow"];
const HARMLESS_WORDS = /^(none|normal|off|clear|ok|idle|safe|no_|inactive|stop)/i;

/// {a: {b: value}} for the place ['a', 'b'].
function place(at, value, into = {}) {
  let object = into;
  for (const step of at.slice(0, -1)) object = object[step] ??= {};
  object[at[at.length - 1]] = value;
  return into;
}

/// Values that an expose may take, the extreme ones of a number.
function valuesOf(expose) {
  switch (expose.type) {
    case "binary":
      return [expose.value_on, expose.value_off];
    case "enum":
      return expose.values;
    case "numeric":
      return [...new Set([expose.value_min ?? 0, 1, expose.value_max ?? 100])];
    case "text":
      return ["1", "alarm"];
    default:
      return [[]];
  }
}

function harmless(expose) {
  switch (expose.type) {
    case "binary":
      return expose.value_off;
    case "enum":
      return expose.values.find((value) => HARMLESS_WORDS.test(value)) ?? expose.values[0];
    case "numeric":
      return expose.name === "battery" ? 87 : Math.max(expose.value_min ?? 0, 0);
    case "text":
      return "";
    default:
      return [];
  }
}

/// What zigbee2mqtt keeps of a device and sends again with every message; presses it does not keep.
function quietState(truth) {
  const state = {};
  for (const { expose, at } of truth.leaves) {
    const claim = truth.claims.find((c) => c.at.join("/") === at.join("/"));
    if ((expose.access & 1) === 0 || expose.property.startsWith("action") || truth.open.has(expose.property)) continue;
    place(at, claim?.clear.length ? claim.clear[0].value : harmless(expose), state);
  }
  return state;
}

/// {report, in, class?, property, value, must, mustNot} for everything the claims promise.
function* positives(truth) {
  for (const claim of truth.claims) {
    for (const { value, kinds, type, reading } of claim.says) {
      const must = [{ kinds, type, ...(reading === undefined ? {} : { reading }) }];
      const facts = { class: claim.class, property: claim.property, value, must, mustNot: ALARMS };
      yield { ...facts, in: "alone", report: place(claim.at, value) };
      yield { ...facts, in: "full state", report: place(claim.at, value, quietState(truth)) };
    }
    for (const { value, kinds } of claim.clear) {
      const must = [{ kinds, type: "clear" }];
      // A button's flag says nothing when it is false.
      const facts = {
        class: claim.class,
        property: claim.property,
        value,
        must: claim.class === "call_button" ? [] : must,
      };
      yield { ...facts, in: "clear", mustNot: ALARMS, report: place(claim.at, value) };
    }
  }
}

/// Whatever a device says beside it, an alarm stays one: each danger next to each other value of the
/// device. Left out is what says that somebody is testing; such an alarm is a test.
function* besides(truth) {
  const TESTING = /test|check/;
  const firsts = new Map(truth.claims.filter((c) => c.class !== "water_meter").map((claim) => [claim.class, claim]));
  for (const claim of firsts.values()) {
    const { value, kinds, type } = claim.says[claim.says.length - 1];
    for (const { expose, at } of truth.leaves) {
      const claimed = truth.claims.some((c) => c.at.join("/") === at.join("/"));
      if (claimed || isAction(expose) || truth.open.has(expose.property) || TESTING.test(expose.property)) continue;
      for (const other of valuesOf(expose)) {
        yield {
          class: claim.class,
          property: claim.property,
          value,
          in: `beside ${expose.property}=${JSON.stringify(other)}`,
          must: [{ kinds, type }],
          mustNot: ALARMS,
          report: place(claim.at, value, place(at, other)),
        };
      }
    }
  }
}

/// Everything else that the device may say.
function* negatives(truth) {
  const facts = { must: [], mustNot: ALARMS };
  const claimed = new Map(truth.claims.map((claim) => [claim.at.join("/"), claim]));
  const empty = {};
  for (const { expose, at } of truth.leaves) {
    if (truth.open.has(expose.property)) continue;
    place(at, null, empty);
    const claim = claimed.get(at.join("/"));
    if (claim && claim.class === "water_meter") continue;
    const said = new Set([...(claim?.says ?? []), ...(claim?.clear ?? [])].map((s) => s.value));
    for (const value of valuesOf(expose)) {
      if (said.has(value)) continue;
      const mustNot = claim || isAction(expose) ? ALARMS : [...ALARMS, "reading", "clear"];
      yield { ...facts, mustNot, in: "alone", property: expose.property, value, report: place(at, value) };
    }
  }
  yield {
    ...facts,
    mustNot: [...ALARMS, "reading", "clear"],
    in: "all null",
    property: "*",
    value: null,
    report: empty,
  };
  if (truth.claims.length > 0) {
    yield { ...facts, in: "quiet state", property: "*", value: "quiet", report: quietState(truth) };
  }
}

/// How each ecosystem introduces a device, speaks for it, and takes it away again.
function speakerFor(ecosystem) {
  const zigbee2mqtt = new Zigbee2Mqtt();
  const nothing = async () => [];
  if (ecosystem === "homeassistant") {
    return {
      join: async (model) => zigbee2mqtt.join(model).discover(),
      say: async (report) => zigbee2mqtt.stateForHomeAssistant(report),
      leave: async () => zigbee2mqtt.leave(),
    };
  }
  const join =
    ecosystem === "names"
      ? async (model) => (zigbee2mqtt.join(model), [])
      : async (model) => zigbee2mqtt.join(model).announce();
  return { join, say: async (report) => zigbee2mqtt.state(report), leave: nothing };
}

/// Lines for explain, as objects.
async function* cases(ecosystem) {
  const speaker = speakerFor(ecosystem);
  const asked = new Set();
  for (const model of allModels()) {
    const truth = groundTruth(model);
    yield* await speaker.join(model);
    for (const facts of [...positives(truth), ...besides(truth), ...negatives(truth)]) {
      const { report, ...expected } = facts;
      if (ecosystem === "names" && expected.must.length === 0) {
        // The same keys get the same answer, whoever sends them: once is enough.
        const words = JSON.stringify([report, expected.mustNot]);
        if (asked.has(words)) continue;
        asked.add(words);
      }
      const messages = await speaker.say(report);
      const last = messages.length - 1;
      const about = { model: `${model.vendor} ${model.model}`, index: model.index, ...expected };
      yield* messages.map((message, i) => ({ ...message, case: i === last ? about : { continues: true } }));
    }
    yield* await speaker.leave();
  }
}

async function main(ecosystem) {
  if (!ECOSYSTEMS.includes(ecosystem)) throw new Error(`one of ${ECOSYSTEMS.join(", ")} expected`);
  for await (const line of cases(ecosystem)) {
    if (!process.stdout.write(`${JSON.stringify(line)}\n`)) {
      await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
  }
}

module.exports = { cases, ECOSYSTEMS };
if (require.main === module) {
  main(process.argv[2]).catch((error) => {
    console.error(`cases: ${error.message}`);
    process.exitCode = 1;
  });
}
