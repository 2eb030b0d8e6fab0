-- Who is on duty when. Local times are minutes since midnight and days since 1970-01-01 of the district's zone;
-- an override's times are UTC milliseconds, as everywhere.

CREATE TABLE rosters (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    scope TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `weekdays` is a sum of 1 << day, Sunday is 0; `except_days` a JSON array of days, `crews` one of arrays of ids.
CREATE TABLE roster_shifts (
    roster TEXT NOT NULL REFERENCES rosters (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    weekdays INTEGER NOT NULL,
    begins INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    except_days TEXT NOT NULL,
    crews TEXT NOT NULL,
    rotate_days INTEGER NOT NULL,
    PRIMARY KEY (roster, position)
) STRICT, WITHOUT ROWID;

-- `number` is the order in which they were made, which is the order in which they apply.
CREATE TABLE roster_overrides (
    number INTEGER PRIMARY KEY,
    roster TEXT NOT NULL REFERENCES rosters (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    instead TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    UNIQUE (roster, id)
) STRICT;
CREATE INDEX roster_overrides_by_end ON roster_overrides (roster, to_at);

-- The variant by which a case climbs; empty: the usual policy of its class.
ALTER TABLE incidents ADD COLUMN policy TEXT NOT NULL DEFAULT '';
