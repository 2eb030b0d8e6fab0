-- Silences, exercises, and what gateways are asked.

ALTER TABLE incidents ADD COLUMN exercise TEXT NOT NULL DEFAULT 'none';
ALTER TABLE incidents ADD COLUMN silenced_until INTEGER;
ALTER TABLE incidents ADD COLUMN silenced_by BLOB;
-- One open incident for each home and class, and one of each exercise beside it.
DROP INDEX incidents_open;
CREATE UNIQUE INDEX incidents_open ON incidents (home, class, exercise) WHERE state <> 'closed';

-- `stage`: 0 the open cases that it covers have not all been looked at, 1 it lasts, 2 it is history. `looked_at` is
-- the last of these cases that was. `conditions` and `kinds` are words with blanks between them.
CREATE TABLE silences (
    id BLOB NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    of TEXT NOT NULL,
    device TEXT NOT NULL,
    conditions TEXT NOT NULL,
    kinds TEXT NOT NULL,
    begins_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    away INTEGER NOT NULL,
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_by TEXT NOT NULL,
    stage INTEGER NOT NULL DEFAULT 0,
    looked_at BLOB,
    due_at INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE stage WHEN 0 THEN min(begins_at, ends_at) ELSE ends_at END) VIRTUAL
) STRICT;
CREATE INDEX silences_due ON silences (due_at) WHERE stage < 2;
CREATE INDEX silences_lasting ON silences (of) WHERE stage < 2;
CREATE INDEX silences_by_reach ON silences (of, id);

-- Alerts that called nobody because of a silence.
CREATE TABLE hushed (
    alert BLOB PRIMARY KEY,
    silence BLOB NOT NULL,
    since INTEGER NOT NULL,
    over INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX hushed_by_silence ON hushed (silence) WHERE over = 0;

CREATE TABLE gateway_commands (
    id BLOB NOT NULL UNIQUE,
    gateway TEXT NOT NULL,
    home TEXT NOT NULL,
    device TEXT NOT NULL,
    kind TEXT NOT NULL,
    until INTEGER,
    whole_path INTEGER NOT NULL,
    silence BLOB,
    author TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    sent_at INTEGER,
    settled_at INTEGER
) STRICT;
CREATE INDEX gateway_commands_waiting ON gateway_commands (gateway) WHERE state = 'waiting';
CREATE INDEX gateway_commands_expiring ON gateway_commands (expires_at) WHERE state = 'waiting';
CREATE INDEX gateway_commands_by_home ON gateway_commands (home, id);
CREATE INDEX gateway_commands_by_gateway ON gateway_commands (gateway, id);

-- When each device last showed that it works.
CREATE TABLE device_tests (
    home TEXT NOT NULL,
    device TEXT NOT NULL,
    tested_at INTEGER NOT NULL,
    PRIMARY KEY (home, device)
) STRICT, WITHOUT ROWID;
