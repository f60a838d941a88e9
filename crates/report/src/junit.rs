//! JUnit's XML, in the shape that buf gives it: a suite for each file, a failed case for each finding.

use std::fmt;

use super::document::Document;
use super::entry::{Entry, Spot};
use super::{Notice, NoticeLevel};
use protoward_source::{INPUT, Point, PointRange, Severity, legible, legible_lines};

pub(super) fn write(document: &Document, out: &mut dyn fmt::Write) -> fmt::Result {
    let entries = document.sorted();
    out.write_str("<testsuites>\n")?;
    for suite in entries.chunk_by(|a, b| path(a) == path(b)) {
        write_suite(suite, out)?;
    }
    write_notices(&document.notices, out)?;
    out.write_str("</testsuites>\n")
}

/// A suite of what was not looked at: skipped, or an error where it was asked for.
fn write_notices(notices: &[Notice], out: &mut dyn fmt::Write) -> fmt::Result {
    if notices.is_empty() {
        return Ok(());
    }
    let errors = notices.iter().filter(|notice| notice.level == NoticeLevel::Error).count();
    let (tests, skipped) = (notices.len(), notices.len() - errors);
    writeln!(
        out,
        "  <testsuite name=\"protoward\" tests=\"{tests}\" failures=\"0\" errors=\"{errors}\" skipped=\"{skipped}\">"
    )?;
    for notice in notices {
        let (code, message) = (escape(notice.code.as_str()), escape(&notice.message));
        let help = notice.help.as_ref().map(|help| escape_lines(&format!("help: {help}"))).unwrap_or_default();
        let element = match notice.level {
            NoticeLevel::Note => format!("<skipped message=\"{message}\">{help}</skipped>"),
            NoticeLevel::Error => format!("<error message=\"{message}\" type=\"{code}\">{help}</error>"),
        };
        writeln!(out, "    <testcase name=\"{code}\" classname=\"protoward\">\n      {element}\n    </testcase>")?;
    }
    out.write_str("  </testsuite>\n")
}

fn path(entry: &Entry) -> &str {
    entry.spot().map_or(INPUT, |spot| &spot.path)
}

fn write_suite(suite: &[&Entry], xml: &mut dyn fmt::Write) -> fmt::Result {
    let name = path(suite[0]);
    let name = escape(name.strip_suffix(".proto").unwrap_or(name));
    let warnings = suite.iter().filter(|entry| entry.severity == Severity::Warning).count();
    let (tests, failures) = (suite.len(), suite.len() - warnings);
    let skipped = if warnings == 0 { String::new() } else { format!(" skipped=\"{warnings}\"") };
    writeln!(xml, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"{skipped}>")?;
    suite.iter().try_for_each(|entry| write_case(entry, &name, xml))?;
    xml.write_str("  </testsuite>\n")
}

fn write_case(entry: &Entry, suite: &str, xml: &mut dyn fmt::Write) -> fmt::Result {
    let (code, message) = (escape(&entry.code), &entry.message);
    let start = entry.spot().and_then(|spot| spot.span).map(|span| span.start);
    let Point { line, column } = start.unwrap_or(Point::START);
    let (place, attributes) = match entry.spot() {
        Some(spot) => (format!("_{line}_{column}"), format!(" file=\"{}\" line=\"{line}\"", escape(&spot.file))),
        None => Default::default(),
    };
    writeln!(xml, "    <testcase name=\"{code}{place}\" classname=\"{suite}\"{attributes}>")?;
    let message = escape(&format!("{}:{line}:{column}:{message}", path(entry)));
    match entry.severity {
        Severity::Error => {
            writeln!(
                xml,
                "      <failure message=\"{message}\" type=\"{code}\">{}</failure>",
                escape_lines(&more(entry))
            )
        }
        // What is not the end of the world must not fail the run of the tests.
        Severity::Warning => writeln!(xml, "      <skipped message=\"warning: {message}\"></skipped>"),
    }?;
    xml.write_str("    </testcase>\n")
}

/// The other places, and what to do.
fn more(entry: &Entry) -> String {
    let mut lines: Vec<String> = entry.spots.iter().chain(&entry.lost).map(place).collect();
    lines.extend(entry.help.as_ref().map(|help| format!("help: {help}")));
    lines.extend(entry.evidence.as_ref().map(|(_, lines)| lines.trim_end().to_owned()));
    lines.join("\n")
}

fn place(spot: &Spot) -> String {
    let Spot { path, span, text, .. } = spot;
    let start = span.map(|PointRange { start, .. }| format!(":{}:{}", start.line, start.column)).unwrap_or_default();
    if text.is_empty() { format!("{path}{start}") } else { format!("{path}{start}: {text}") }
}

/// For an attribute.
fn escape(text: &str) -> String {
    entities(&legible(text))
}

/// For the content of an element, which may have several lines.
fn escape_lines(text: &str) -> String {
    entities(&legible_lines(text))
}

/// Control characters are legible by now; there are two more letters that XML 1.0 cannot say in any way.
fn entities(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            letter => escaped.push(letter),
        }
    }
    escaped
}
