// An operations centre as a user has it: brokers, alertd with the sample district, homes with real gateways. Nothing
// is mocked. Every process is ended by whoever made the centre; its files lie in a folder of their own.
import { execFile, spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = process.env.ANJU_SOURCE;
const binaries = { alertd: process.env.ANJU_ALERTD, gateway: process.env.ANJU_GATEWAY, fill: process.env.ANJU_FILL_CENTRE };

export async function until(what, condition, milliseconds = 30_000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
const answers = (port) => new Promise((resolve) => {
  const socket = net.connect(port, "127.0.0.1", () => { socket.end(); resolve(true); });
  socket.on("error", () => resolve(false));
});

const asJson = { "Content-Type": "application/json" };
const agent = new http.Agent({ keepAlive: true });
/// One request, which ends within a minute one way or another.
function request(url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const asked = http.request(url, { method, agent, timeout: 60_000, headers: { ...headers, ...length } }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("error", reject);
      answer.on("end", () => resolve({ status: answer.statusCode, ok: answer.statusCode < 300, headers: answer.headers, text: Buffer.concat(pieces).toString() }));
    });
    asked.on("timeout", () => asked.destroy(new Error(`no answer to ${method} ${url}`)));
    // The server has closed a connection at the moment at which it was to be used again.
    asked.on("error", (error) => (asked.reusedSocket && error.code === "ECONNRESET" ? request(url, { method, headers, body }).then(resolve, reject) : reject(error)));
    asked.end(body);
  });
}

export class Centre {
  processes = [];
  homes = new Map();

