//! Statuses for errors of the store: the only place for their codes and messages.

use std::time::Duration;

use tonic::{Code, Status};

use crate::fault::Fault;
use crate::store::{Resource, StoreError};

/// The delay after which clients may retry when the store is busy.
const BUSY: Duration = Duration::from_secs(1);

/// The delay after which clients may retry when the store cannot be used.
const OUTAGE: Duration = Duration::from_secs(5);

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        if error.is_busy() {
            return Self::new(Code::Unavailable, "the store is busy; try again").retry_after(BUSY);
        }
        if error.is_outage() {
            tracing::error!(error = &error as &dyn std::error::Error, "the store cannot be used");
            return Self::new(Code::Unavailable, "the store cannot be used now; try again").retry_after(OUTAGE);
        }
        let message = error.to_string();
        match error {
            StoreError::Missing { what, id, at } => Self::new(Code::NotFound, message)
                .field(id_field(what, at), format!("there is no such {what}"))
                .resource(what.type_name(), &id),
            StoreError::Taken { what, email, at } => {
                let field = at.map_or_else(|| "email".to_owned(), |at| format!("[{at}].email"));
                Self::new(Code::AlreadyExists, message).field(field, "is taken").resource(what.type_name(), &email)
            }
            StoreError::Exists { what, id } => Self::new(Code::AlreadyExists, message)
                .field(format!("{what}_id"), "is taken")
                .resource(what.type_name(), &id),
            StoreError::Short { sku, available, at, .. } => Self::new(Code::FailedPrecondition, message)
                .field(format!("lines[{at}].quantity"), format!("must be at most {available}"))
                .precondition("STOCK", &sku, &format!("{available} are available")),
            StoreError::Released { id } => Self::new(Code::FailedPrecondition, message)
                .field("reservation_id", "is that of a released reservation; choose a new one")
                .precondition("RELEASED", &id, "the reservation was released"),
            StoreError::GivenUp => Self::new(Code::Aborted, message),
            StoreError::Range(why) => Self::new(Code::FailedPrecondition, why),
            StoreError::Version(_) | StoreError::Sqlite(_) | StoreError::Broken => internal(&error),
        }
    }
}

/// Returns the field of a request that names a resource.
fn id_field(what: Resource, at: Option<usize>) -> String {
    match (what, at) {
        (Resource::Item, Some(at)) => format!("lines[{at}].sku"),
        (Resource::Item, None) => "sku".to_owned(),
        (Resource::Department, _) => "name".to_owned(),
        (Resource::User | Resource::Student | Resource::Employee | Resource::Customer | Resource::Order, _) => {
            "id".to_owned()
        }
    }
}

impl From<StoreError> for Status {
    fn from(error: StoreError) -> Self {
        Fault::from(error).into()
    }
}

/// Logs an internal error, and hides it from the caller, who cannot fix it.
fn internal(error: &StoreError) -> Fault {
    tracing::error!(error = error as &dyn std::error::Error, "the store failed");
    Fault::new(Code::Internal, "internal error")
}
