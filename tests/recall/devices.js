// Every device that zigbee-herdsman-converters knows, as zigbee2mqtt would hold it.
//
// A model is {index, address, base, vendor, model, description, definition, exposes}. A white label
// that zigbee2mqtt tells by its fingerprint is a model of its own: the bridge publishes its name and
// description, and words in those matter. `base` is the definition's own model, so that one
// hand-made exception covers its white labels too.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const zhc = require("zigbee-herdsman-converters");

/// What zhc wants from a device that it has not met: the exposes then are the default ones.
function deviceOf(address) {
  return {
    isDummyDevice: true,
    ieeeAddr: address,
    type: "EndDevice",
    networkAddress: 1,
    endpoints: [],
    interviewState: "SUCCESSFUL",
    customClusters: {},
    meta: {},
    getEndpoint: () => undefined,
  };
}

function rawDefinitions() {
  const folder = path.join(path.dirname(require.resolve("zigbee-herdsman-converters")), "devices");
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith(".js"))
    .sort()
    .flatMap((file) => require(path.join(folder, file)).definitions ?? []);
}

function modelOf(index, raw, base) {
  const address = `0x00158d00${index.toString(16).padStart(8, "0")}`;
  const definition = zhc.prepareDefinition(raw);
  const exposes =
    typeof definition.exposes === "function" ? definition.exposes(deviceOf(address), {}) : definition.exposes;
  return {
    index,
    address,
    base,
    definition,
    exposes,
    vendor: definition.vendor,
    model: definition.model,
    description: definition.description,
  };
}

let models;

function allModels() {
  if (models) return models;
  models = [];
  for (const raw of rawDefinitions()) {
    models.push(modelOf(models.length, raw, raw.model));
    for (const label of raw.whiteLabel ?? []) {
      if (!label.fingerprint) continue;
      const named = {
        ...raw,
        model: label.model,
        vendor: label.vendor ?? raw.vendor,
        description: label.description ?? raw.description,
      };
      models.push(modelOf(models.length, named, raw.model));
    }
  }
  return models;
}

/// The exposes that hold one value each, with where that value stands in a state message: features
/// of a composite below its property, those of a light, a switch, a climate on top.
function leaves(exposes, below = []) {
  return exposes.flatMap((expose) => {
    if (!expose.features) return [{ expose, at: [...below, expose.property] }];
    const inside = expose.type === "composite" && expose.property ? [...below, expose.property] : below;
    return leaves(expose.features, inside);
  });
}

module.exports = { allModels, deviceOf, leaves };
