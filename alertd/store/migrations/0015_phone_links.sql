-- Links with which a responder answers from a phone: what they are signed with, and which phone opened each first.
CREATE TABLE phone_link_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key BLOB NOT NULL
) STRICT;

-- `device` is SHA-256 of what the phone made for itself.
CREATE TABLE phone_links (
    incident BLOB NOT NULL,
    responder TEXT NOT NULL,
    device BLOB NOT NULL,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (incident, responder)
) STRICT, WITHOUT ROWID;
CREATE INDEX phone_links_by_time ON phone_links (opened_at);
