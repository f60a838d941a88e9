//! The error of a compilation with all diagnostics, and warnings that can be printed.

use std::fmt;
use std::sync::Arc;

use protoward_source::{Diagnostic, Report, Sources, plain};

/// The error of a compilation: the diagnostics of all files.
///
/// `{}` and `{:?}` both render all diagnostics with locations, because `cargo` prints the error of a build script with
/// `{:?}`. [`CompileError::report`] and [`CompileError::sources`] return the diagnostics as data, for the formats of
/// `protoward-report`. With the feature `miette`, the error converts to a `miette::Report` with `?` and shows source
/// lines. `CompileError::diagnostics` then returns each problem separately.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_source::MemoryTree;
///
/// let files = [("a.proto", "syntax = \"proto3\"\nmessage A {}"), ("b.proto", "syntax = \"proto3\"; message B { C c = 1; }")];
/// let error = Compiler::new().resolver(MemoryTree::new(files)).compile(["a.proto", "b.proto"]).unwrap_err();
/// assert_eq!(error.report().len(), 2);
/// let text = error.to_string();
/// assert!(text.contains("a.proto:1:18: expected `;`"));
/// assert!(text.contains("b.proto:1:32: not found"));
/// ```
#[derive(Clone)]
pub struct CompileError(pub(super) Arc<Problems>);

pub(super) struct Problems {
    report: Report,
    sources: Sources,
    #[cfg(feature = "miette")]
    pub(super) related: Vec<super::problems::Problem>,
}

impl CompileError {
    pub(super) fn new(report: Report, sources: Sources) -> Self {
        #[cfg(feature = "miette")]
        let related = super::problems::problems(&report, &sources);
        Self(Arc::new(Problems {
            #[cfg(feature = "miette")]
            related,
            report,
            sources,
        }))
    }

    /// Returns the errors, and the warnings about the same files.
    pub fn report(&self) -> &Report {
        &self.0.report
    }

    /// Returns the source texts to which the diagnostics refer.
    pub fn sources(&self) -> &Sources {
        &self.0.sources
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.0.report, &self.0.sources))
    }
}

/// Formats like `{}`, on a new line after the prefix that `unwrap` and `main` print.
impl fmt::Debug for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for CompileError {}

impl From<CompileError> for std::io::Error {
    fn from(error: CompileError) -> Self {
        Self::new(std::io::ErrorKind::InvalidInput, error)
    }
}

/// The warnings about compiled files. `{}` renders all of them with locations.
#[derive(Clone, Copy, Debug)]
pub struct Warnings<'a> {
    report: &'a Report,
    sources: &'a Sources,
}

impl<'a> Warnings<'a> {
    pub(super) fn new(report: &'a Report, sources: &'a Sources) -> Self {
        Self { report, sources }
    }

    /// Returns `true` if there are no warnings.
    pub fn is_empty(&self) -> bool {
        self.report.is_empty()
    }

    /// Returns the number of warnings.
    pub fn len(&self) -> usize {
        self.report.len()
    }

    /// Returns the warnings. Their locations refer to the sources of the [`Compiled`](super::Compiled).
    pub fn iter(&self) -> std::slice::Iter<'a, Diagnostic> {
        self.report.iter()
    }
}

impl<'a> IntoIterator for Warnings<'a> {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Warnings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(self.report, self.sources))
    }
}
