-- Version 2: departments. Times are microseconds since the Unix epoch.

CREATE TABLE departments (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    budget_cents INTEGER NOT NULL CHECK (budget_cents >= 0),
    -- NULL when the department has no location.
    building     TEXT,
    floor        INTEGER,
    -- A JSON object of strings.
    labels       TEXT NOT NULL,
    cost_center  TEXT NOT NULL,
    state        INTEGER NOT NULL,
    close_reason TEXT NOT NULL,
    create_time  INTEGER NOT NULL,
    update_time  INTEGER NOT NULL
) STRICT;
