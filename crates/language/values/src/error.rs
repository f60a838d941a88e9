//! The error of readers of values, with the place and the key at which it happened.

use std::error::Error;
use std::fmt;

/// The reason why JSON or YAML is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// The byte offset, if known.
    pub at: Option<usize>,
    /// The affected key of the outermost object; `None` for the whole value.
    pub key: Option<String>,
    /// The problem, as a clause without a full stop.
    pub reason: String,
    /// The remedy, if there is an obvious one.
    pub help: Option<String>,
}

impl JsonError {
    /// Creates an error without an offset.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { at: None, key: None, reason: reason.into(), help: None }
    }

    /// Creates an error with an offset.
    pub fn at(at: usize, reason: impl Into<String>) -> Self {
        Self { at: Some(at), ..Self::new(reason) }
    }

    /// Sets the offset, unless already set.
    pub fn placed(self, at: usize) -> Self {
        Self { at: self.at.or(Some(at)), ..self }
    }

    /// Sets the key to that of the enclosing object.
    pub fn inside(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for JsonError {}
