-- Figures: what is counted of cases and alarms, so that a report reads days and not cases. Everything here is made
-- from the journal and can be made again (alertd rebuild-figures). Days are local, counted from 1970-01-01;
-- an empty street or committee means that none is known.

-- A period is a day, or a month as a negative number (store/figures.hpp).

-- What is counted of each case, so that it can be taken back when the case changes.
CREATE TABLE case_figures (
    incident BLOB PRIMARY KEY,
    street TEXT NOT NULL,
    committee TEXT NOT NULL,
    class TEXT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    exercise INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    told_at INTEGER,
    acknowledged_at INTEGER,
    en_route_at INTEGER,
    on_scene_at INTEGER,
    closed_at INTEGER,
    disposition TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE figures_cases (
    period INTEGER NOT NULL,
    street TEXT NOT NULL,
    committee TEXT NOT NULL,
    class TEXT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    opened INTEGER NOT NULL,
    acknowledged INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    long_standing INTEGER NOT NULL,
    apart INTEGER NOT NULL,
    real INTEGER NOT NULL,
    false_alarm INTEGER NOT NULL,
    test INTEGER NOT NULL,
    drill INTEGER NOT NULL,
    resident_away INTEGER NOT NULL,
    device_fault INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    other INTEGER NOT NULL,
    PRIMARY KEY (period, street, committee, class, kind, model)
) STRICT, WITHOUT ROWID;

-- How many cases took so long; a bucket is a range of times (reports/buckets.hpp).
CREATE TABLE figures_times (
    period INTEGER NOT NULL,
    street TEXT NOT NULL,
    committee TEXT NOT NULL,
    class TEXT NOT NULL,
    measure TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (period, street, committee, class, measure, bucket)
) STRICT, WITHOUT ROWID;

-- Alarms in each ten minutes, counted in UTC.
CREATE TABLE figures_windows (
    span INTEGER NOT NULL,
    street TEXT NOT NULL,
    committee TEXT NOT NULL,
    alarms INTEGER NOT NULL,
    PRIMARY KEY (span, street, committee)
) STRICT, WITHOUT ROWID;

CREATE TABLE figures_sources (
    day INTEGER NOT NULL,
    home TEXT NOT NULL,
    device TEXT NOT NULL,
    condition TEXT NOT NULL,
    kind TEXT NOT NULL,
    street TEXT NOT NULL,
    committee TEXT NOT NULL,
    alarms INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    chattering INTEGER NOT NULL,
    fleeting INTEGER NOT NULL,
    last INTEGER,
    before INTEGER,
    PRIMARY KEY (day, home, device, condition)
) STRICT, WITHOUT ROWID;

CREATE TABLE figures_progress (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    utc_offset INTEGER NOT NULL
) STRICT;
INSERT INTO figures_progress (one, seq, at, utc_offset) VALUES (1, 0, 0, 28800000);
