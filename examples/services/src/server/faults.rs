//! What callers are told when the store fails: one place for codes and wording.

use tonic::{Code, Status};

use crate::fault::Fault;
use crate::store::StoreError;

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        if error.is_busy() {
            return Self::new(Code::Unavailable, "the store is busy; try again");
        }
        let message = error.to_string();
        match error {
            StoreError::Missing { what: "item", at: Some(at), .. } => {
                Self::new(Code::NotFound, &message).field(format!("lines[{at}].sku"), "there is no such item")
            }
            StoreError::Missing { what, .. } => {
                let field = if what == "item" { "sku" } else { "id" };
                Self::new(Code::NotFound, message).field(field, format!("there is no such {what}"))
            }
            StoreError::Taken { at, .. } => {
                let field = at.map_or_else(|| "email".to_owned(), |at| format!("[{at}].email"));
                Self::new(Code::AlreadyExists, message).field(field, "is taken")
            }
            StoreError::Short { available, at, .. } => Self::new(Code::FailedPrecondition, message)
                .field(format!("lines[{at}].quantity"), format!("must be at most {available}")),
            StoreError::GivenUp => Self::new(Code::Aborted, message),
            StoreError::Range(why) => Self::new(Code::FailedPrecondition, why),
            StoreError::Version(_) | StoreError::Sqlite(_) | StoreError::Broken => internal(&error),
        }
    }
}

impl From<StoreError> for Status {
    fn from(error: StoreError) -> Self {
        Fault::from(error).into()
    }
}

/// The caller can do nothing about it and is told nothing of it; the log is.
fn internal(error: &StoreError) -> Fault {
    tracing::error!(error = error as &dyn std::error::Error, "the store failed");
    Fault::new(Code::Internal, "internal error")
}
