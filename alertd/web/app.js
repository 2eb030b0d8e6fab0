// The live list. Everything that comes from outside goes into the page as text, never as markup.
import { enter, loggedIn, prepare, send, sight, translateForms } from "/session.js";
import { words } from "/words.js";

const STALE_AFTER_MS = 9000; // the server sends something every 4 s; the banner must show within 10 s
const LATE_S = 60, BREACH_S = 180; // acknowledge target and hard breach
const MOST_ROWS = 500; // shown; the summary counts all
const SEVERITY = { critical: 0, major: 1, minor: 2 };
const BACKOFF_MS = [500, 1000, 2000, 4000];

const incidents = new Map();
let seenBy = null; // whose sight the list is made for
let cursor = null; // the last journal number seen; where a new connection resumes
let complete = true;
let clockOffset = 0; // the server's clock minus ours: a workstation's clock may be wrong
let lastHeard = Date.now();
let attempts = 0;
let socket = null;
let redrawAsked = false;
const rowOf = new Map();

const byId = (id) => document.getElementById(id);
const stored = (key, fallback) => { try { return localStorage.getItem(key) ?? fallback; } catch { return fallback; } };
const store = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode: not remembered */ } };
let language = stored("anju.language", "zh-CN");
const text = () => words[language] ?? words["zh-CN"];
const word = (key) => text()[key] ?? key;

function element(tag, content, className) {
  const made = document.createElement(tag);
  if (content !== undefined) made.textContent = content;
  if (className) made.className = className;
  return made;
}

function put(incident) {
  const known = incidents.get(incident.id);
  // A replayed delta carries the newest state, so an older one may follow it.
  if (known && known.version > incident.version) return;
  incidents.set(incident.id, incident);
}

function take(frame) {
  if (frame.at) clockOffset = frame.type === "delta" ? clockOffset : Date.parse(frame.at) - Date.now();
  if (frame.type === "snapshot") {
    incidents.clear();
    frame.incidents.forEach(put);
    complete = frame.complete;
    cursor = frame.seq;
  } else if (frame.type === "delta") {
    // The numbers of what is not for us are passed over; they never go back.
    if (cursor !== null && frame.seq <= cursor) return restart();
    cursor = frame.seq;
    if (frame.incident) put(frame.incident);
  } else if (frame.type === "heartbeat") {
    if (cursor !== null && frame.seq < cursor) return restart();
    cursor = frame.seq;
  }
  askRedraw();
}

/// Numbers do not fit: begin again with a snapshot rather than show a list with a hole.
function restart() {
  cursor = null;
  const abandoned = socket;
  socket = null;  // what it still has to say is past the hole
  if (abandoned) abandoned.close();
  setTimeout(begin, BACKOFF_MS[0]);
}

/// Finds out who we are first: a socket that is refused does not say why.
async function begin() {
  try {
    if (!(await enter())) return;
    if (sight() !== seenBy) {
      cursor = null;
      incidents.clear();
      askRedraw();
      seenBy = sight();
    }
    connect();
  } catch {
    setTimeout(begin, BACKOFF_MS[Math.min(attempts++, BACKOFF_MS.length - 1)] * (0.5 + Math.random()));
  }
}

function connect() {
  const after = cursor === null ? "" : `&after=${cursor}`;
  const opened = new WebSocket(`ws${location.protocol === "https:" ? "s" : ""}://${location.host}/api/v1/stream?batch=true${after}`);
  socket = opened;
  opened.onmessage = (event) => {
    if (socket !== opened) return;
    lastHeard = Date.now();
    attempts = 0;
    for (const frame of JSON.parse(event.data)) if (socket === opened) take(frame);
  };
  opened.onclose = () => {
    if (socket !== opened) return;
    socket = null;
    showLost(true);
    setTimeout(begin, BACKOFF_MS[Math.min(attempts++, BACKOFF_MS.length - 1)] * (0.5 + Math.random()));
  };
}

function showLost(lost) {
  byId("lost").hidden = !lost;
}

let noticeTimer = 0;
function notice(message) {
  byId("notice").textContent = message;
  byId("notice").hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { byId("notice").hidden = true; }, 8000);
}

async function acknowledge(id, button) {
  const actor = byId("operator").value.trim();
  if (!loggedIn() && !actor) { notice(text().needName); byId("operator").focus(); return; }
  button.disabled = true;
  try {
    const path = `/api/v1/incidents/${encodeURIComponent(id)}/acknowledge`;
    const answer = await send(path, "POST", loggedIn() ? {} : { actor });
    const body = await answer.json();
    if (body.incident) put(body.incident);
    if (answer.status === 409 && body.incident?.owner) notice(text().taken(body.incident.owner.replace(/^user:/, "")));
    else if (!answer.ok) notice(text().failed(body.detail ?? answer.status));
  } catch (error) {
    notice(text().failed(error.message));
  }
  button.disabled = false;
  askRedraw();
}

