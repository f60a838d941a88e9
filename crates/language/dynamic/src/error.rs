//! The reason why bytes are not a message, with the field and the offset.

use std::error::Error;
use std::fmt;

use protoward_schema::FieldNumber;
use protoward_schema::wire::WireError;

/// The reason why bytes cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The affected field of the outermost message; `None` if unknown.
    pub field: Option<FieldNumber>,
    /// The byte offset of the malformed field; `None` for errors without an offset.
    pub at: Option<usize>,
    /// The reason, as a clause without a full stop.
    pub reason: String,
}

impl DecodeError {
    pub(super) fn wire(error: WireError) -> Self {
        Self::new(error.to_string())
    }

    pub(super) fn new(reason: String) -> Self {
        Self { field: None, at: None, reason }
    }

    /// Shifts the offset, for bytes that start at `start` of the outer bytes.
    pub(super) fn behind(self, start: usize) -> Self {
        Self { at: Some(start + self.at.unwrap_or_default()), ..self }
    }

    /// Replaces the field with the enclosing one.
    pub(super) fn inside(self, field: FieldNumber) -> Self {
        Self { field: Some(field), ..self }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for DecodeError {}
