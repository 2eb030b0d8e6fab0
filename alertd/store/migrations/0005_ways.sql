-- Further ways to reach a responder, in order; an empty channel: there is none.
ALTER TABLE responders ADD COLUMN channel2 TEXT NOT NULL DEFAULT '';
ALTER TABLE responders ADD COLUMN address2 TEXT NOT NULL DEFAULT '';
ALTER TABLE responders ADD COLUMN channel3 TEXT NOT NULL DEFAULT '';
ALTER TABLE responders ADD COLUMN address3 TEXT NOT NULL DEFAULT '';

-- Which of them a notification goes.
ALTER TABLE notifications ADD COLUMN way INTEGER NOT NULL DEFAULT 1;
