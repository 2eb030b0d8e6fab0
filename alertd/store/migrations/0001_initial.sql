-- The first schema. Words are the vocabulary's, times are UTC milliseconds, ids that we made are
-- 16-byte ULIDs (time-ordered, so that the B-trees append). STRICT: a wrong type is an error.
--
-- Foreign keys stand in the registry only. On the way of an alert a reference that does not hold
-- must never keep a batch from being committed: an unroutable alert is shown, a lost one is not.

CREATE TABLE streets (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE committees (
    id TEXT PRIMARY KEY,
    street TEXT NOT NULL REFERENCES streets (id),
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE homes (
    id TEXT PRIMARY KEY,
    committee TEXT NOT NULL REFERENCES committees (id),
    gateway TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX homes_by_gateway ON homes (gateway) WHERE gateway <> '';
CREATE INDEX homes_by_committee ON homes (committee);

CREATE TABLE residents (
    id TEXT PRIMARY KEY,
    home TEXT NOT NULL REFERENCES homes (id),
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    birth_year INTEGER NOT NULL,
    lives_alone INTEGER NOT NULL,
    medical_notes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX residents_by_home ON residents (home);

CREATE TABLE devices (
    home TEXT NOT NULL REFERENCES homes (id),
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (home, id)
) STRICT, WITHOUT ROWID;

-- `scope` names a home, a committee or a street, as `level` says; the import checks that it exists.
CREATE TABLE responders (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    scope TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX responders_by_scope ON responders (level, scope);

CREATE TABLE gateways (
    id TEXT PRIMARY KEY,
    online INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    last_heard INTEGER,
    home_claim TEXT NOT NULL,
    street_claim TEXT NOT NULL,
    version TEXT NOT NULL,
    epoch BLOB NOT NULL,
    pending INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Finds the silent ones; the key only grows at its end, so a heartbeat costs little.
CREATE INDEX gateways_by_silence ON gateways (last_heard) WHERE lost = 0 AND last_heard IS NOT NULL;

-- One life of a gateway's outbox. It gets a short number, because one row for each update follows.
CREATE TABLE outboxes (
    outbox INTEGER PRIMARY KEY,
    gateway TEXT NOT NULL,
    epoch BLOB NOT NULL,
    contiguous INTEGER NOT NULL,
    gap_at INTEGER NOT NULL,
    UNIQUE (gateway, epoch)
) STRICT;

-- Which updates are stored: (gateway, epoch, number) is unique, which makes a repeat harmless.
CREATE TABLE alert_updates (
    outbox INTEGER NOT NULL,
    number INTEGER NOT NULL,
    alert BLOB NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (outbox, number)
) STRICT, WITHOUT ROWID;

-- `readings` is a JSON array of [name, value, unit], the value as text, so that it comes back exactly.
CREATE TABLE alerts (
    id BLOB NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    home TEXT NOT NULL,
    key_home TEXT NOT NULL,
    device TEXT NOT NULL,
    condition TEXT NOT NULL,
    kind TEXT NOT NULL,
    type TEXT NOT NULL,
    severity TEXT NOT NULL,
    phase TEXT NOT NULL,
    count INTEGER NOT NULL,
    first_boot INTEGER NOT NULL,
    first_mono INTEGER NOT NULL,
    first_utc INTEGER NOT NULL,
    first_synced INTEGER NOT NULL,
    last_boot INTEGER NOT NULL,
    last_mono INTEGER NOT NULL,
    last_utc INTEGER NOT NULL,
    last_synced INTEGER NOT NULL,
    readings TEXT NOT NULL,
    how TEXT NOT NULL,
    evidence BLOB NOT NULL,
    test INTEGER NOT NULL,
    seen_retained INTEGER NOT NULL,
    registered INTEGER NOT NULL,
    incident BLOB,
    received_first INTEGER NOT NULL,
    received_last INTEGER NOT NULL
) STRICT;
CREATE INDEX alerts_by_incident ON alerts (incident) WHERE incident IS NOT NULL;
CREATE INDEX alerts_standing ON alerts (key_home, device, condition, id) WHERE phase IN ('raised', 'repeated');

-- `urgency` is the order of the duty officer's list: unacknowledged first, then severity.
CREATE TABLE incidents (
    id BLOB NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    class TEXT NOT NULL,
    severity TEXT NOT NULL,
    headline TEXT NOT NULL,
    state TEXT NOT NULL,
    home TEXT NOT NULL,
    registered INTEGER NOT NULL,
    committee TEXT,
    street TEXT,
    address TEXT NOT NULL,
    gateway TEXT NOT NULL,
    alerts INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    resolved_at INTEGER,
    closed_at INTEGER,
    owner TEXT NOT NULL,
    disposition TEXT,
    note TEXT NOT NULL,
    step INTEGER NOT NULL,
    all_clear INTEGER NOT NULL,
    urgency INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE WHEN state IN ('open', 'dispatched') THEN 0 ELSE 10 END
        + CASE severity WHEN 'critical' THEN 0 WHEN 'major' THEN 1 ELSE 2 END) VIRTUAL
) STRICT;
-- One open incident for each home and class.
CREATE UNIQUE INDEX incidents_open ON incidents (home, class) WHERE state <> 'closed';
CREATE INDEX incidents_listed ON incidents (urgency, opened_at, id) WHERE state <> 'closed';
CREATE INDEX incidents_by_home ON incidents (home, id);

CREATE TABLE escalations (
    incident BLOB NOT NULL,
    step INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (incident, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX escalations_due ON escalations (due_at) WHERE state = 'pending';

-- `class` is the incident's, copied so that an emergency's message never waits behind a battery's.
CREATE TABLE notifications (
    id BLOB NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    incident BLOB NOT NULL,
    responder TEXT NOT NULL,
    step INTEGER NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    lease_until INTEGER,
    finished_at INTEGER,
    last_error TEXT NOT NULL,
    class TEXT NOT NULL,
    due_at INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE state WHEN 'sending' THEN coalesce(lease_until, next_attempt_at) ELSE next_attempt_at END) VIRTUAL
) STRICT;
CREATE INDEX notifications_by_incident ON notifications (incident);
CREATE INDEX notifications_due ON notifications (class, due_at) WHERE state IN ('pending', 'sending');

-- The record of everything that happened; README.md says over which bytes `hash` is taken.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    actor TEXT NOT NULL,
    incident BLOB,
    detail TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX journal_by_incident ON journal (incident, seq) WHERE incident IS NOT NULL;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE (ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal
BEGIN
    SELECT RAISE (ABORT, 'the journal is append-only');
END;

-- Where the chain ends; without it rows missing at the end could not be noticed.
CREATE TABLE journal_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO journal_head (one, seq, hash) VALUES (1, 0, zeroblob(32));

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT;
