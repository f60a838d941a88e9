use std::fmt;
use std::sync::Arc;

use miette::{LabeledSpan, NamedSource, SourceCode};

use crate::report::{Code, Diagnostic, Report, Severity, plain, sorted};
use crate::source::{Place, Sources};

/// Why files could not be compiled: everything that is wrong with any of them.
///
/// `{}` and `{:?}` both show all of it with places, as `cargo` shows an error that `main` of a build script returns, or
/// that it panics with, in the second way. [`CompileError::report`] and [`CompileError::sources`] have it as data, for
/// the forms of [`report`](crate::report). A program that reports with miette gets it with the lines of the files: it
/// becomes a [`miette::Report`] with `?`, and [`CompileError::diagnostics`] has each problem on its own.
///
/// ```
/// use protoward::Compiler;
/// use protoward::source::MemoryTree;
///
/// let files = [("a.proto", "syntax = \"proto3\"\nmessage A {}"), ("b.proto", "syntax = \"proto3\"; message B { C c = 1; }")];
/// let error = Compiler::new().resolver(MemoryTree::new(files)).compile(["a.proto", "b.proto"]).unwrap_err();
/// assert_eq!(error.report().len(), 2);
/// let text = error.to_string();
/// assert!(text.contains("a.proto:1:18: a `;` is missing here"));
/// assert!(text.contains("b.proto:1:32: this name"));
/// ```
#[derive(Clone)]
pub struct CompileError(Arc<Problems>);

struct Problems {
    report: Report,
    sources: Sources,
    related: Vec<Problem>,
}

impl CompileError {
    pub(super) fn new(report: Report, sources: Sources) -> Self {
        let related =
            sorted(&report, &sources).into_iter().map(|diagnostic| Problem::new(diagnostic, &sources)).collect();
        Self(Arc::new(Problems { report, sources, related }))
    }

    /// What is wrong, and the warnings about the same files.
    pub fn report(&self) -> &Report {
        &self.0.report
    }

    /// The texts that its places are in.
    pub fn sources(&self) -> &Sources {
        &self.0.sources
    }

    /// Each problem as a diagnostic of miette, with the text of its file.
    ///
    /// ```
    /// use protoward::Compiler;
    /// let error = Compiler::new().compile(["none.proto"]).unwrap_err();
    /// let messages: Vec<String> = error.diagnostics().map(|diagnostic| diagnostic.to_string()).collect();
    /// assert_eq!(messages, ["there is no file `none.proto`"]);
    /// ```
    pub fn diagnostics(&self) -> impl Iterator<Item = &dyn miette::Diagnostic> {
        self.0.related.iter().map(|problem| problem as &dyn miette::Diagnostic)
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

impl From<CompileError> for miette::Report {
    fn from(error: CompileError) -> Self {
        Self::new(Overview(error))
    }
}

/// All problems for miette, which shows each below a line that stands for all of them.
#[derive(Debug)]
struct Overview(CompileError);

impl fmt::Display for Overview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.0.report().iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        write!(f, "the files do not compile: {errors} error{}", if errors == 1 { "" } else { "s" })
    }
}

impl std::error::Error for Overview {}

impl miette::Diagnostic for Overview {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.0.diagnostics()))
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

/// One problem as miette wants it: with the text of the file it is in.
#[derive(Debug)]
struct Problem {
    code: Option<Code>,
    severity: Severity,
    message: String,
    help: Option<String>,
    source: Option<NamedSource<Arc<str>>>,
    labels: Vec<LabeledSpan>,
    /// Labels in other files: a diagnostic of miette has one text.
    elsewhere: Vec<Problem>,
}

impl Problem {
    fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let first = diagnostic.place();
        let mut problem = Self {
            code: Some(diagnostic.code.clone()),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            ..Self::at(first, sources)
        };
        for label in &diagnostic.labels {
            let is_here = first.is_some_and(|first| first.source == label.place.source);
            let span = sources.bytes(label.place).map(|bytes| (bytes.start, bytes.len()));
            let text = Some(label.text.clone()).filter(|text| !text.is_empty());
            match span {
                Some(span) if is_here && problem.labels.is_empty() => {
                    problem.labels.push(LabeledSpan::new_primary_with_span(text, span));
                }
                Some(span) if is_here => problem.labels.push(LabeledSpan::new_with_span(text, span)),
                span => problem.elsewhere.push(Self {
                    message: label.text.clone(),
                    labels: span.into_iter().map(|span| LabeledSpan::new_primary_with_span(None, span)).collect(),
                    ..Self::at(Some(label.place), sources)
                }),
            }
        }
        problem
    }

    fn at(place: Option<Place>, sources: &Sources) -> Self {
        let file = place.map(|place| sources.get(place.source));
        let source = file.and_then(|file| Some(NamedSource::new(&file.display, file.text.clone()?)));
        let (severity, message) = (Severity::Error, String::new());
        Self { code: None, severity, message, help: None, source, labels: Vec::new(), elsewhere: Vec::new() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl miette::Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code.as_str()) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = _>>)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        let elsewhere = self.elsewhere.iter().map(|problem| problem as &dyn miette::Diagnostic);
        (!self.elsewhere.is_empty()).then(|| Box::new(elsewhere) as Box<dyn Iterator<Item = _>>)
    }
}
