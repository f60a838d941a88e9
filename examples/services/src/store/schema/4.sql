-- Version 4: reservations that were released, which cannot be made any more; phone numbers of users.

CREATE TABLE released (
    id          TEXT PRIMARY KEY,
    released_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX released_by_time ON released (released_at);

-- NULL when the user has none.
ALTER TABLE users ADD COLUMN phone TEXT;
