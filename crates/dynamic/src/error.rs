use std::error::Error;
use std::fmt;

use protoward_schema::FieldNumber;
use protoward_schema::wire::WireError;

/// Why a reader refuses bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for DecodeError {}
