//! JUnit XML in the form that buf writes: one suite per file, one failed case per finding.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::document::Document;
use super::entry::{LabeledPlace, ReportEntry};
use super::{Notice, NoticeLevel};
use protoward_source::{INPUT, Point, PointRange, Severity, legible, legible_lines};

pub(super) fn xml(document: &Document) -> String {
    let mut report = Report::unnamed();
    let entries = document.sorted();
    report.add_test_suites(entries.chunk_by(|a, b| path(a) == path(b)).map(suite));
    if !document.notices.is_empty() {
        report.add_test_suite(notices(&document.notices));
    }
    report.to_string().expect("a string takes any text, and the report has no times")
}

/// Returns the suite of notices: skipped checks, or errors if the user requested the checks.
fn notices(notices: &[Notice]) -> TestSuite {
    let mut suite = TestSuite::new("protoward");
    suite.add_test_cases(notices.iter().map(|notice| {
        let code = notice.code.as_str();
        let mut status = match notice.level {
            NoticeLevel::Note => TestCaseStatus::skipped(),
            NoticeLevel::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        };
        if notice.level == NoticeLevel::Error {
            status.set_type(code);
        }
        status.set_message(attribute(&notice.message));
        status.set_description(notice.help.as_ref().map(|help| content(&format!("help: {help}"))).unwrap_or_default());
        let mut case = TestCase::new(code, status);
        case.set_classname("protoward");
        case
    }));
    suite
}

fn path(entry: &ReportEntry) -> &str {
    entry.spot().map_or(INPUT, |spot| &spot.path)
}

/// Returns the suite of one file.
fn suite(entries: &[&ReportEntry]) -> TestSuite {
    let path = path(entries[0]);
    let name = attribute(path.strip_suffix(".proto").unwrap_or(path));
    let mut suite = TestSuite::new(&*name);
    suite.add_test_cases(entries.iter().map(|entry| case(entry, &name)));
    suite
}

fn case(entry: &ReportEntry, suite: &str) -> TestCase {
    let start = entry.spot().and_then(|spot| spot.span).map(|span| span.start);
    let Point { line, column } = start.unwrap_or(Point::START);
    let message = format!("{}:{line}:{column}:{}", path(entry), entry.message);
    let mut status = match entry.severity {
        Severity::Error => TestCaseStatus::non_success(NonSuccessKind::Failure),
        // A warning must not fail the test run.
        Severity::Warning => TestCaseStatus::skipped(),
    };
    match entry.severity {
        Severity::Error => {
            status.set_message(attribute(&message)).set_type(&*entry.code).set_description(content(&details(entry)))
        }
        Severity::Warning => status.set_message(attribute(&format!("warning: {message}"))).set_description(""),
    };
    let position = entry.spot().map(|_| format!("_{line}_{column}")).unwrap_or_default();
    let mut case = TestCase::new(format!("{}{position}", entry.code), status);
    case.set_classname(suite);
    if let Some(spot) = entry.spot() {
        case.extra.insert("file".into(), attribute(&spot.file).into());
        case.extra.insert("line".into(), line.to_string().into());
    }
    case
}

/// Returns the other places of a finding, its help and its evidence.
fn details(entry: &ReportEntry) -> String {
    let mut lines: Vec<String> = entry.spots.iter().chain(&entry.lost).map(place).collect();
    lines.extend(entry.help.as_ref().map(|help| format!("help: {help}")));
    lines.extend(entry.evidence.as_ref().map(|(_, lines)| lines.trim_end().to_owned()));
    lines.join("\n")
}

fn place(spot: &LabeledPlace) -> String {
    let LabeledPlace { path, span, text, .. } = spot;
    let start = span.map(|PointRange { start, .. }| format!(":{}:{}", start.line, start.column)).unwrap_or_default();
    if text.is_empty() { format!("{path}{start}") } else { format!("{path}{start}: {text}") }
}

/// Returns the text of an attribute: one line, without control characters.
fn attribute(text: &str) -> String {
    representable(&legible(text))
}

/// Returns the content of an element, which may have several lines.
fn content(text: &str) -> String {
    representable(&legible_lines(text))
}

/// Replaces the two noncharacters that XML 1.0 cannot represent; `quick-junit` does not escape them.
fn representable(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
