//! Errors of the store.

use rusqlite::ffi;

use super::Resource;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No resource has this id.
    #[error("no {what} `{id}`")]
    Missing {
        /// The kind of resource.
        what: Resource,
        /// The requested id.
        id: String,
        /// The index of the request, if there were several.
        at: Option<usize>,
    },
    /// The email address belongs to another resource.
    #[error("the email address `{email}` is taken")]
    Taken {
        /// The kind of resource.
        what: Resource,
        /// The address.
        email: String,
        /// The index of the resource to create, if there were several.
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
    /// The stock of an item is too small.
    #[error("only {available} of `{sku}` are left, {wanted} are wanted")]
    Short {
        /// The stock keeping unit of the item.
        sku: String,
        /// The available quantity.
        available: i64,
        /// The requested quantity.
        wanted: i64,
        /// The index of the order line.
        at: usize,
    },
    /// The reservation was released before it was made.
    #[error("the reservation `{id}` was released")]
    Released {
        /// The id of the reservation.
        id: String,
    },
    /// The order took too long, and its stock was already released.
    #[error("the order took too long and was given up")]
    GivenUp,
    /// A number would be out of range.
    #[error("{0}")]
    Range(&'static str),
    /// The file was written by a newer version of this program.
    #[error("the database has version {0}, which this program does not know")]
    Version(i64),
    /// SQLite failed.
    #[error("the database failed")]
    Sqlite(#[from] rusqlite::Error),
    /// The work panicked.
    #[error("the work on the database was broken off")]
    Broken,
}

impl StoreError {
    /// Returns `true` if a retry soon after could succeed.
    pub fn is_busy(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match self {
            Self::Sqlite(error) => matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked)),
            _ => false,
        }
    }

    /// Returns `true` if the store cannot be used until its cause is removed, such as a full disk.
    pub fn is_outage(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, DiskFull, ReadOnly, SystemIoFailure};
        match self {
            Self::Sqlite(error) => {
                matches!(error.sqlite_error_code(), Some(CannotOpen | DiskFull | ReadOnly | SystemIoFailure))
            }
            _ => false,
        }
    }
}

/// Converts a violation of a unique index to [`StoreError::Taken`].
pub(super) fn taken(error: rusqlite::Error, what: Resource, email: &str, at: Option<usize>) -> StoreError {
    if is_unique(&error) {
        return StoreError::Taken { what, email: email.to_owned(), at };
    }
    error.into()
}

/// Returns `true` for a violation of a unique index.
pub(super) fn is_unique(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE)
}
