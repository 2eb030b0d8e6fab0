-- What a dry run would add and change, row by row.
ALTER TABLE imports ADD COLUMN changes TEXT NOT NULL DEFAULT '';
