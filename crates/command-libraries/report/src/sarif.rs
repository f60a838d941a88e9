//! SARIF 2.1.0, for code scanning on GitHub, editors and other collectors of results.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value, json};

use super::document::Document;
use super::entry::{LabeledPlace, Replacement, ReportEntry};
use super::fingerprint::fingerprints;
use super::uri::uri_path;
use protoward_source::paths::{FileUri, System, UserPath};
use protoward_source::{PointRange, Severity};

/// The base ids of paths: the repository root or the working directory, in its new and old version.
const NOW: &str = "SRCROOT";
const BEFORE: &str = "BASELINE";

pub(super) fn write(document: &Document, out: &mut dyn fmt::Write) -> fmt::Result {
    let entries = document.sorted();
    let codes: Vec<&str> =
        entries.iter().map(|entry| entry.code.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code, &entries, document)).collect();
    let run = json!({
        "tool": { "driver": {
            "name": "protoward",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        } },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {
            NOW: { "description": { "text": "the root of the repository; without a repository, the folder that protoward was run in" } },
            BEFORE: { "description": { "text": "the same folder in the older version that was compared with" } },
        },
        "invocations": [invocation(document)],
        "results": null,
    });
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    // Each result is written immediately, because JSON values would take a hundred times the memory of their text.
    let log = format!("{log:#}\n");
    let (head, tail) = log.split_once(NO_RESULTS).expect("the log has the key once: quotes in texts are escaped");
    out.write_str(head)?;
    out.write_str(RESULTS)?;
    let mut separator = "";
    for (entry, print) in entries.iter().zip(fingerprints(&entries)) {
        out.write_str(separator)?;
        write_indented(&result(entry, &codes, &print), out)?;
        separator = ",";
    }
    if !entries.is_empty() {
        out.write_str("\n      ")?;
    }
    out.write_str("]")?;
    out.write_str(tail)
}

/// The empty list of results, which is then filled.
const NO_RESULTS: &str = "\"results\": null";
const RESULTS: &str = "\"results\": [";

/// Writes an indented element of the list of results.
fn write_indented(value: &Value, out: &mut dyn fmt::Write) -> fmt::Result {
    // Line breaks in texts are escaped, so every line belongs to the document structure.
    format!("{value:#}").lines().try_for_each(|line| write!(out, "\n        {line}"))
}

/// Returns the invocation. It is successful regardless of findings, unless a check could not run.
fn invocation(document: &Document) -> Value {
    let mut notes = Vec::new();
    if document.not_shown > 0 {
        let text = format!("{} more are not shown", document.not_shown);
        notes.push(json!({ "level": "warning", "message": { "text": text }, "descriptor": { "id": "max-findings" } }));
    }
    for notice in &document.notices {
        notes.push(json!({
            "level": notice.level.id(),
            "message": { "text": notice.text() },
            "descriptor": { "id": notice.code.as_str() },
        }));
    }
    json!({ "executionSuccessful": !document.is_partial, "toolExecutionNotifications": notes })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Returns the description of a rule, with all properties that GitHub requires.
fn rule(code: &str, entries: &[&ReportEntry], document: &Document) -> Value {
    let severity = entries.iter().filter(|entry| entry.code == code).map(|entry| entry.severity).min();
    let level = level(severity.unwrap_or(Severity::Error));
    let words = code.replace(['-', '_'], " ").to_lowercase();
    let known = document.rule(code);
    let summary = known.map_or(words.as_str(), |rule| rule.summary);
    let page = known.map_or(summary, |rule| rule.page);
    let groups = known.map(|rule| rule.groups.as_slice()).unwrap_or_default();
    let tags: Vec<&str> = ["protobuf"].iter().chain(groups).copied().collect();
    json!({
        "id": code,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": summary },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level },
        "properties": { "tags": tags, "precision": "very-high", "problem.severity": level },
    })
}

fn result(entry: &ReportEntry, codes: &[&str], fingerprint: &str) -> Value {
    let mut result = json!({
        "ruleId": entry.code,
        "ruleIndex": codes.binary_search(&entry.code.as_str()).expect("every code is in the list"),
        "level": level(entry.severity),
        "message": { "text": message(entry) },
        "locations": locations(entry),
        "partialFingerprints": { "protoward/v1": fingerprint },
    });
    let related: Vec<Value> = entry.spots.iter().skip(1).enumerate().map(|(id, spot)| related(id, spot)).collect();
    let further = [("relatedLocations", related), ("fixes", fixes(entry))];
    let object = result.as_object_mut().expect("it is an object");
    let further = further.into_iter().filter(|(_, values)| !values.is_empty());
    object.extend(further.map(|(key, values)| (key.to_owned(), Value::from(values))));
    if let Some((name, lines)) = &entry.evidence {
        object.insert("properties".to_owned(), json!({ *name: lines }));
    }
    result
}

fn message(entry: &ReportEntry) -> String {
    let text = match &entry.help {
        Some(help) => format!("{}\nhelp: {help}", entry.message),
        None => entry.message.clone(),
    };
    // Escapes brackets that SARIF would treat as a link.
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text }
}

