use crate::schema::FieldNumber;
use crate::wire::WireError;

/// Why a reader refuses bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct DecodeError {
    /// The field of the outermost message that it is about; `None` where not even that can be told.
    pub field: Option<FieldNumber>,
    /// What is wrong.
    pub reason: String,
}

impl DecodeError {
    pub(super) fn wire(error: WireError) -> Self {
        Self { field: None, reason: error.to_string() }
    }

    pub(super) fn new(reason: String) -> Self {
        Self { field: None, reason }
    }

    /// The same, seen from the message around.
    pub(super) fn inside(self, field: FieldNumber) -> Self {
        Self { field: Some(field), ..self }
    }
}

/// Why a reader refuses JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct JsonError {
    /// The key of the outermost object that it is about; `None` where it is about all of it.
    pub key: Option<String>,
    /// What is wrong.
    pub reason: String,
}

impl JsonError {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { key: None, reason: reason.into() }
    }

    /// The same, seen from the object around.
    pub(super) fn inside(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }
}
