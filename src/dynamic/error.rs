use crate::schema::FieldNumber;
use crate::wire::WireError;

/// Why a reader refuses bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct DecodeError {
    /// The field of the outermost message that it is about; `None` where not even that can be told.
    pub field: Option<FieldNumber>,
    /// Where that field starts that cannot be read, in bytes; `None` where it is about no place.
    pub at: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl DecodeError {
    pub(super) fn wire(error: WireError) -> Self {
        Self::new(error.to_string())
    }

    pub(super) fn new(reason: String) -> Self {
        Self { field: None, at: None, reason }
    }

    /// The same, seen from bytes in which those that it is about start at `start`.
    pub(super) fn behind(self, start: usize) -> Self {
        Self { at: Some(start + self.at.unwrap_or_default()), ..self }
    }

    /// The same, seen from the message around.
    pub(super) fn inside(self, field: FieldNumber) -> Self {
        Self { field: Some(field), ..self }
    }
}

/// Why a reader refuses JSON, or YAML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct JsonError {
    /// Where, in bytes, where that is known.
    pub at: Option<usize>,
    /// The key of the outermost object that it is about; `None` where it is about all of it.
    pub key: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub help: Option<String>,
}

impl JsonError {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { at: None, key: None, reason: reason.into(), help: None }
    }

    /// One that knows its place.
    pub(crate) fn at(at: usize, reason: impl Into<String>) -> Self {
        Self { at: Some(at), ..Self::new(reason) }
    }

    /// The same, at a place, unless it knows a smaller one.
    pub(super) fn placed(self, at: usize) -> Self {
        Self { at: self.at.or(Some(at)), ..self }
    }

    /// The same, seen from the object around.
    pub(super) fn inside(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }
}
