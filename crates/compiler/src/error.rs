use std::fmt;
use std::sync::Arc;

use protoward_source::{Diagnostic, Report, Sources, plain};

/// Why files could not be compiled: everything that is wrong with any of them.
///
/// `{}` and `{:?}` both show all of it with places, as `cargo` shows an error that `main` of a build script returns, or
/// that it panics with, in the second way. [`CompileError::report`] and [`CompileError::sources`] have it as data, for
/// the forms of `protoward-report`. With the feature `miette`, a program that reports with miette gets
/// it with the lines of the files: it becomes a `miette::Report` with `?`, and `CompileError::diagnostics` has each problem on
/// its own.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_source::MemoryTree;
///
/// let files = [("a.proto", "syntax = \"proto3\"\nmessage A {}"), ("b.proto", "syntax = \"proto3\"; message B { C c = 1; }")];
/// let error = Compiler::new().resolver(MemoryTree::new(files)).compile(["a.proto", "b.proto"]).unwrap_err();
/// assert_eq!(error.report().len(), 2);
/// let text = error.to_string();
/// assert!(text.contains("a.proto:1:18: a `;` is missing here"));
/// assert!(text.contains("b.proto:1:32: this name"));
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

    /// What is wrong, and the warnings about the same files.
    pub fn report(&self) -> &Report {
        &self.0.report
    }

    /// The texts that its places are in.
    pub fn sources(&self) -> &Sources {
        &self.0.sources
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.0.report, &self.0.sources))
    }
}

/// As `{}`, behind the line that `unwrap` and `main` begin.
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

/// What is not wrong, and should be looked at. `{}` shows all of it with places.
#[derive(Clone, Copy, Debug)]
pub struct Warnings<'a> {
    report: &'a Report,
    sources: &'a Sources,
}

impl<'a> Warnings<'a> {
    pub(super) fn new(report: &'a Report, sources: &'a Sources) -> Self {
        Self { report, sources }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.report.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.report.len()
    }

    /// Each of them; its places are in the sources of the [`Compiled`](super::Compiled).
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
