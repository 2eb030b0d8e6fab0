-- The registry is managed row by row: each row has the number of the change that made it so (its ETag),
-- and there are contacts, access notes, gateways as registered, teams, and imports that are under way.

ALTER TABLE streets ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE committees ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE homes ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE residents ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE responders ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- `touched` is the last change of the home or of its people: the search index follows it.
ALTER TABLE homes ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
CREATE INDEX homes_by_touched ON homes (touched, id);

ALTER TABLE devices ADD COLUMN manufacturer TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN installed TEXT NOT NULL DEFAULT '';

-- person, team, or member: somebody who is called only with a team.
ALTER TABLE responders ADD COLUMN kind TEXT NOT NULL DEFAULT 'person';

-- Where the key is and what the door's code is: apart from the home, so that nothing shows it by accident.
CREATE TABLE access_notes (
    home TEXT PRIMARY KEY REFERENCES homes (id),
    notes TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
    id TEXT PRIMARY KEY,
    resident TEXT NOT NULL REFERENCES residents (id),
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    relation TEXT NOT NULL,
    has_key INTEGER NOT NULL,
    position INTEGER NOT NULL,
    call_at_night INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_by_resident ON contacts (resident, position);

-- What people know about a gateway; what it says itself stands in `gateways`.
CREATE TABLE registered_gateways (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    serial TEXT NOT NULL,
    installed TEXT NOT NULL,
    notes TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE team_members (
    team TEXT NOT NULL REFERENCES responders (id),
    member TEXT NOT NULL REFERENCES responders (id),
    version INTEGER NOT NULL,
    PRIMARY KEY (team, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_by_member ON team_members (member);

-- The numbers of changes are given here and never twice, so that an ETag does not come back.
CREATE TABLE registry_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    changes INTEGER NOT NULL,
    removals INTEGER NOT NULL
) STRICT;
INSERT INTO registry_state (one, changes, removals) VALUES (1, 1, 0);
-- What was there before has to be indexed once.
UPDATE homes SET touched = 1;

-- Homes that were removed, for the search index.
CREATE TABLE removed_homes (
    change INTEGER NOT NULL,
    home TEXT NOT NULL,
    PRIMARY KEY (change, home)
) STRICT, WITHOUT ROWID;

-- The files of an import lie beside the database, in imports/<id>/.
CREATE TABLE imports (
    id BLOB PRIMARY KEY,
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    encoding TEXT NOT NULL,
    dry_run INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    total INTEGER NOT NULL,
    done INTEGER NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    errors TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- One import changes the registry at a time.
CREATE UNIQUE INDEX imports_applying ON imports (state) WHERE state = 'applying';
