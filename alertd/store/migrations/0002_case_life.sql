-- Who goes, and notes with author and time.

-- The last word of each responder about a case.
CREATE TABLE attendances (
    incident BLOB NOT NULL,
    responder TEXT NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (incident, responder)
) STRICT, WITHOUT ROWID;

-- Words of people about a case. They may name people, so the journal has only that they were added.
CREATE TABLE notes (
    number INTEGER PRIMARY KEY,
    incident BLOB NOT NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX notes_by_incident ON notes (incident, number);

-- What was noted so far has no author of its own: the owner's is the nearest.
INSERT INTO notes (incident, at, author, text)
SELECT id, changed_at, owner, note FROM incidents WHERE note <> '' ORDER BY id;
ALTER TABLE incidents DROP COLUMN note;
