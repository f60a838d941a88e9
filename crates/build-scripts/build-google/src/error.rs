//! The error of a build script: the text of all problems, whether the engine or the program found them.

use std::{fmt, io};

/// The error of a build script: all problems, as text with positions.
///
/// `{}` and `{:?}` format the same text, because Rust prints an error that `main` returns with `{:?}`.
pub struct Error {
    text: String,
}

impl Error {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rust prints `Error: ` before an error that `main` returns.
        write!(f, "\n{}", self.text)
    }
}

impl std::error::Error for Error {}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}
