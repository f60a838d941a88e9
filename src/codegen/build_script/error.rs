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

impl From<BuildError> for io::Error {
    fn from(error: BuildError) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}
