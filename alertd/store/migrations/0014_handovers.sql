-- Handovers of the shift, and the cases that were open when they were written. `number` is the order in which they were
-- written; an id may be the caller's.

CREATE TABLE handovers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    street TEXT,
    author TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    emergency INTEGER NOT NULL,
    welfare INTEGER NOT NULL,
    technical INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    silences INTEGER NOT NULL,
    overdue INTEGER NOT NULL,
    signed_by TEXT NOT NULL,
    signed_at INTEGER,
    comment TEXT NOT NULL
) STRICT;
CREATE INDEX handovers_unsigned ON handovers (number) WHERE signed_by = '';
CREATE INDEX handovers_of_street ON handovers (street, number);
-- Those whose words are not forgotten yet.
CREATE INDEX handovers_with_words ON handovers (written_at) WHERE text <> '' OR comment <> '';

CREATE TABLE handover_cases (
    handover INTEGER NOT NULL,
    position INTEGER NOT NULL,
    incident BLOB NOT NULL,
    PRIMARY KEY (handover, position),
    FOREIGN KEY (handover) REFERENCES handovers (number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX handover_cases_of_incident ON handover_cases (incident);