  /// `homes`: ids of the sample district in which a gateway runs. `config`: more of alertd.toml. `heartbeat` and `rules`:
  /// of the gateways. `map`: GeoJSON of the streets. `asciiNames`: a registry whose names are not Chinese. `open`: instead
  /// of the sample, a whole district in which that many cases wait.
  static async start(options) {
    const centre = new Centre();
    try {
      await centre.#begin(options ?? {});
      return centre;
    } catch (error) {
      // Else what was begun would keep the tests from ending, and the error from being seen.
      await centre.stop();
      throw error;
    }
  }
  async #begin({ homes = [], config = "", accounts = true, heartbeat = "30s", rules = "", map, asciiNames = false, open = 0 }) {
    Object.assign(this, { heartbeat, rules });
    this.folder = await mkdtemp(path.join(os.tmpdir(), "anju-web-"));
    this.port = await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    this.brokerPort = await this.#broker("centre");
    await this.#receiver();
    if (map) await writeFile(path.join(this.folder, "streets.geojson"), JSON.stringify(map));
    this.configFile = path.join(this.folder, "alertd.toml");
    await writeFile(this.configFile, `state_dir = "${this.folder}/alertd"\n[broker]\nport = ${this.brokerPort}\n[channel]\npage_url = "${this.url}"\n[api]\nport = ${this.port}\n${process.env.ANJU_WEB_FOLDER ? `web_folder = "${process.env.ANJU_WEB_FOLDER}"\n` : ""}${map ? `[district]\nmap = "${this.folder}/streets.geojson"\n` : ""}${config}`);
    await mkdir(path.join(this.folder, "alertd"));
    if (open > 0) await run(binaries.fill, [path.join(this.folder, "alertd", "alertd.db"), String(open)]);
    else await this.#registry(asciiNames);
    if (accounts) this.password = (await run(binaries.alertd, ["init", "--config", this.configFile])).stdout.match(/^password: (\S+)/m)[1];
    await this.startAlertd();
    if (accounts) await this.logIn();
    // What a gateway says of itself before alertd listens is not heard, and said again only with the next heartbeat.
    if (homes.length > 0) await until("alertd to listen", () => this.ask("GET", "/-/ready").catch(() => undefined));
    for (const home of homes) await this.#home(home);
  }

  async startAlertd() {
    this.alertd = this.#spawn("alertd", binaries.alertd, ["--config", this.configFile]);
    await until("alertd", () => answers(this.port));
  }
  /// As a crash would end it.
  async killAlertd() {
    this.alertd.kill("SIGKILL");
    await this.alertd.ended;
  }

  /// Nothing of the homes reaches alertd any more, until the broker is started again.
  async killBroker() {
    this.broker.kill("SIGKILL");
    await this.broker.ended;
  }
  async startBroker() {
    this.broker = this.#spawn("centre", "mosquitto", ["-c", path.join(this.folder, "centre", "mosquitto.conf")]);
    await until("the broker of the centre", () => answers(this.brokerPort));
  }

  async stop() {
    for (const process of this.processes.reverse()) {
      process.kill("SIGTERM");
      const late = setTimeout(() => process.kill("SIGKILL"), 10_000);
      await process.ended;
      clearTimeout(late);
    }
    if (this.receiver) await new Promise((resolve) => this.receiver.close(resolve));
    await rm(this.folder, { recursive: true, force: true });
  }

  // ---- what the devices say

  /// One message of a device, as zigbee2mqtt publishes it.
  async device(home, name, payload) {
    const { port } = this.homes.get(home);
    await run("mosquitto_pub", ["-h", "127.0.0.1", "-p", String(port), "-q", "1", "-t", `zigbee2mqtt/${name}`, "-m", JSON.stringify(payload)]);
  }
  smoke(home) { return this.device(home, "kitchen/smoke", { smoke: true, battery: 93 }); }
  noSmoke(home) { return this.device(home, "kitchen/smoke", { smoke: false, battery: 93 }); }
  lowBattery(home) { return this.device(home, "kitchen/smoke", { smoke: false, battery: 3, battery_low: true }); }
  goodBattery(home) { return this.device(home, "kitchen/smoke", { smoke: false, battery: 93, battery_low: false }); }
  press(home) { return this.device(home, "bedside button", { action: "single", battery: 88 }); }

  // ---- the API, as another client

  async logIn() {
    Object.assign(this, await this.#loginAs("admin", this.password));
    // A login gives way when the account has too many; a token stays.
    this.token ??= (await this.ask("POST", "/api/v1/tokens", { name: "tests", role: "administrator", why: "setup" })).secret;
  }
  async ask(method, target, body, headers = {}) {
    const who = this.token ? { Authorization: `Bearer ${this.token}` } : this.cookie ? { Cookie: this.cookie, "X-Anju-Csrf": this.csrf } : {};
    const type = body === undefined || headers["Content-Type"] ? {} : asJson;
    const text = typeof body === "object" ? JSON.stringify(body) : body;
    const answer = await request(this.url + target, { method, headers: { ...who, ...type, ...headers }, body: text });
    const json = (answer.headers["content-type"] ?? "").includes("json") && answer.text ? JSON.parse(answer.text) : answer.text;
    if (!answer.ok) throw Object.assign(new Error(`${method} ${target}: ${answer.status} ${answer.text}`), { status: answer.status, problem: json });
    return json;
  }
  /// An account whose password need not be changed first.
  async account(name, role, scope = {}) {
    const made = await this.ask("POST", "/api/v1/accounts", { name, role, ...scope, why: "new_person" });
    const cookie = await this.#loginAs(name, made.password);
    const password = `a password of ${name}`;
    const body = JSON.stringify({ current: made.password, new: password });
    await request(`${this.url}/api/v1/session/password`, { method: "PUT", headers: { ...asJson, Cookie: cookie.cookie, "X-Anju-Csrf": cookie.csrf }, body });
    return { name, password };
  }
  async #loginAs(name, password) {
    const answer = await request(`${this.url}/api/v1/session`, { method: "POST", headers: asJson, body: JSON.stringify({ name, password }) });
    if (!answer.ok) throw new Error(answer.text);
    return { cookie: answer.headers["set-cookie"][0].split(";")[0], csrf: JSON.parse(answer.text).csrf };
  }
  /// What is open is nobody's any more.
  async closeAll(disposition = "test") {
    for (const { id } of (await this.ask("GET", "/api/v1/incidents?open=true")).incidents) {
      // It may have ended by itself meanwhile.
      await this.ask("POST", `/api/v1/incidents/${id}/close`, { disposition }).catch((error) => { if (error.status !== 409) throw error; });
    }
  }
  /// The one open incident of a home and class, as soon as there is one.
  incidentOf(home, headline) {
    return until(`an incident of ${home}`, async () => {
      const { incidents } = await this.ask("GET", `/api/v1/incidents?open=true&home=${home}`);
      return incidents.find((one) => !headline || one.headline === headline);
    });
  }

  // ---- parts

  #spawn(name, program, args) {
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
    child.ended = new Promise((resolve) => child.on("exit", resolve).on("error", resolve));
    this.processes.push(child);
    return child;
  }
  async #broker(name) {
    const port = await freePort();
    const template = await readFile(path.join(root, "deploy/mosquitto", name === "centre" ? "centre.conf" : "home.conf"), "utf8");
    const folder = path.join(this.folder, name);
    await mkdir(folder);
    const file = path.join(folder, "mosquitto.conf");
    await writeFile(file, template.replaceAll("@STATE@", folder).replaceAll("@PORT@", String(port)));
    const broker = this.#spawn(name, "mosquitto", ["-c", file]);
    if (name === "centre") this.broker = broker;
    await until(`the broker of ${name}`, () => answers(port));
    return port;
  }
  /// The phones that the sample's responders with a webhook are called at.
  async #receiver() {
    this.messages = [];
    this.receiver = http.createServer((request, response) => {
      let body = "";
      request.on("data", (piece) => { body += piece; });
      request.on("end", () => { this.messages.push(JSON.parse(body)); response.end(); });
    });
    await new Promise((resolve) => this.receiver.listen(0, "127.0.0.1", resolve));
  }
  /// What this responder was told about a case.
  messageTo(responder, incident) {
    return until(`a message to ${responder}`, () => this.messages.find((one) => one.responder === responder && one.incident.id === incident));
  }
  /// The sample district, whose responders are called at our own receiver.
  async #registry(asciiNames) {
    const from = path.join(root, "config/examples/registry");
    const to = path.join(this.folder, "registry");
    await mkdir(to);
    for (const file of await readdir(from)) await copyFile(path.join(from, file), path.join(to, file));
    const responders = path.join(to, "responders.csv");
    await writeFile(responders, (await readFile(responders, "utf8")).replaceAll("http://127.0.0.1:18080/", `http://127.0.0.1:${this.receiver.address().port}/`));
    let names = 0;
    for (const file of asciiNames ? (await readdir(to)).filter((one) => one.endsWith(".csv")) : []) {
      await writeFile(path.join(to, file), (await readFile(path.join(to, file), "utf8")).replace(/[\u3000-\u9fff\uff00-\uffef]+/g, () => `Name${++names}`));
    }
    await run(binaries.alertd, ["import", "--config", this.configFile, to]);
  }
  async #home(home) {
    const port = await this.#broker(home);
    const number = home.split("-")[1];
    const file = path.join(this.folder, home, "gateway.toml");
    await writeFile(file, `[gateway]\nid = "gw-${number}"\nhome = "${home}"\nstate_dir = "${this.folder}/${home}/state"\n[home_broker]\nport = ${port}\n` +
      `[uplink]\nhost = "127.0.0.1"\nport = ${this.brokerPort}\nheartbeat = "${this.heartbeat}"\n[rules.repeat]\nholdoff = "1s"\nreraise = "1s"\n${this.rules}[[device]]\nid = "bedside button"\nkind = "call_button"\n[[device]]\nid = "kitchen/smoke"\nkind = "smoke"\n`);
    this.homes.set(home, { port, file });
    await this.startGateway(home);
  }
  async startGateway(home) {
    const known = this.homes.get(home);
    known.gateway = this.#spawn(home, binaries.gateway, ["--config", known.file]);
    await until(`the gateway of ${home}`, async () => (await this.ask("GET", "/api/v1/gateways")).gateways.some((one) => one.id === `gw-${home.split("-")[1]}` && one.online));
  }
  /// As a power cut would end it.
  async killGateway(home) {
    const { gateway } = this.homes.get(home);
    gateway.kill("SIGKILL");
    await gateway.ended;
  }
}
