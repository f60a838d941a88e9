use std::fmt;
use std::io;

use crate::report::{Diagnostic, Report, plain};
use crate::source::Sources;

/// Why a build script could not generate: everything that is wrong, as a text with places.
///
/// It shows the same text with `{}` and `{:?}`, as cargo shows an error that `main` returns in the second way.
#[derive(Clone)]
pub struct BuildError {
    text: String,
}

impl BuildError {
    pub(super) fn new(report: &Report, sources: &Sources) -> Self {
        Self { text: plain(report, sources) }
    }

    /// For what has no place in a file.
    pub(super) fn of(diagnostic: Diagnostic) -> Self {
        Self::new(&Report::from_iter([diagnostic]), &Sources::default())
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.text)
    }
}

impl std::error::Error for BuildError {}

/// An error for the `main` of a build script: it shows the message as it is, with line breaks, where an `io::Error` that
/// `main` returns is shown as `Custom { kind: …, error: … }`.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), protoward::Error> {
///     protoward::configure().compile_protos(&["proto/user/v1/user.proto"], &["proto"])?;
///     Ok(())
/// }
/// ```
pub struct Error {
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.source.to_string();
        // Rust prints `Error: ` before what `main` returns.
        let begin = if text.starts_with("error: ") { "\n" } else { "" };
        write!(f, "{begin}{text}")
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self { source: error.into() }
    }
}

impl From<BuildError> for io::Error {
    fn from(error: BuildError) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}
