// What a device's definition promises: which value of which property is an alarm, and of what.
//
// It reads only what the definition says (type, value_on, enum values, unit, access, description),
// not what the gateway knows. Where the definition says too little, the tables below say it by hand,
// with the reason. A word or a property that looks like a hazard and stands in no rule and no table
// stops the generator: after a new pin somebody decides, nothing is passed over in silence.
"use strict";

const { leaves } = require("./devices");

const PUBLISHED = 1;
const SETTABLE = 2;

// What a property is about: by its name, else by its description, else by its values.
const SUBJECTS = [
  { kind: "smoke", name: /(^|_)smoke(_|$)/, text: /\bdetected (smoke|fire)\b/i, values: /\bpre_smoke\b/ },
  { kind: "co", name: /(^|_)(carbon_monoxide|co)(_|$)/, text: /\b(carbon monoxide|CO alarm)\b/i },
  { kind: "gas", name: /(^|_)gas(_|$)/, text: /\bdetected (combustible )?gas\b/i },
  { kind: "water_leak", name: /(^|_)leak(age)?(_|$)/, text: /\bwater (leak(age)?|detected)\b/i, values: /water_leak/ },
  { kind: "fall", name: /^fall(_|$)/, text: /^fall (detection|down)/i, values: /falling/ },
  { kind: "call_button", name: /(^|_)(sos|panic)(_|$)/, text: /\b(sos|panic) alarm\b/i },
];

// Every word that an enum about a hazard uses. `other` says nothing about this hazard.
const WORDS = {
  alarm: [
    "alarm",
    "alarmed",
    "warning_alarm",
    "critical_alarm",
    "smoke",
    "interconnect_smoke",
    "water_leakage",
    "water_leakage_yes",
    "fall",
    "fall_alarm",
    "falling",
  ],
  prealarm: ["prealarm", "pre_smoke", "maybe_fall", "fall_warning"],
  clear: [
    "normal",
    "normal_state",
    "none",
    "safe",
    "water_leakage_no",
    "unoccupied",
    "occupied",
    "sitting",
    "on_the_bed",
    "low_posture",
  ],
  other: [
    "unknown",
    "detecting",
    "weather",
    "silenced",
    "low_battery",
    "very_low_battery",
    "failed_battery",
    "end_of_life",
    "other",
    "co_test",
    "smoke_test",
    "water_shortage",
    "water_shortage_channel_1",
    "water_shortage_channel_2",
    "fail_safe",
    "fail_safe_channel_1",
    "fail_safe_channel_2",
  ],
};
// The HALO detectors tell smoke and CO in one enum.
const OTHER_KIND = { carbon_monoxide: "co", interconnect_carbon_monoxide: "co" };

// A general alarm ("the alarm is triggered"): of what, only the product tells. By base model.
const GENERAL = {
  "HM-5HA-E": { properties: ["alarm"], kinds: ["smoke"] }, // "Smart heat alarm": a fire
  "FFZB1-SM-ECO": { properties: ["alarm"], kinds: ["smoke"] }, // listens for a smoke detector's siren
  "MIR-SM100-E": { properties: ["alarm_1", "alarm_2"], kinds: ["smoke"] }, // "Smoke sensor"
  "S1-TL": { properties: ["alarm_state"], kinds: ["smoke"] }, // "Smart smoke alarm"
  "S2-E": { properties: ["alarm_state"], kinds: ["smoke"] },
  "HM-722ESY-E Plus": { properties: ["alarm_state"], kinds: ["co"] }, // "Smart carbon monoxide alarm"
  "HS1CA-E-PLUS": { properties: ["alarm_state"], kinds: ["co"] },
  "HM-636THV-AC-M": { properties: ["alarm_state"], kinds: ["smoke", "co"] }, // one word for both; either will do
  SZW08: { properties: ["alarm_status"], kinds: ["water_leak"] }, // "Smart water leakage/lack alarm sensor"
  "W04-Z10T": { properties: ["alarm_status"], kinds: ["water_leak"] }, // "Smart water leakage alarm sensor"
};

