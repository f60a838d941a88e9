//! Problems of the compiler as miette diagnostics, each with one text, since miette allows no more.

use std::fmt;
use std::sync::Arc;

use miette::{LabeledSpan, NamedSource, SourceCode};

use protoward_source::{Code, Diagnostic, Place, Report, Severity, Sources, sorted};

/// Returns all problems in display order.
pub(super) fn problems(report: &Report, sources: &Sources) -> Vec<Problem> {
    sorted(report, sources).into_iter().map(|diagnostic| Problem::new(diagnostic, sources)).collect()
}

/// A problem as a miette diagnostic, with the text of its file.
#[derive(Debug)]
pub(super) struct Problem {
    code: Option<Code>,
    severity: Severity,
    message: String,
    help: Option<String>,
    source: Option<NamedSource<Arc<str>>>,
    labels: Vec<LabeledSpan>,
    /// Labels in other files, because a miette diagnostic has only one source text.
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
        let severity = Severity::Error;
        let message = String::new();
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