const waiting = (incident) => !incident.acknowledged_at && incident.state !== "resolved" && incident.state !== "closed";

function inOrder() {
  const open = [...incidents.values()].filter((incident) => incident.state !== "closed");
  const drill = (incident) => Boolean(incident.exercise);
  return open.sort((a, b) => waiting(b) - waiting(a) || drill(a) - drill(b) || SEVERITY[a.severity] - SEVERITY[b.severity] ||
    a.opened_at.localeCompare(b.opened_at) || a.id.localeCompare(b.id));
}

function fill(row, incident) {
  const place = element("td", incident.address || incident.home);
  if (incident.committee) place.append(element("div", `${incident.street ?? ""} ${incident.committee}`.trim()));
  if (!incident.registered) place.append(element("div", text().unregistered, "claim"));
  const state = element("td", word(incident.state));
  if (incident.owner) state.append(element("div", `${text().owner} ${incident.owner.replace(/^user:/, "")}`));
  if (incident.all_clear) state.append(element("div", text().allClear, "claim"));
  if (incident.silenced_until) {
    const until = new Date(incident.silenced_until).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
    state.append(element("div", text().silencedUntil(until), "claim"));
  }
  const act = element("td");
  if (waiting(incident)) {
    const button = element("button", text().acknowledge);
    button.type = "button";
    button.addEventListener("click", () => acknowledge(incident.id, button));
    act.append(button);
  }
  row.replaceChildren(element("td", "", "time"), element("td", word(incident.class)),
    element("td", `${incident.exercise ? `[${word(incident.exercise)}] ` : ""}${word(incident.headline)} · ${word(incident.severity)}`),
    place, state, element("td", incident.reports), act);
}

function duration(seconds) {
  const two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function askRedraw() {
  if (redrawAsked) return;
  redrawAsked = true;
  // Not requestAnimationFrame: it stands still in a window that is not in front.
  setTimeout(redraw, 50);
}

function redraw() {
  redrawAsked = false;
  for (const [id, incident] of incidents) if (incident.state === "closed") incidents.delete(id);
  const ordered = inOrder();
  const rows = ordered.slice(0, MOST_ROWS).map((incident) => {
    let row = rowOf.get(incident.id);
    if (!row) rowOf.set(incident.id, row = element("tr"));
    const mark = `${language}/${incident.version}`;
    if (row.dataset.mark !== mark) { fill(row, incident); row.dataset.mark = mark; }
    row.dataset.id = incident.id;
    return row;
  });
  for (const id of rowOf.keys()) if (!incidents.has(id)) rowOf.delete(id);
  const body = byId("rows");
  // Rows that stay where they are keep their focus and do not move under the pointer.
  rows.forEach((row, at) => { if (body.children[at] !== row) body.insertBefore(row, body.children[at] ?? null); });
  while (body.children.length > rows.length) body.lastChild.remove();
  const summary = text().summary(ordered.filter(waiting).length, ordered.length);
  const whole = complete && ordered.length <= MOST_ROWS;
  byId("summary").textContent = whole ? summary : `${summary} · ${text().incomplete}`;
  byId("empty").hidden = ordered.length > 0 || cursor === null;
  tick();
}

function tick() {
  const now = Date.now() + clockOffset;
  for (const row of byId("rows").children) {
    const incident = incidents.get(row.dataset.id);
    if (!incident) continue;
    const seconds = Math.max(0, Math.floor((now - Date.parse(incident.opened_at)) / 1000));
    row.firstChild.textContent = duration(seconds);
    const waits = waiting(incident);
    row.className = waits ? `waiting${seconds >= BREACH_S ? " breach" : seconds >= LATE_S ? " late" : ""}` : "";
  }
}

function translate() {
  document.documentElement.lang = language;
  document.title = text().title;
  byId("title").textContent = text().title;
  byId("language").textContent = text().other;
  byId("operator-label").textContent = text().operator;
  byId("lost").textContent = text().lost;
  byId("empty").textContent = text().empty;
  translateForms();
  byId("head").replaceChildren(...text().columns.map((name) => element("th", name)));
  redraw();
}

byId("operator").value = stored("anju.operator", "");
byId("operator").addEventListener("change", (event) => store("anju.operator", event.target.value.trim()));
byId("language").addEventListener("click", () => {
  language = language === "zh-CN" ? "en" : "zh-CN";
  store("anju.language", language);
  translate();
});
setInterval(() => {
  const stale = !socket || Date.now() - lastHeard > STALE_AFTER_MS;
  showLost(stale);
  // A half-open connection never says so; leave it and come back with the cursor.
  if (socket && Date.now() - lastHeard > 2 * STALE_AFTER_MS) { lastHeard = Date.now(); const dead = socket; dead.close(); dead.onclose(); }
  tick();
}, 1000);
prepare(text, begin);
translate();
begin();
