-- What is left to do about a case, and who was called about it.

CREATE TABLE follow_ups (
    id BLOB NOT NULL UNIQUE,
    incident BLOB NOT NULL,
    kind TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    assignee TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    finished_at INTEGER,
    finished_by TEXT NOT NULL
) STRICT;
CREATE INDEX follow_ups_of_incident ON follow_ups (incident, due_at);
CREATE INDEX follow_ups_by_due ON follow_ups (due_at, id);
CREATE INDEX follow_ups_open ON follow_ups (due_at, id) WHERE state = 'open';

CREATE TABLE callbacks (
    id BLOB NOT NULL UNIQUE,
    incident BLOB NOT NULL,
    party TEXT NOT NULL,
    person TEXT NOT NULL,
    outcome TEXT NOT NULL,
    called_at INTEGER NOT NULL,
    by_whom TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX callbacks_of_incident ON callbacks (incident, called_at);
