-- Version 3: what is said in rooms, for all servers of this database; what is written to find out if it works; the
-- requests of orders on their way.

CREATE TABLE said (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    room    TEXT NOT NULL,
    -- A message of the room in the binary format.
    message BLOB NOT NULL,
    said_at INTEGER NOT NULL
) STRICT;

CREATE INDEX said_by_time ON said (said_at);

CREATE TABLE probe (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    content BLOB NOT NULL
) STRICT;

ALTER TABLE unfinished ADD COLUMN customer_id TEXT;
-- NULL when the caller gave none.
ALTER TABLE unfinished ADD COLUMN request_id TEXT;

-- A request is on its way once. Its copies wait, and reserve no stock.
CREATE UNIQUE INDEX unfinished_requests ON unfinished (customer_id, request_id);
