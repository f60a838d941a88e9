//! GitLab's Code Quality report: a JSON list, of which a merge request shows new entries.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::fmt;

use serde_json::{Value, json};

use super::document::Document;
use super::entry::ReportEntry;
use super::fingerprint::fingerprints;
use super::{Notice, NoticeLevel};
use protoward_source::{INPUT, Point, PointRange, Severity};

pub(super) fn write(document: &Document, out: &mut dyn fmt::Write) -> fmt::Result {
    let entries = document.sorted();
    let mut separator = "[";
    for (entry, print) in entries.iter().zip(fingerprints(&entries)) {
        write!(out, "{separator}{}", issue(entry, print))?;
        separator = ",";
    }
    for notice in &document.notices {
        write!(out, "{separator}{}", of_run(notice))?;
        separator = ",";
    }
    let is_empty = entries.is_empty() && document.notices.is_empty();
    out.write_str(if is_empty { "[]\n" } else { "]\n" })
}

fn issue(entry: &ReportEntry, fingerprint: String) -> Value {
    json!({
        "description": description(entry),
        "check_name": entry.code,
        "fingerprint": fingerprint,
        "location": location(entry),
        "severity": match entry.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
        },
    })
}

/// Returns a notice about the run; GitLab requires a path and a line for it too.
fn of_run(notice: &Notice) -> Value {
    let code = notice.code.as_str();
    json!({
        "description": notice.text(),
        "check_name": code,
        "fingerprint": format!("protoward-{code}"),
        "location": { "path": INPUT, "lines": { "begin": 1 } },
        "severity": match notice.level {
            NoticeLevel::Note => "info",
            NoticeLevel::Error => "blocker",
        },
    })
}

fn description(entry: &ReportEntry) -> String {
    match &entry.help {
        Some(help) => format!("{}\nhelp: {help}", entry.message),
        None => entry.message.clone(),
    }
}

/// Returns the location. GitLab rejects entries without a path and a line, so deleted elements have their old ones.
fn location(entry: &ReportEntry) -> Value {
    let path = entry.some_spot().map_or(INPUT, |spot| &spot.file);
    let span = entry.some_spot().and_then(|spot| spot.span);
    let PointRange { start, end } = span.unwrap_or(PointRange { start: Point::START, end: Point::START });
    let position = |Point { line, column }| json!({ "line": line, "column": column });
    // Older versions read only the lines.
    let lines = json!({ "begin": start.line, "end": end.line });
    json!({ "path": path, "lines": lines, "positions": { "begin": position(start), "end": position(end) } })
}
