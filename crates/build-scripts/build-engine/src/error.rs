//! Errors of a build script, made of the plain text of diagnostics: Cargo shows them without colors.

pub(crate) use protoward_build_protocol::Error;
use protoward_source::{Diagnostic, Report, Sources, plain};

/// Returns the error with all problems of a report.
pub(crate) fn of_report(report: &Report, sources: &Sources) -> Error {
    Error::new(plain(report, sources))
}

/// Returns the error with a diagnostic that has no position in a file.
pub(crate) fn of(diagnostic: Diagnostic) -> Error {
    of_report(&Report::from_iter([diagnostic]), &Sources::default())
}
