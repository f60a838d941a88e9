//! Edits of a text.

use std::ops::Range;

/// A replacement of a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The range of bytes to replace.
    pub range: Range<usize>,
    /// The text that replaces them.
    pub text: String,
}
