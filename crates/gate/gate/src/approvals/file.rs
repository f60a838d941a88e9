//! The file with approvals: `approvals`, a list with one table in each line.
//!
//! The lines are independent of each other, so that the merge driver `union` of git keeps all of them. The same approval twice is
//! therefore no error.

use std::collections::BTreeSet;

use super::{Approval, ApprovalScope, diagnostics};
use protoward_config::{Node, Section, admit, document_from_toml};
use protoward_policy::IgnoreEnd;
use protoward_source::{Report, Sources};
use protoward_workspace::TreeFile;

/// The first lines of the file.
const HEADER: &str =
    "# Breaking changes that are accepted, one in each line; see `protoward approve`.\napprovals = [\n";

/// Reads the approvals. An invalid one is an error, and is left out.
pub(super) fn read(file: TreeFile, sources: &mut Sources, report: &mut Report) -> Vec<Approval> {
    let Some(source) = admit(file.display, file.bytes, sources, report) else { return Vec::new() };
    let Some(document) = document_from_toml(source, sources, report) else { return Vec::new() };
    let Some(mut root) = Section::new(&document, "", report) else { return Vec::new() };
    let nodes = root.list("approvals").unwrap_or_default();
    let all = nodes.iter().filter_map(|node| approval(node, report)).collect();
    root.finish(report);
    all
}

fn approval(node: &Node, report: &mut Report) -> Option<Approval> {
    let mut section = Section::new(node, "approvals", report)?;
    let [finding, rule, element, reason, until, scope] =
        ["finding", "rule", "element", "reason", "until", "scope"].map(|key| section.string(key));
    section.finish(report);
    let Some(finding) = finding else {
        report.push(diagnostics::no_finding(node));
        return None;
    };
    if !is_fingerprint(&finding.text) {
        report.push(diagnostics::no_fingerprint(&finding));
        return None;
    }
    let Some(reason) = reason.filter(|reason| !reason.text.trim().is_empty()) else {
        report.push(diagnostics::no_reason(&finding));
        return None;
    };
    let until = match until {
        None => None,
        Some(word) => match IgnoreEnd::parse(&word.text) {
            Some(until) => Some(until),
            None => {
                report.push(diagnostics::bad_end(&word));
                return None;
            }
        },
    };
    let scope = match scope {
        None => ApprovalScope::default(),
        Some(word) => match ApprovalScope::ALL.into_iter().find(|scope| scope.word() == word.text) {
            Some(scope) => scope,
            None => {
                report.push(diagnostics::bad_scope(&word));
                return None;
            }
        },
    };
    Some(Approval {
        finding: finding.text,
        rule: rule.map(|rule| rule.text).unwrap_or_default(),
        element: element.map(|element| element.text).unwrap_or_default(),
        reason: reason.text,
        until,
        scope,
        place: finding.place,
    })
}

/// Returns `true` for a text that may be a fingerprint.
fn is_fingerprint(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
}

pub(super) fn text(all: &[Approval]) -> String {
    let lines: BTreeSet<String> = all.iter().map(line).collect();
    let mut text = HEADER.to_owned();
    text.extend(lines);
    text + "]\n"
}

pub(super) fn line(approval: &Approval) -> String {
    let Approval { finding, rule, element, reason, until, scope, .. } = approval;
    let until = until.as_ref().map(ToString::to_string);
    let scope = Some(scope.word()).filter(|_| *scope != ApprovalScope::default());
    let keys = [
        ("finding", Some(finding.as_str())),
        ("rule", Some(rule.as_str())),
        ("element", Some(element.as_str()).filter(|element| !element.is_empty())),
        ("reason", Some(reason.as_str())),
        ("until", until.as_deref()),
        ("scope", scope),
    ];
    let written = keys.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", quoted(value?))));
    format!("  {{ {} }},\n", written.collect::<Vec<_>>().join(", "))
}

/// Returns a text as a basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn approval(finding: &str, reason: &str) -> Approval {
        Approval {
            finding: finding.to_owned(),
            rule: "FIELD_NO_DELETE".to_owned(),
            element: "a.B.c".to_owned(),
            reason: reason.to_owned(),
            until: IgnoreEnd::parse("2026-12-31"),
            scope: ApprovalScope::Pr,
            place: None,
        }
    }

    fn parsed(text: &str) -> (Vec<Approval>, Report) {
        let mut sources = Sources::default();
        let mut report = Report::default();
        let file = TreeFile { display: "approvals".into(), bytes: text.as_bytes().to_vec() };
        let all = read(file, &mut sources, &mut report);
        (all.into_iter().map(|approval| Approval { place: None, ..approval }).collect(), report)
    }

    #[test]
    fn approvals_are_read_as_they_were_written() {
        let all = [approval("0000000000000001", "a \"quote\", a \\ and\na line"), approval("00000000000000ff", "ü")];
        let (read, report) = parsed(&text(&all));
        assert_eq!((read, report.iter().count()), (all.to_vec(), 0));
    }

    #[test]
    fn a_merge_of_lines_is_valid() {
        let [one, other] = ["00000000000000aa", "00000000000000bb"].map(|finding| approval(finding, "why"));
        // What the driver `union` makes of two branches that add a line each.
        let merged = format!("{HEADER}{}{}{}]\n", line(&other), line(&one), line(&one));
        let (read, report) = parsed(&merged);
        assert_eq!((read.len(), report.iter().count()), (3, 0));
        assert_eq!(text(&read), text(&[one, other]));
    }

    #[test]
    fn incomplete_approvals_are_errors() {
        for line in [
            "{ reason = \"why\" }",
            "{ finding = \"xyz\", reason = \"why\" }",
            "{ finding = \"00000000000000aa\" }",
            "{ finding = \"00000000000000aa\", reason = \" \" }",
            "{ finding = \"00000000000000aa\", reason = \"why\", until = \"soon\" }",
            "{ finding = \"00000000000000aa\", reason = \"why\", scope = \"all\" }",
        ] {
            let (read, report) = parsed(&format!("approvals = [{line}]"));
            assert!(read.is_empty() && report.has_errors(), "{line}");
        }
    }
}
