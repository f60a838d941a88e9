//! SARIF 2.1.0: for code scanning on GitHub, for editors, for whoever collects results.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeSet;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::document::Document;
use super::entry::{Entry, Replacement, Spot};
use super::fingerprint::fingerprints;
use protoward_source::{PointRange, Severity};

/// Where paths start from: the root of the repository, else the folder of the run; and the same folder as it was.
const NOW: &str = "SRCROOT";
const BEFORE: &str = "BASELINE";

/// What a path may have as it is: <https://www.rfc-editor.org/rfc/rfc3986#section-3.3>, but for `:`, which could be taken
/// for the end of a scheme.
const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b'+')
    .remove(b'=')
    .remove(b',');

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
    // As values, many results would take a hundred times the memory of their text: each is written as soon as it is made.
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

/// The list of results before it is filled, and how it begins.
const NO_RESULTS: &str = "\"results\": null";
const RESULTS: &str = "\"results\": [";

/// Writes an element of the list of results, as deep as it is in the document.
fn write_indented(value: &Value, out: &mut dyn fmt::Write) -> fmt::Result {
    // Line ends in texts are escaped, so that each line is one of the document.
    format!("{value:#}").lines().try_for_each(|line| write!(out, "\n        {line}"))
}

/// Whatever was found, the run as such was carried out, unless something kept it from looking.
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

/// GitHub wants every rule to have all of these.
fn rule(code: &str, entries: &[&Entry], document: &Document) -> Value {
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

fn result(entry: &Entry, codes: &[&str], fingerprint: &str) -> Value {
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

fn message(entry: &Entry) -> String {
    let text = match &entry.help {
        Some(help) => format!("{}\nhelp: {help}", entry.message),
        None => entry.message.clone(),
    };
    // What looks like a link of SARIF is none.
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text }
}

/// Where it is, else where it was; services leave out what has no place.
fn locations(entry: &Entry) -> Vec<Value> {
    let Some(spot) = entry.some_spot() else { return Vec::new() };
    let mut location = Map::new();
    location.insert("physicalLocation".to_owned(), physical(spot));
    if let Some(name) = entry.subject.as_ref().and_then(|subject| subject.element.as_ref()) {
        location.insert("logicalLocations".to_owned(), json!([{ "fullyQualifiedName": name }]));
    }
    vec![Value::Object(location)]
}

fn related(id: usize, spot: &Spot) -> Value {
    let text = match spot.is_old {
        true => format!("{} ({})", spot.text, spot.path),
        false => spot.text.clone(),
    };
    json!({ "id": id, "physicalLocation": physical(spot), "message": { "text": text.trim_start() } })
}

fn physical(spot: &Spot) -> Value {
    let mut physical = Map::new();
    physical.insert("artifactLocation".to_owned(), artifact(&spot.file, spot.is_old));
    if let Some(span) = spot.in_editor {
        physical.insert("region".to_owned(), region(span));
    }
    Value::Object(physical)
}

fn artifact(path: &str, is_old: bool) -> Value {
    let path = path.replace('\\', "/");
    let uri = utf8_percent_encode(&path, IN_PATHS).to_string();
    match path.starts_with('/') {
        true => json!({ "uri": format!("file://{uri}") }),
        false => json!({ "uri": uri, "uriBaseId": if is_old { BEFORE } else { NOW } }),
    }
}

fn region(PointRange { start, end }: PointRange) -> Value {
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// One fix, of all the edits it takes, file by file.
fn fixes(entry: &Entry) -> Vec<Value> {
    let files: BTreeSet<&str> = entry.fix.iter().map(|edit| &*edit.file).collect();
    let change = |file: &str| {
        let edits = entry.fix.iter().filter(|edit| *edit.file == *file);
        json!({ "artifactLocation": artifact(file, false), "replacements": edits.map(replacement).collect::<Vec<_>>() })
    };
    let changes: Vec<Value> = files.into_iter().map(change).collect();
    let description = entry.help.as_deref().unwrap_or("mend it");
    if changes.is_empty() {
        return Vec::new();
    }
    vec![json!({ "description": { "text": description }, "artifactChanges": changes })]
}

fn replacement(edit: &Replacement) -> Value {
    json!({ "deletedRegion": region(edit.span), "insertedContent": { "text": edit.text } })
}
