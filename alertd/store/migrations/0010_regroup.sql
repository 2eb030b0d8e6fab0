-- Cases merged and split, alerts held back, storms.

-- A home may have several open cases of a class after a split; `part` tells them apart.
ALTER TABLE incidents ADD COLUMN part INTEGER NOT NULL DEFAULT 1;
ALTER TABLE incidents ADD COLUMN merged_into BLOB;
DROP INDEX incidents_open;
CREATE UNIQUE INDEX incidents_open ON incidents (home, class, exercise, part) WHERE state <> 'closed';
CREATE INDEX incidents_merged_of_home ON incidents (home) WHERE merged_into IS NOT NULL;
CREATE INDEX incidents_merged_into ON incidents (merged_into) WHERE merged_into IS NOT NULL;

-- `hold_by` is the case that explains an alert without a case of its own; at `hold_release_at` what is still
-- true is raised.
ALTER TABLE alerts ADD COLUMN came_from BLOB;
ALTER TABLE alerts ADD COLUMN hold_reason TEXT;
ALTER TABLE alerts ADD COLUMN hold_by BLOB;
ALTER TABLE alerts ADD COLUMN hold_release_at INTEGER;
-- Of a home's alerts those that its cases do not lead to.
CREATE INDEX alerts_elsewhere ON alerts (home) WHERE incident IS NULL OR came_from IS NOT NULL;
CREATE INDEX alerts_held_by ON alerts (hold_by, id) WHERE hold_by IS NOT NULL;
CREATE INDEX alerts_to_release ON alerts (hold_release_at) WHERE hold_release_at IS NOT NULL;
CREATE INDEX alerts_held_of_gateway ON alerts (gateway)
    WHERE hold_reason = 'gateway_lost' AND phase IN ('raised', 'repeated');
CREATE INDEX alerts_unheard ON alerts (gateway)
    WHERE condition IN ('offline', 'water_no_data') AND phase IN ('raised', 'repeated') AND incident IS NOT NULL;

-- For the grace after its return, and for what its loss explains.
ALTER TABLE gateways ADD COLUMN returned_at INTEGER;
ALTER TABLE gateways ADD COLUMN lost_case BLOB;
CREATE INDEX gateways_by_lost_case ON gateways (lost_case) WHERE lost_case IS NOT NULL;

-- What a street lost within the last minutes; a storm is made of it. Bounded by the rules: a storm empties it.
CREATE TABLE losses (
    area TEXT NOT NULL,
    sort TEXT NOT NULL,
    at INTEGER NOT NULL,
    alert BLOB NOT NULL,
    incident BLOB NOT NULL,
    PRIMARY KEY (area, sort, at, alert)
) STRICT, WITHOUT ROWID;

CREATE TABLE storms (
    incident BLOB NOT NULL,
    area TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    gone INTEGER NOT NULL,
    peak INTEGER NOT NULL,
    told INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    shown_at INTEGER NOT NULL,
    calm_since INTEGER,
    PRIMARY KEY (area, began_at)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX storms_standing ON storms (area) WHERE ended_at IS NULL;
CREATE INDEX storms_by_incident ON storms (incident, began_at);
