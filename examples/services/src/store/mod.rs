//! What the services keep: SQLite, in a file or in memory.
//!
//! In: plain values that have been checked. Out: the messages of `proto/`, or a [`StoreError`].
//! Must not know: gRPC, who the caller is, what a valid email address looks like.

pub(crate) mod company;
mod error;
pub(crate) mod orders;
pub(crate) mod page;
mod pool;
pub(crate) mod users;

pub use error::StoreError;
pub use pool::Store;

use rusqlite::Connection;

const SCHEMA: &str = include_str!("schema.sql");
const SCHEMA_VERSION: i64 = 1;

/// Brings a new or an old database to the schema of this version.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = pool::begin(connection)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => {
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        SCHEMA_VERSION => {}
        newer => return Err(StoreError::Version(newer)),
    }
    Ok(transaction.commit()?)
}

/// A new opaque id: 96 random bits, in hexadecimal.
pub(crate) fn new_id() -> String {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).expect("the operating system has a source of randomness");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Seconds since the Unix epoch.
pub(crate) fn now() -> i64 {
    time::OffsetDateTime::now_utc().unix_timestamp()
}
