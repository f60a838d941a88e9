//! The storage of the services: SQLite, in a file or in memory.
//!
//! Its input is validated values. Its output is the messages of `proto/`, or a [`StoreError`]. It does not depend on
//! gRPC, the caller or the rules of validation.

pub(crate) mod company;
pub(crate) mod departments;
mod error;
pub(crate) mod keyset;
pub(crate) mod orders;
pub(crate) mod page;
mod pool;
mod resource;
pub(crate) mod said;
pub(crate) mod users;

pub use error::StoreError;
pub use pool::Store;
pub use resource::Resource;

use rusqlite::Connection;

/// The migrations from an empty database to the current schema. `user_version` is the number of completed migrations.
const MIGRATIONS: [&str; 4] = [
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
];
const VERSION: i64 = MIGRATIONS.len() as i64;

/// Migrates a database to the schema of this version.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = pool::begin(connection)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let missing = usize::try_from(version).ok().and_then(|taken| MIGRATIONS.get(taken..));
    for step in missing.ok_or(StoreError::Version(version))? {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    Ok(transaction.commit()?)
}

/// Returns a new opaque id: 96 random bits in hexadecimal.
pub(crate) fn new_id() -> String {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).expect("the operating system has a source of randomness");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the time in microseconds since the Unix epoch.
fn now_micros() -> i64 {
    let nanos = time::OffsetDateTime::now_utc().unix_timestamp_nanos();
    i64::try_from(nanos / 1000).unwrap_or(i64::MAX)
}

/// Returns the time in seconds since the Unix epoch.
pub(crate) fn now() -> i64 {
    time::OffsetDateTime::now_utc().unix_timestamp()
}