// Looks like a hazard and is none, or is left open. `open`: neither expected nor forbidden.
const NOT_AN_ALARM = [
  { property: /^smoke_unit$/, why: "the unit of the smoke density" },
  { property: /^smoke_alarm_silenced$/, why: "somebody pressed the button; the alarm itself stays in `smoke`" },
  { property: /^chamber_contamination$/, why: "dirt in the chamber, a matter of maintenance" },
  { property: /^button_pushed$/, why: "somebody stands at the detector and tests or silences it" },
  {
    property: /^link_available$/,
    open: true,
    why: "for automations between detectors; whose alarm it is, is not said",
  },
  { property: /^linkage_alarm_state$/, open: true, why: "another detector of the group alarms, and says so itself" },
  { property: /^water_volume_alarm$/, open: true, why: "a volume that the user chose was exceeded" },
  { property: /^water$/, open: true, why: "water may be wanted there (mode water_absence); `water_leak` decides" },
  { property: /^device_state$/, why: "whether a siren and its lamp are on" },
  { property: /^external_trigger$/, why: "a wire at a siren" },
  {
    property: /^(alarm|alarm_\d|alarm_alarm_\d|alarm_active|alarm_state|alarm_status)$/,
    general: true,
    why: "of a siren, a door, a motion detector, a thermostat, a charger; GENERAL has those that guard",
  },
  { property: /^(fault|event|last_event)$/, why: "of an electric meter or breaker; `fire_alarm` is its contacts" },
  { property: /^emergency_(no_load|over|under)/, why: "a load switch: current, heat, voltage" },
  { property: /^(weather_alert|current_weather_alert)$/, why: "the radio, not the room" },
  { property: /^pressure_tend$/, why: "`fall` is that of the barometer" },
  { property: /^(water_warning|dry)$/, why: "a plant wants water" },
  {
    property: /^preset$|_mode$|^state$|^status$|^running_state|^system_/,
    why: "what a device does, not what it found",
  },
];

// A product by whose general alarm somebody has to decide what it is an alarm of.
const DANGEROUS_PRODUCT = /\b(smoke|fire|heat (alarm|detector)|carbon monoxide|co|gas|leak(age)?|flood)\b/i;

// A button that calls whatever way it is pressed, by its own description.
const CALL_PRODUCT = /\b(sos|panic|emergency)\b.*\bbutton\b/i;
const CALL_WORD = /(^|_)(sos|emergency|panic)(_|$)/;
const NO_PRESS = /(^|_)release$|^off$/; // `off` is the idle state of an IAS button that has no `on`

// Water meters: the property holds what ran through in all, in a unit of volume.
const CUBIC_METRES = { "m³": 1, m3: 1, L: 1e-3, gal: 0.003785411784 };
const METER_NAME = /^water_(consumed|consumed_total|total)$|^volume_\d+$|^input_\d+_water_meter/;
const ONE_RUN = /\blast\b/i; // "Last irrigation water consumption": begins again with each run
const OPEN_METERS = { ZVG1: "a garden valve; whether it counts in all or per run is not said" };
// Three meters list their conditions as text; the words are those of their converters.
const METER_FAULTS = {
  TS0601_water_valve: { property: "faults", words: { overflow_alarm: "burst", revflow_alarm: "reverse_flow" } },
  TS0601_water_meter: { property: "faults", words: { overflow_alarm: "burst", revflow_alarm: "reverse_flow" } },
  TS0601_heat_meter: { property: "fault", words: { overflow_alarm: "burst", revflow_alarm: "reverse_flow" } },
};

const isReport = (expose) => (expose.access & PUBLISHED) !== 0 && (expose.access & SETTABLE) === 0;
const isAction = (expose) => /^action(_\w+)?$/.test(expose.property) && expose.type === "enum";
const textOf = (expose) =>
  `${expose.property} ${expose.name} ${expose.description ?? ""} ${(expose.values ?? []).join(" ")}`;
const LOOKS_DANGEROUS =
  /smoke|carbon.monoxide|\bco\b|(^|[_ ])gas([_ ]|$)|leak|\bfall|fire|flood|(^|[_ ])(sos|panic|emergency)([_ ]|$)|^alarm(_\d|_state|_status)? /i;

const subjectByName = (expose) => SUBJECTS.find((s) => s.name.test(expose.property));
const subjectInWords = (expose) =>
  SUBJECTS.find((s) => s.text.test(expose.description ?? "")) ??
  SUBJECTS.find((s) => s.values?.test((expose.values ?? []).join(" ")));

/// An enum value may list several states; the gravest counts.
function levelOfWord(model, expose, value) {
  const words = String(value)
    .toLowerCase()
    .split(/\s*[,&]\s*/);
  const level = ["alarm", "prealarm", "clear", "other"].find((l) => words.some((w) => WORDS[l].includes(w)));
  if (!level || !words.every((w) => Object.values(WORDS).flat().includes(w))) {
    throw new Error(`${model.vendor} ${model.model}, ${expose.property}: decide what '${value}' means`);
  }
  return level === "clear" && words.some((w) => WORDS.other.includes(w)) ? "other" : level;
}

