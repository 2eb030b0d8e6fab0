-- How cases climb. For each class what the configuration file says, and, where somebody set it over the API, what
-- holds instead (source 'api'). Position 0 is the usual policy, the others are its variants in their order.

CREATE TABLE policies (
    class TEXT NOT NULL,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (class, source)
) STRICT, WITHOUT ROWID;

-- Durations are milliseconds; `begins` and `ends` minutes since midnight; `weekdays` a sum of 1 << day, Sunday is 0;
-- `kinds` and `conditions` words with a blank between them.
CREATE TABLE policy_rules (
    class TEXT NOT NULL,
    source TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    kinds TEXT NOT NULL,
    conditions TEXT NOT NULL,
    least_severity TEXT NOT NULL,
    weekdays INTEGER NOT NULL,
    begins INTEGER,
    ends INTEGER,
    repeat_every INTEGER NOT NULL,
    attend_within INTEGER NOT NULL,
    arrive_within INTEGER NOT NULL,
    PRIMARY KEY (class, source, position),
    FOREIGN KEY (class, source) REFERENCES policies (class, source) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_steps (
    class TEXT NOT NULL,
    source TEXT NOT NULL,
    position INTEGER NOT NULL,
    step INTEGER NOT NULL,
    after INTEGER NOT NULL,
    levels TEXT NOT NULL,
    PRIMARY KEY (class, source, position, step),
    FOREIGN KEY (class, source, position) REFERENCES policy_rules (class, source, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
