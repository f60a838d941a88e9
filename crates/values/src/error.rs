use std::error::Error;
use std::fmt;

/// Why a reader refuses JSON, or YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Creates an error without a place.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { at: None, key: None, reason: reason.into(), help: None }
    }

    /// One that knows its place.
    pub fn at(at: usize, reason: impl Into<String>) -> Self {
        Self { at: Some(at), ..Self::new(reason) }
    }

    /// The same, at a place, unless it knows a smaller one.
    pub fn placed(self, at: usize) -> Self {
        Self { at: self.at.or(Some(at)), ..self }
    }

    /// The same, seen from the object around.
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
