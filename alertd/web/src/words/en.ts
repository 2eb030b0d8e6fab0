import { attendanceEn, classEn, conditionEn, dispositionEn } from "./domain";
import type { Words } from "./zh";

export const en: Words = {
  title: "Anju · duty desk",
  brand: "Anju", skip: "Skip to the content",
  otherLanguage: "中文",
  theme: { light: "Light", dark: "Dark", system: "As the system" },
  nav: {
    incidents: "Incidents", wall: "Wallboard", handover: "Handover", rosters: "Rosters", silences: "Silences", follow: "Follow-ups",
    registry: "Registry", reports: "Statistics", journal: "Journal", admin: "Administration", policies: "Policies",
  },
  common: {
    save: "Save", cancel: "Cancel", close: "Close", confirm: "OK", retry: "Try again", loading: "Loading…", none: "None", all: "All", yes: "Yes", no: "No",
    more: "More", reason: "Why (for the journal; no names of people)", search: "Search", from: "From", until: "Until", note: "Note", author: "By", change: "Change", remove: "Remove", add: "Add", export: "Export CSV", import: "Import CSV", print: "Print", refresh: "Refresh", unknown: "Unknown", back: "Back",
    street: "Street", committee: "Committee", home: "Home", device: "Device", state: "State", time: "Time", since: "Since", actions: "Actions", required: "required", labelled: (label, what) => `${label}: ${what}`, bracketed: (name, more) => `${name} (${more})`,
  },
  login: {
    name: "Account", password: "Password", submit: "Log in", logout: "Log out", operator: "Operator", needName: "Say who you are first",
    mustChange: "Somebody else set this password; change it first.", current: "Current password", next: "New password (12 characters or more)", change: "Change the password",
    audioTitle: "Sound", audioText: "Alarms need to be heard. Press the button and confirm that you hear the tone.", audioButton: "Play a tone and switch sound on", audioHeard: "I hear it", audioMuted: "Work without sound",
  },
  trouble: {
    lost: (seconds) => `No connection to the server for ${seconds} s; what you see may be old. Connecting again…`,
    failing: {
      broker: "The server has lost the homes' gateways: no new alert reaches it. Call the engineers now", writes: "The server cannot store anything: no new alert gets into the list. Call the engineers now",
    },
    incomplete: "Too many incidents for one list; filter it, or look at the statistics", clock: (seconds) => `This computer's clock is ${seconds} s off; timers go by the server's`,
    standing: (state, owner) => `The incident is now "${state}"${owner ? `; ${owner} has it` : ""}`,
    failed: (why) => `It did not work: ${why}`, unreachable: "The server cannot be reached; what you typed is kept, try again", fileChanged: "The file was changed after you chose it; choose it again",
    busy: (seconds) => `The server is busy, or there were too many tries; again ${seconds ? `in ${seconds} s` : "later"}`,
  },
  list: {
    waited: "Waiting", what: "Alarm", where: "Address", state: "State", reports: "Reports", empty: "No open incidents", emptyFilter: "No incident fits the filter", unregistered: "not registered",
    summary: (waiting, open) => `${waiting} waiting · ${open} open`, shown: (count) => `${count} shown`, hidden: (count) => `The filter hides ${count} that wait!`, above: (count) => `${count} more wait above`, label: "List of incidents",
    allClear: "devices report clear", silenced: (until) => `silenced until ${until}`, owner: "Owner", step: (step) => `step ${step}`, times: (count) => `${count}×`,
    part: (part) => `(split ${part})`,
    bulk: (count, hidden) => `${count} chosen${hidden ? ` (and ${hidden} that the filter hides; they stay as they are)` : ""}`, bulkAcknowledge: "Acknowledge all chosen", bulkClear: "Choose none", selectRow: "Choose this row",
  },
  filter: {
    class: "Class", severity: "Severity", state: "Taken", street: "Street", committee: "Committee", exercise: "Tests and drills", words: "Filter (address, home, gateway)", clear: "Clear the filter",
    states: { "": "All", waiting: "Waiting", mine: "Mine", taken: "Taken" }, exercises: { "": "All", no: "Real only", only: "Exercises only" },
  },
  storm: {
    banner: (street, gone) => `Area outage: ${street}, ${gone} devices or gateways are gone; they are one incident. Emergencies are not affected`, show: "Show",
  },
  sound: { on: "Sound on", off: "Muted", blocked: "The browser does not allow sound yet; press here" },
  act: {
    acknowledge: "Acknowledge", dispatch: "Dispatch", resolve: "Resolve", close: "Close the case", reopen: "Reopen", takeOver: "Take over", assign: "Hand over", assignTo: "To which account", note: "Add a note", merge: "Merge into another", split: "Split", followUp: "Follow-up", callback: "Callback", reveal: "Show in full", print: "Print", silence: "Silence",
    disposition: "Disposition", dispositionNeeded: "Choose a disposition", responder: "Responder", noteText: "Note", mergeInto: "Into which incident", splitAlerts: "Which alerts get a case of their own", revealReason: "Why", revealText: "In words",
    followUpText: "What is to be done", followUpDue: "Due", followUpKind: "Kind", assignee: "Who does it", party: "Who was called", outcome: "Outcome", done: "Done", cancel: "Cancel the task", asResponder: (name) => `On behalf of ${name}`,
  },
  incident: {
    pane: "The incident", card: "Home", residents: "Residents", contacts: "Contacts", phone: "Phone", born: (year) => `born ${year}`, alone: "lives alone", medical: "Medical notes", key: "has a key", night: "at night too", masked: "Personal data is masked", notRegistered: "Not in the registry; this is what the gateway claims",
    access: "How to get in", accessShow: "Show how to get in", alerts: "Alerts", timeline: "Timeline", escalation: "Escalation", nextStep: (step) => `Step ${step}`, due: (time) => `in ${time}`, overdue: "now", stopped: "stopped", policy: "Policy", usual: "usual",
    people: "Responders", nobody: "Nobody has answered yet", onDuty: "On duty now", notes: "Notes", held: (count) => `${count} more alerts are held back because of this one`, followUps: "Follow-ups", callbacks: "Callbacks", notifications: "Notifications", merged: "Merged into this one", mergedInto: "Merged into", ticket: "City platform", evidence: "Payload", silencedAlerts: "Silenced alerts",
    signals: "Signals", first: "First", last: "Last", count: "Count", values: "Values", opened: "Opened", acknowledged: "Acknowledged", arrived: "Arrived", closed: "Closed", back: "Back to the list", since: "since", select: "Choose an incident on the left", storm: (gone, most) => `${gone} gone now, ${most} at most`, map: "Map",
  },
  search: { label: "Search homes: name, pinyin, phone, address, gateway", short: "Search homes", nothing: "Nothing found", more: "There are more than are listed; type a little more", incomplete: "The newest changes of the registry may not be found yet", openCase: "open incident" },
  class: classEn,
  severity: { minor: "minor", major: "major", critical: "critical" },
  incidentState: {
    open: "open", dispatched: "dispatched", acknowledged: "acknowledged", en_route: "en route", on_scene: "on scene", resolved: "resolved", closed: "closed",
  },
  condition: conditionEn,
  disposition: dispositionEn,
  attendance: attendanceEn,
  phase: { raised: "raised", repeated: "repeated", cleared: "cleared", cancelled: "cancelled" },
  exercise: { test: "Test", drill: "Drill" },
  role: { viewer: "Viewer", street: "Street", operator: "Operator", auditor: "Auditor", administrator: "Administrator" },
  level: { home: "Family", committee: "Committee", street: "Street", district: "District" },
  revealReason: {
    emergency: "Emergency", call_back: "Callback", follow_up: "Follow-up", complaint: "Complaint", audit: "Audit", request_of_resident: "The resident asks", other: "Other",
  },
  followUpKind: { visit: "Visit", call: "Call", repair: "Repair", registry: "Registry", other: "Other" },
  followUpState: { open: "open", done: "done", cancelled: "cancelled" },
  callOutcome: { spoke: "Spoke", no_answer: "No answer", wrong_number: "Wrong number", declined_help: "Declined help" },
  calledParty: { resident: "Resident", contact: "Contact", neighbour: "Neighbour", other: "Other" },
  kind: {
    smoke: "Smoke detector", co: "CO detector", gas: "Gas detector", water_leak: "Leak sensor", call_button: "Call button", button: "Button", water_meter: "Water meter", fall: "Fall sensor", presence: "Presence",
    vibration: "Vibration", door: "Door", bed: "Bed", badge: "Badge", blood_pressure: "Blood pressure", spo2: "Oximeter", thermometer: "Thermometer", sleep: "Sleep monitor", camera_ai: "Camera", gateway: "Gateway", unknown: "Unknown device",
  },
};
