//! Words: texts with the place at which they were read.

use crate::Place;

/// A text, such as a value of a configuration, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedText {
    /// The text.
    pub text: String,
    /// The place; `None` for a default.
    pub place: Option<Place>,
}

impl LocatedText {
    /// Creates a value that is not written anywhere.
    pub fn unplaced(text: impl Into<String>) -> Self {
        Self { text: text.into(), place: None }
    }
}
