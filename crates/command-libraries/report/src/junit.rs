//! JUnit XML in the form that buf writes: one suite per file, one failed case per finding.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::document::Document;
use super::entry::{LabeledPlace, ReportEntry};
use super::{Notice, NoticeLevel};
use protoward_source::{INPUT, Point, PointRange, Severity, legible, legible_lines};

/// The cases of a file, or of everything that has none.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// A finding or notice as a test.
struct Case {
    name: String,
    outcome: Outcome,
    message: String,
    /// The code, except of what is only skipped.
    code: Option<String>,
    details: String,
    /// The file and the line.
    place: Option<(String, u32)>,
}

/// The result of a test, by which its runner colors it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Failure,
    Error,
    /// A test that fails nothing.
    Skipped,
}

impl Outcome {
    const fn element(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Error => "error",
            Self::Skipped => "skipped",
        }
    }
}

pub(super) fn xml(document: &Document) -> String {
    let entries = document.sorted();
    let mut suites: Vec<Suite> = entries.chunk_by(|a, b| path(a) == path(b)).map(suite).collect();
    if !document.notices.is_empty() {
        suites.push(notices(&document.notices));
    }
    let text = written(&suites).expect("memory takes any bytes");
    String::from_utf8(text).expect("names and texts are UTF-8")
}

fn written(suites: &[Suite]) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 4);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    let tests = all().count().to_string();
    let [skipped, failures, errors] = counts(all);
    let attributes = [("tests", &tests), ("skipped", &skipped), ("failures", &failures), ("errors", &errors)];
    start(&mut writer, "testsuites", attributes)?;
    for Suite { name, cases } in suites {
        let tests = cases.len().to_string();
        let [skipped, failures, errors] = counts(|| cases.iter());
        let counted = [("tests", &tests), ("skipped", &skipped), ("errors", &errors), ("failures", &failures)];
        start(&mut writer, "testsuite", [("name", name)].into_iter().chain(counted))?;
        for case in cases {
            write_case(&mut writer, case, name)?;
        }
        end(&mut writer, "testsuite")?;
    }
    end(&mut writer, "testsuites")?;
    writer.write_indent()?;
    Ok(writer.into_inner())
}

fn write_case(writer: &mut Writer<Vec<u8>>, case: &Case, suite: &String) -> io::Result<()> {
    let line = case.place.as_ref().map(|(_, line)| line.to_string());
    let place =
        case.place.as_ref().map(|(file, _)| ("file", file)).into_iter().chain(line.as_ref().map(|it| ("line", it)));
    start(writer, "testcase", [("name", &case.name), ("classname", suite)].into_iter().chain(place))?;
    let element = case.outcome.element();
    let code = case.code.as_ref().map(|code| ("type", code));
    start(writer, element, [("message", &case.message)].into_iter().chain(code))?;
    writer.write_event(Event::Text(BytesText::new(&case.details)))?;
    end(writer, element)?;
    end(writer, "testcase")
}

fn start<'a>(
    writer: &mut Writer<Vec<u8>>,
    name: &str,
    attributes: impl IntoIterator<Item = (&'a str, &'a String)>,
) -> io::Result<()> {
    let attributes = attributes.into_iter().map(|(name, value)| (name, value.as_str()));
    writer.write_event(Event::Start(BytesStart::new(name).with_attributes(attributes)))
}

fn end(writer: &mut Writer<Vec<u8>>, name: &str) -> io::Result<()> {
    writer.write_event(Event::End(BytesEnd::new(name)))
}

/// Returns the numbers of skipped, failed and erroneous cases.
fn counts<'a, I: Iterator<Item = &'a Case>>(cases: impl Fn() -> I) -> [String; 3] {
    [Outcome::Skipped, Outcome::Failure, Outcome::Error]
        .map(|outcome| cases().filter(|case| case.outcome == outcome).count().to_string())
}

/// Returns the suite of notices: skipped checks, or errors if the user requested the checks.
fn notices(notices: &[Notice]) -> Suite {
    let case = |notice: &Notice| {
        let is_error = notice.level == NoticeLevel::Error;
        let code = notice.code.as_str().to_owned();
        Case {
            outcome: if is_error { Outcome::Error } else { Outcome::Skipped },
            message: attribute(&notice.message),
            details: notice.help.as_ref().map(|help| content(&format!("help: {help}"))).unwrap_or_default(),
            place: None,
            name: code.clone(),
            code: is_error.then_some(code),
        }
    };
    Suite { name: "protoward".to_owned(), cases: notices.iter().map(case).collect() }
}

fn path(entry: &ReportEntry) -> &str {
    entry.spot().map_or(INPUT, |spot| &spot.path)
}

/// Returns the suite of one file.
fn suite(entries: &[&ReportEntry]) -> Suite {
    let path = path(entries[0]);
    let name = attribute(path.strip_suffix(".proto").unwrap_or(path));
    Suite { name, cases: entries.iter().map(|entry| case(entry)).collect() }
}

fn case(entry: &ReportEntry) -> Case {
    let start = entry.spot().and_then(|spot| spot.span).map(|span| span.start);
    let Point { line, column } = start.unwrap_or(Point::START);
    let message = format!("{}:{line}:{column}:{}", path(entry), entry.message);
    let position = entry.spot().map(|_| format!("_{line}_{column}")).unwrap_or_default();
    let code = attribute(&entry.code);
    let name = format!("{code}{position}");
    let place = entry.spot().map(|spot| (attribute(&spot.file), line));
    match entry.severity {
        Severity::Error => Case {
            name,
            outcome: Outcome::Failure,
            message: attribute(&message),
            code: Some(code),
            details: content(&details(entry)),
            place,
        },
        // A warning must not fail the test run.
        Severity::Warning => Case {
            name,
            outcome: Outcome::Skipped,
            message: attribute(&format!("warning: {message}")),
            code: None,
            details: content(&details(entry)),
            place,
        },
    }
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

/// Replaces the two noncharacters that XML 1.0 cannot represent. Control characters are legible before.
fn representable(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
