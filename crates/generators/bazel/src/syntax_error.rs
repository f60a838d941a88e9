//! Errors in the syntax of BUILD files.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

/// An error in the syntax of a BUILD file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The byte range in the text of the file.
    pub span: Range<usize>,
    /// The kind of the error.
    pub kind: SyntaxErrorKind,
}

/// A problem in the syntax of a BUILD file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// A string without an end.
    OpenString,
    /// A bracket that is not closed.
    NotClosed,
    /// A bracket that closes none, or one of another kind.
    NotOpen,
}

impl SyntaxErrorKind {
    pub(crate) const fn at(self, start: usize, length: usize) -> SyntaxError {
        SyntaxError { span: start..start + length, kind: self }
    }
}

impl Display for SyntaxErrorKind {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OpenString => "this string has no end",
            Self::NotClosed => "this bracket is not closed",
            Self::NotOpen => "this bracket closes none of its kind",
        })
    }
}
