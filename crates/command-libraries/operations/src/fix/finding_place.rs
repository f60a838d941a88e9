//! Places of findings that are the same before and after fixes.

use std::collections::BTreeMap;

use protoward_gate::LintVerdict;
use protoward_lint::Finding;
use protoward_schema::{Element, Schema};

/// Returns the identity of a finding in all trials: the rule, the place of its element in the descriptor, and the message.
pub(super) fn key(schema: &Schema, finding: &Finding) -> String {
    format!("{} {} {}", finding.rule.id(), place(schema, finding.element), finding.diagnostic.message)
}

/// Returns the place of an element that fixes leave as it is: its path in the descriptor of its file. A value has its number,
/// because its index may change.
pub(super) fn place(schema: &Schema, element: Element) -> String {
    let file = schema.name(schema.file_of(element).into());
    let (path, number) = match element {
        Element::EnumValue(value) => (schema.path(schema[value].parent.into()), Some(schema[value].number)),
        element => (schema.path(element), None),
    };
    format!("{file} {path:?} {number:?}")
}

/// The numbers of findings by rule and place.
pub(super) type FindingCounts = BTreeMap<(&'static str, String), usize>;

/// Returns the numbers of the findings in a schema.
pub(super) fn counts(schema: &Schema, verdict: &LintVerdict) -> FindingCounts {
    let mut counts = FindingCounts::new();
    for finding in &verdict.findings {
        *counts.entry((finding.rule.id(), place(schema, finding.element))).or_default() += 1;
    }
    counts
}