/// {at, property, class, says: [{value, kinds, type}], clear: [{value, kinds}]} of one expose.
function levelClaim(model, leaf, kinds) {
  const { expose } = leaf;
  const claim = { ...leaf, property: expose.property, class: kinds[0], says: [], clear: [] };
  if (expose.type === "binary") {
    const type = kinds[0] === "call_button" ? "press" : "alarm";
    claim.says.push({ value: expose.value_on, kinds, type });
    claim.clear.push({ value: expose.value_off, kinds });
    return claim;
  }
  for (const value of expose.values) {
    if (OTHER_KIND[value]) {
      claim.says.push({ value, kinds: [OTHER_KIND[value]], type: "alarm" });
      continue;
    }
    const level = levelOfWord(model, expose, value);
    if (level === "alarm" || level === "prealarm") claim.says.push({ value, kinds, type: level });
    if (level === "clear") claim.clear.push({ value, kinds });
  }
  return claim;
}

function actionClaim(model, leaf) {
  const { expose } = leaf;
  const everyPress = CALL_PRODUCT.test(`${model.model} ${model.description}`);
  const says = expose.values
    .filter((v) => CALL_WORD.test(v) || (everyPress && !NO_PRESS.test(v)))
    .map((value) => ({ value, kinds: ["call_button"], type: "press" }));
  return says.length === 0 ? undefined : { ...leaf, property: expose.property, class: "call_button", says, clear: [] };
}

function isMeter(model, expose) {
  if (!METER_NAME.test(expose.property) || !CUBIC_METRES[expose.unit] || OPEN_METERS[model.base]) return false;
  return (expose.access & PUBLISHED) !== 0 && !ONE_RUN.test(expose.description ?? "");
}

function volumeClaim(leaf) {
  const { expose } = leaf;
  const value = 1234.5;
  const kinds = ["water_meter"];
  const reading = { value, kinds, type: "reading", reading: value * CUBIC_METRES[expose.unit] };
  return { ...leaf, property: expose.property, class: "water_meter", says: [reading], clear: [] };
}

function meterFaultClaim(model, leaf) {
  const { words } = METER_FAULTS[model.base];
  const kinds = ["water_meter"];
  const says = Object.entries(words).map(([value, type]) => ({ value, kinds, type }));
  return { ...leaf, property: leaf.expose.property, class: "water_meter", says, clear: [] };
}

/// A binary or an enum that the device reports and nobody sets.
function reportClaim(model, leaf) {
  const { expose } = leaf;
  const general = GENERAL[model.base];
  if (general?.properties.includes(expose.property)) return levelClaim(model, leaf, general.kinds);
  const rows = NOT_AN_ALARM.filter((row) => row.property.test(expose.property));
  if (rows.some((row) => row.open)) return undefined;
  // A property that the table excludes may still name its hazard in words ("CO alarm active").
  const subject = (rows.length === 0 ? subjectByName(expose) : undefined) ?? subjectInWords(expose);
  if (subject) return levelClaim(model, leaf, [subject.kind]);
  const undecided =
    rows.length === 0
      ? LOOKS_DANGEROUS.test(textOf(expose))
      : rows.some((row) => row.general) && DANGEROUS_PRODUCT.test(model.description);
  if (undecided) {
    throw new Error(`${model.vendor} ${model.model}: decide what '${expose.property}' (${expose.description}) means`);
  }
  return undefined;
}

function claimOf(model, leaf) {
  const { expose } = leaf;
  if (isAction(expose)) return actionClaim(model, leaf);
  if (expose.type === "numeric") return isMeter(model, expose) ? volumeClaim(leaf) : undefined;
  if (expose.type === "text") {
    return METER_FAULTS[model.base]?.property === expose.property ? meterFaultClaim(model, leaf) : undefined;
  }
  return isReport(expose) && ["binary", "enum"].includes(expose.type) ? reportClaim(model, leaf) : undefined;
}

/// All claims of a model, and the properties about which nothing is claimed either way.
function groundTruth(model) {
  const all = leaves(model.exposes);
  const claims = all.map((leaf) => claimOf(model, leaf)).filter(Boolean);
  const open = new Set(
    all
      .map(({ expose }) => expose.property)
      .filter(
        (property) =>
          NOT_AN_ALARM.some((row) => row.open && row.property.test(property)) ||
          (OPEN_METERS[model.base] && METER_NAME.test(property)),
      ),
  );
  return { leaves: all, claims, open };
}

module.exports = { groundTruth, isAction };
