// What zigbee2mqtt publishes for a model, by its own code: its Bridge extension writes
// bridge/devices, its HomeAssistant extension the discovery messages and the null keys. Only the
// radio, the broker and the settings file are stood in for.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { deviceOf } = require("./devices");

const BASE = "zigbee2mqtt";

// zigbee2mqtt reads its settings when it is loaded; nothing but the defaults is wanted.
const data = fs.mkdtempSync(path.join(os.tmpdir(), "anju-recall-"));
process.on("exit", () => fs.rmSync(data, { recursive: true, force: true }));
process.env.ZIGBEE2MQTT_DATA = data;
fs.writeFileSync(
  path.join(data, "configuration.yaml"),
  `mqtt: {base_topic: ${BASE}, server: 'mqtt://localhost'}\nhomeassistant: {enabled: true}\n` +
    "advanced: {log_output: [], log_level: error}\n",
);

const Device = require("zigbee2mqtt/dist/model/device").default;
const Bridge = require("zigbee2mqtt/dist/extension/bridge").default;
const { HomeAssistant } = require("zigbee2mqtt/dist/extension/homeassistant");
require("zigbee2mqtt/dist/util/logger").default.init();

class Zigbee2Mqtt {
  constructor() {
    this.sent = [];
    this.device = undefined;
    const mqtt = {
      publish: (topic, payload, options = {}) => {
        const { retain = false, qos = 0 } = options.clientOptions ?? {};
        this.sent.push({ topic: `${options.baseTopic ?? BASE}/${topic}`, payload, retain, qos });
      },
    };
    const zigbee = {
      devicesIterator: () => [this.device],
      resolveEntity: () => this.device,
      firstCoordinatorEndpoint: () => ({ deviceIeeeAddress: "0x00124b0000000001" }),
    };
    this.bridge = Object.assign(Object.create(Bridge.prototype), { zigbee, mqtt });
    this.homeAssistant = new HomeAssistant(zigbee, mqtt);
    // What its start() would set before it waits for the broker.
    Object.assign(this.homeAssistant, {
      zigbee2MQTTVersion: require("zigbee2mqtt/package.json").version,
      discoveryOrigin: { name: "Zigbee2MQTT" },
      bridgeIdentifier: "zigbee2mqtt_bridge",
    });
  }

  /// The device that joins; its friendly name is its address, as for every new device.
  join(model) {
    this.device = new Device(deviceOf(model.address));
    this.device.definition = model.definition;
    return this;
  }

  async announce() {
    await this.bridge.publishDevices();
    return this.take();
  }

  async discover() {
    await this.homeAssistant.discover(this.device);
    return this.take();
  }

  /// The device leaves: its discovery messages are cleared. zigbee2mqtt forgets those of the presses;
  /// they are cleared as well, because no home has thousands of devices after one another.
  async leave() {
    const presses = [...this.homeAssistant.getDiscovered(this.device).triggers];
    await this.homeAssistant.onEntityRemoved({ name: this.device.name, entity: this.device });
    for (const press of presses) {
      const topic = `homeassistant/device_automation/${this.device.ieeeAddr}/${press}/config`;
      this.sent.push({ topic, payload: "", retain: true, qos: 1 });
    }
    return this.take();
  }

  state(message) {
    this.bridge.mqtt.publish(this.device.name, JSON.stringify(message));
    return this.take();
  }

  /// With the Home Assistant extension: unreported keys are null, and a press is also sent on its
  /// own topic, announced at its first use.
  async stateForHomeAssistant(report) {
    const message = { ...report };
    this.homeAssistant.adjustMessageBeforePublish(this.device, message);
    this.bridge.mqtt.publish(this.device.name, JSON.stringify(message));
    await this.homeAssistant.onPublishEntityState({ entity: this.device, message, payload: report });
    return this.take();
  }

  take() {
    const sent = this.sent;
    this.sent = [];
    return sent;
  }
}

module.exports = { Zigbee2Mqtt };
