//! What can go wrong in the store.

use rusqlite::ffi;

use super::Resource;

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is nothing with this id.
    #[error("no {what} `{id}`")]
    Missing {
        /// The kind of resource.
        what: Resource,
        /// The id it was looked for by.
        id: String,
        /// Place in the list of things that were asked for, if there was a list.
        at: Option<usize>,
    },
    /// The email address belongs to somebody else.
    #[error("the email address `{email}` is taken")]
    Taken {
        /// What has the address.
        what: Resource,
        /// The address.
        email: String,
        /// Place in the list of things to create, if there was a list.
        at: Option<usize>,
    },
    /// A resource with this id exists already.
    #[error("the {what} `{id}` exists already")]
    Exists {
        /// The kind of resource.
        what: Resource,
        /// The id.
        id: String,
    },
    /// There are too few of an item.
    #[error("only {available} of `{sku}` are left, {wanted} are wanted")]
    Short {
        /// The item.
        sku: String,
        /// How many there are.
        available: i64,
        /// How many would be needed.
        wanted: i64,
        /// Place in the list of lines.
        at: usize,
    },
    /// An order was not kept in time.
    #[error("the order took too long and was given up")]
    GivenUp,
    /// A number would leave its range.
    #[error("{0}")]
    Range(&'static str),
    /// The file was written by a newer version of this program.
    #[error("the database has version {0}, which this program does not know")]
    Version(i64),
    /// SQLite failed.
    #[error("the database failed")]
    Sqlite(#[from] rusqlite::Error),
    /// The work did not come to an end because it panicked.
    #[error("the work on the database was broken off")]
    Broken,
}

impl StoreError {
    /// Whether the same work could succeed a moment later.
    pub fn is_busy(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match self {
            Self::Sqlite(error) => matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked)),
            _ => false,
        }
    }
}

/// Turns the clash of a unique index into [`StoreError::Taken`].
pub(super) fn taken(error: rusqlite::Error, what: Resource, email: &str, at: Option<usize>) -> StoreError {
    if is_unique(&error) {
        return StoreError::Taken { what, email: email.to_owned(), at };
    }
    error.into()
}

/// Whether a unique index clashed.
pub(super) fn is_unique(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE)
}
