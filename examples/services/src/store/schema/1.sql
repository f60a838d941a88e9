-- Version 1. `seq` orders the rows for paging; `id` is what callers see.

CREATE TABLE users (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    email      TEXT NOT NULL COLLATE NOCASE UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE students (
    seq   INTEGER PRIMARY KEY AUTOINCREMENT,
    id    TEXT NOT NULL UNIQUE,
    name  TEXT NOT NULL,
    email TEXT NOT NULL COLLATE NOCASE UNIQUE,
    year  INTEGER NOT NULL
) STRICT;

CREATE TABLE grades (
    student_id TEXT NOT NULL REFERENCES students (id),
    course     TEXT NOT NULL,
    score      REAL NOT NULL,
    PRIMARY KEY (student_id, course)
) STRICT, WITHOUT ROWID;

CREATE TABLE employees (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    email        TEXT NOT NULL COLLATE NOCASE UNIQUE,
    department   TEXT NOT NULL,
    salary_cents INTEGER NOT NULL CHECK (salary_cents >= 0)
) STRICT;

CREATE INDEX employees_by_department ON employees (department, seq);

CREATE TABLE customers (
    id    TEXT PRIMARY KEY,
    name  TEXT NOT NULL,
    email TEXT NOT NULL COLLATE NOCASE UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
    sku         TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
    available   INTEGER NOT NULL CHECK (available >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE reservations (
    id               TEXT NOT NULL,
    position         INTEGER NOT NULL,
    sku              TEXT NOT NULL REFERENCES items (sku),
    quantity         INTEGER NOT NULL,
    unit_price_cents INTEGER NOT NULL,
    PRIMARY KEY (id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL,
    -- NULL when the caller gave none: NULLs do not clash in a unique index.
    request_id  TEXT,
    status      INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    UNIQUE (customer_id, request_id)
) STRICT;

CREATE INDEX orders_by_customer ON orders (customer_id, seq);

CREATE TABLE order_lines (
    order_id         TEXT NOT NULL REFERENCES orders (id),
    position         INTEGER NOT NULL,
    sku              TEXT NOT NULL,
    quantity         INTEGER NOT NULL,
    unit_price_cents INTEGER NOT NULL,
    PRIMARY KEY (order_id, position)
) STRICT, WITHOUT ROWID;

-- Orders on their way: written before stock is reserved for them, gone once they are kept or given up.
CREATE TABLE unfinished (
    id         TEXT PRIMARY KEY,
    started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
