-- What is forgotten of closed cases when its time is over, and what must not be.

CREATE TABLE legal_holds (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    incident BLOB,
    home TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    since INTEGER NOT NULL,
    released_at INTEGER,
    released_by TEXT NOT NULL
) STRICT;
CREATE INDEX legal_holds_of_incident ON legal_holds (incident) WHERE released_at IS NULL AND incident IS NOT NULL;
CREATE INDEX legal_holds_of_home ON legal_holds (home) WHERE released_at IS NULL AND home <> '';

-- How far each kind of thing has been looked at, in the order of the ids, which is that of time.
CREATE TABLE retention_progress (
    what TEXT PRIMARY KEY,
    reached BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Cases and alerts that were open or held when their time came.
CREATE TABLE retention_left (
    what TEXT NOT NULL,
    id BLOB NOT NULL,
    PRIMARY KEY (what, id)
) STRICT, WITHOUT ROWID;
