-- Who may do what, and where: `everywhere` is the whole district; `streets` and `committees` are JSON
-- arrays of ids.

CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    everywhere INTEGER NOT NULL,
    streets TEXT NOT NULL,
    committees TEXT NOT NULL,
    state TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `digest` is SHA-256 of the cookie: whoever reads this table can let nobody in.
CREATE TABLE sessions (
    digest BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (name),
    address TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE api_tokens (
    name TEXT PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    role TEXT NOT NULL,
    everywhere INTEGER NOT NULL,
    streets TEXT NOT NULL,
    committees TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- Who looked at whose personal data, and why. The words stand here, because the journal cannot forget.
CREATE TABLE reveals (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    home TEXT NOT NULL,
    incident BLOB,
    reason TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX reveals_by_home ON reveals (home, number);

-- The list of somebody who may see some streets only must not walk through everybody's closed cases.
-- Closed only, because what is open is few, and changes often.
CREATE INDEX incidents_closed_by_street ON incidents (street, class, id) WHERE state = 'closed';
CREATE INDEX incidents_closed_by_committee ON incidents (committee, class, id) WHERE state = 'closed';
CREATE INDEX incidents_closed_by_class ON incidents (class, id) WHERE state = 'closed';
-- The gateways of a committee in the order of their ids.
CREATE INDEX homes_by_committee_gateway ON homes (committee, gateway) WHERE gateway <> '';
CREATE INDEX gateways_by_claim ON gateways (street_claim, id) WHERE street_claim <> '';
