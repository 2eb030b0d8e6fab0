-- What the world outside is told, and what it answered.

-- How far each platform's events have been taken in from the journal.
CREATE TABLE platform_cursors (
    platform TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each milestone that a platform is to be told; `seq` is the journal row's.
CREATE TABLE platform_events (
    platform TEXT NOT NULL,
    seq INTEGER NOT NULL,
    incident BLOB NOT NULL,
    class TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    finished_at INTEGER,
    last_error TEXT NOT NULL,
    PRIMARY KEY (platform, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX platform_events_pending ON platform_events (platform, incident, seq) WHERE state = 'pending';
CREATE INDEX platform_events_refused ON platform_events (platform) WHERE state = 'refused';

CREATE TABLE platform_tickets (
    platform TEXT NOT NULL,
    incident BLOB NOT NULL,
    ticket TEXT NOT NULL,
    status TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (platform, incident)
) STRICT, WITHOUT ROWID;
CREATE INDEX platform_tickets_by_name ON platform_tickets (platform, ticket) WHERE ticket <> '';
CREATE INDEX platform_tickets_by_incident ON platform_tickets (incident);

-- Each try to deliver a notification.
CREATE TABLE delivery_attempts (
    number INTEGER PRIMARY KEY,
    notification BLOB NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    error TEXT NOT NULL,
    took INTEGER
) STRICT;
CREATE INDEX delivery_attempts_of ON delivery_attempts (notification, number);

CREATE INDEX notifications_by_responder ON notifications (responder, id);

-- The few that were given up, among all there ever were.
CREATE INDEX notifications_failed ON notifications (id) WHERE state = 'failed';
