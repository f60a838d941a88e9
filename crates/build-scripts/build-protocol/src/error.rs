//! The error of a build script, in a form that is readable however `main` reports it.

use std::{fmt, io};

/// The error of a build script: all problems, as text with positions.
///
/// `{}` and `{:?}` format the same text, because Rust prints an error that `main` returns with `{:?}`. `?` converts the error
/// to an [`io::Error`] in a `main` that returns one. Rust prints that as `Custom { kind: …, error: … }`.
pub struct Error {
    text: String,
}

impl Error {
    /// Creates an error from the text of all problems.
    pub fn new(text: String) -> Self {
        Self { text }
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
        let has_word = ["error: ", "warning: "].iter().any(|word| self.text.starts_with(word));
        let begin = if has_word { "\n" } else { "" };
        write!(f, "{begin}{}", self.text)
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        error.downcast().unwrap_or_else(|error| Self { text: error.to_string() })
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}