/// Returns the place, or else the old one; services ignore results without a place.
fn locations(entry: &ReportEntry) -> Vec<Value> {
    let Some(spot) = entry.some_spot() else { return Vec::new() };
    let mut location = Map::new();
    location.insert("physicalLocation".to_owned(), physical(spot));
    if let Some(name) = entry.subject.as_ref().and_then(|subject| subject.element.as_ref()) {
        location.insert("logicalLocations".to_owned(), json!([{ "fullyQualifiedName": name }]));
    }
    vec![Value::Object(location)]
}

fn related(id: usize, spot: &LabeledPlace) -> Value {
    let text = if spot.is_old { format!("{} ({})", spot.text, spot.path) } else { spot.text.clone() };
    json!({ "id": id, "physicalLocation": physical(spot), "message": { "text": text.trim_start() } })
}

fn physical(spot: &LabeledPlace) -> Value {
    let mut physical = Map::new();
    physical.insert("artifactLocation".to_owned(), artifact(&spot.file, spot.is_old));
    if let Some(span) = spot.in_editor {
        physical.insert("region".to_owned(), region(span));
    }
    Value::Object(physical)
}

fn artifact(path: &str, is_old: bool) -> Value {
    match file_uri(System::HERE, path) {
        Some(uri) => json!({ "uri": uri }),
        None => json!({ "uri": uri_path(path), "uriBaseId": if is_old { BEFORE } else { NOW } }),
    }
}

/// Returns the URI of an absolute path; `None` for other paths.
fn file_uri(system: System, path: &str) -> Option<String> {
    let FileUri { server, path } = UserPath::parse(system, path).file_uri()?;
    // The colon of a drive is not escaped: <https://www.rfc-editor.org/rfc/rfc8089#appendix-E.2>
    let (drive, path) = match path.split_once(":/") {
        Some((drive, rest)) if system == System::Windows => (format!("{drive}:/"), rest.to_owned()),
        _ => (String::new(), path),
    };
    Some(format!("file://{}{drive}{}", uri_path(server), uri_path(&path)))
}

fn region(PointRange { start, end }: PointRange) -> Value {
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// Returns one fix with all of its edits, grouped by file.
fn fixes(entry: &ReportEntry) -> Vec<Value> {
    let files: BTreeSet<&str> = entry.fix.iter().map(|edit| &*edit.file).collect();
    let change = |file: &str| {
        let edits = entry.fix.iter().filter(|edit| *edit.file == *file);
        json!({ "artifactLocation": artifact(file, false), "replacements": edits.map(replacement).collect::<Vec<_>>() })
    };
    let changes: Vec<Value> = files.into_iter().map(change).collect();
    let description = entry.help.as_deref().unwrap_or("fix it");
    if changes.is_empty() {
        return Vec::new();
    }
    vec![json!({ "description": { "text": description }, "artifactChanges": changes })]
}

fn replacement(edit: &Replacement) -> Value {
    json!({ "deletedRegion": region(edit.span), "insertedContent": { "text": edit.text } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_absolute_files_by_uri() {
        for (system, path, uri) in [
            (System::Windows, r"D:\o\a b.proto", Some("file:///D:/o/a%20b.proto")),
            (System::Windows, "D:/o/a.proto", Some("file:///D:/o/a.proto")),
            (System::Windows, "//server/share/a.proto", Some("file://server/share/a.proto")),
            (System::Windows, "proto/a.proto", None),
            (System::Unix, "/o/a:/b.proto", Some("file:///o/a%3A/b.proto")),
            (System::Unix, "D:/a.proto", None),
        ] {
            assert_eq!(file_uri(system, path).as_deref(), uri, "{path}");
        }
    }
}
