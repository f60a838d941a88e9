//! The messages of rooms, which all servers of a database read.

use rusqlite::{Connection, Transaction, params};

use super::{StoreError, now};

/// The time in seconds for which a message is kept. Servers read much more often.
const KEPT: i64 = 60;

/// A message with its number. Later messages have greater numbers.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) number: i64,
    pub(crate) message: Vec<u8>,
}

/// Stores a message, and deletes old ones.
pub(crate) fn say(transaction: &Transaction<'_>, room: &str, message: &[u8]) -> Result<(), StoreError> {
    let now = now();
    transaction.prepare_cached("DELETE FROM said WHERE said_at < ?")?.execute([now - KEPT])?;
    transaction
        .prepare_cached("INSERT INTO said (room, message, said_at) VALUES (?, ?, ?)")?
        .execute(params![room, message, now])?;
    Ok(())
}

/// Returns what was said in a room after the message with this number, in order.
pub(crate) fn after(connection: &Connection, room: &str, number: i64) -> Result<Vec<Said>, StoreError> {
    let sql = "SELECT seq, message FROM said WHERE seq > ? AND room = ? ORDER BY seq";
    let mut statement = connection.prepare_cached(sql)?;
    let said =
        statement.query_map(params![number, room], |row| Ok(Said { number: row.get(0)?, message: row.get(1)? }))?;
    Ok(said.collect::<Result<_, _>>()?)
}
