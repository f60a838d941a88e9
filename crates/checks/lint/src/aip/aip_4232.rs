//! AIP-4232: method signatures.

use super::annotations::{Behavior, SIGNATURE, has, signatures};
use super::report::at_annotation;
use super::types;
use crate::categories::AIP_GOOGLE;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MessageId, MethodId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_4232_FIELDS_EXIST",
        "method signatures name fields of the request",
        &[AIP_GOOGLE],
        include_str!("aip_4232_fields_exist.md"),
        Check::Method(exist),
    ),
    LintRule::new(
        "AIP_4232_REPEATED",
        "only the last field of a path in a method signature is repeated",
        &[AIP_GOOGLE],
        include_str!("aip_4232_repeated.md"),
        Check::Method(repeated),
    ),
    LintRule::new(
        "AIP_4232_REQUIRED_FIRST",
        "method signatures have required fields first",
        &[AIP_GOOGLE],
        include_str!("aip_4232_required_first.md"),
        Check::Method(required_first),
    ),
];

/// Follows a path with dots. Returns the fields up to the first name that does not exist, and `true` if all exist.
fn follow(cx: &LintContext<'_>, message: MessageId, path: &str) -> (Vec<FieldId>, bool) {
    let mut fields = Vec::new();
    let mut message = Some(message);
    for name in path.split('.') {
        let Some(field) = message.and_then(|message| types::find(cx, message, name)) else { return (fields, false) };
        fields.push(field);
        message = types::message(cx, field);
    }
    (fields, true)
}

/// Returns the paths of all signatures of a method.
fn paths(cx: &LintContext<'_>, id: MethodId) -> Vec<String> {
    let all = signatures(cx, id);
    all.iter()
        .flat_map(|text| text.split(','))
        .map(|path| path.trim().to_owned())
        .filter(|path| !path.is_empty())
        .collect()
}

fn exist(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let input = cx.schema[id].input;
    if let Some(path) = paths(cx, id).into_iter().find(|path| !follow(cx, input, path).1) {
        let of = types::message_name(cx, input);
        let message = format!("a method signature has the field `{path}`, which `{of}` does not have");
        at_annotation(cx, findings, id, SIGNATURE, message, "name fields of the request, separated by commas");
    }
}

fn repeated(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let input = cx.schema[id].input;
    let is_inner = |path: &String| {
        let (fields, _) = follow(cx, input, path);
        fields.split_last().is_some_and(|(_, outer)| outer.iter().any(|&field| types::is_repeated(cx, field)))
    };
    if let Some(path) = paths(cx, id).into_iter().find(is_inner) {
        let message = format!("`{path}` in a method signature leads through a repeated field");
        at_annotation(cx, findings, id, SIGNATURE, message, "end the path with the repeated field");
    }
}

fn required_first(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let input = cx.schema[id].input;
    for signature in signatures(cx, id) {
        let mut optional = None;
        for path in signature.split(',').map(str::trim) {
            let Some(&field) = follow(cx, input, path).0.last() else { continue };
            if !has(cx, field, Behavior::Required) {
                optional = optional.or(Some(path));
            } else if let Some(optional) = optional {
                let message = format!("a method signature has the optional `{optional}` before the required `{path}`");
                at_annotation(cx, findings, id, SIGNATURE, message, "put required fields first");
                return;
            }
        }
    }
}
