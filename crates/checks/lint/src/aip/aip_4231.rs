//! AIP-4231: parsing resource names.

use super::annotations::RESOURCE;
use super::report::at_annotation;
use super::resources;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::FileId;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "AIP_4231_PATTERN",
    "patterns can be parsed",
    &[AIP],
    include_str!("aip_4231_pattern.md"),
    Check::File(pattern),
)];

fn pattern(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    for defined in resources::of_file(cx, id) {
        let problem = |pattern: &String| Some((problem(pattern)?, pattern.clone()));
        if let Some((problem, pattern)) = defined.resource.patterns.iter().find_map(problem) {
            let message = format!("the pattern `{pattern}` {problem}");
            let help = "write collections and variables in turn: `shelves/{shelf}/books/{book}`";
            at_annotation(cx, findings, defined.element, RESOURCE, message, help);
        }
    }
}

fn problem(pattern: &str) -> Option<&'static str> {
    if pattern == "*" {
        return None;
    }
    if pattern.is_empty() {
        return Some("is empty");
    }
    if pattern.split('/').any(str::is_empty) {
        return Some("has an empty segment");
    }
    pattern.split('/').find_map(segment)
}

/// Returns what is wrong with a segment: text, a variable, or variables with single separators between them.
fn segment(segment: &str) -> Option<&'static str> {
    if !segment.contains(['{', '}']) {
        return None;
    }
    let mut rest = segment;
    loop {
        let Some((name, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) else {
            return Some("has text beside a variable, or a brace without its partner");
        };
        if name.is_empty() || name.contains('{') {
            return Some("has a variable without a name");
        }
        let separator = after.chars().next()?;
        if !['_', '-', '.', '~'].contains(&separator) {
            return Some("has variables that none of `_`, `-`, `.` and `~` separates");
        }
        rest = &after[1..];
    }
}
