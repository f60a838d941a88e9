//! AIP-151: long-running operations.

use super::annotations::{OPERATION, operation};
use super::report::{OUTPUT, at, at_annotation};
use super::{methods, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::MethodId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0151_OPERATION_INFO",
        "methods with an operation state its types",
        &[AIP],
        include_str!("aip_0151_operation_info.md"),
        Check::Method(info),
    ),
    LintRule::new(
        "AIP_0151_RESPONSE_TYPE",
        "operations have a type of their response",
        &[AIP],
        include_str!("aip_0151_response_type.md"),
        Check::Method(response),
    ),
    LintRule::new(
        "AIP_0151_METADATA_TYPE",
        "operations have a type of their metadata",
        &[AIP],
        include_str!("aip_0151_metadata_type.md"),
        Check::Method(metadata),
    ),
    LintRule::new(
        "AIP_0151_EMPTY_RESPONSE",
        "operations return more than nothing",
        &[AIP],
        include_str!("aip_0151_empty_response.md"),
        Check::Method(empty),
    ),
    LintRule::new(
        "AIP_0151_TYPES_EXIST",
        "the types of operations exist",
        &[AIP],
        include_str!("aip_0151_types_exist.md"),
        Check::Method(exist),
    ),
    LintRule::new(
        "AIP_0151_OWN_OPERATION",
        "operations have the common type",
        &[AIP],
        include_str!("aip_0151_own_operation.md"),
        Check::Method(own),
    ),
];

fn info(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if methods::is_long_running(cx, id) && operation(cx, id).is_none() && !is_of_operations(cx, id) {
        let message = format!("`{}` returns an operation, and does not state with what it ends", methods::name(cx, id));
        let help = "add `option (google.longrunning.operation_info) = {response_type: \"…\" metadata_type: \"…\"};`";
        at(cx, findings, id, OUTPUT, message, help);
    }
}

/// Returns `true` for methods such as `GetOperation`, which return any operation.
fn is_of_operations(cx: &LintContext<'_>, id: MethodId) -> bool {
    methods::name(cx, id).ends_with("Operation")
}

fn response(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if methods::is_long_running(cx, id) && operation(cx, id).is_some_and(|it| it.response.is_empty()) {
        let message = format!("the operation of `{}` has no `response_type`", methods::name(cx, id));
        at_annotation(cx, findings, id, OPERATION, message, "add the message with which the operation ends");
    }
}

fn metadata(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if methods::is_long_running(cx, id) && operation(cx, id).is_some_and(|it| it.metadata.is_empty()) {
        let message = format!("the operation of `{}` has no `metadata_type`", methods::name(cx, id));
        at_annotation(cx, findings, id, OPERATION, message, "add the message that describes the progress");
    }
}

fn empty(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let name = methods::name(cx, id);
    let is_delete = ["Delete", "BatchDelete", "Purge"].iter().any(|verb| name.starts_with(verb));
    let is_empty = operation(cx, id).is_some_and(|it| it.response == types::EMPTY);
    if methods::is_long_running(cx, id) && is_empty && !is_delete {
        let message = format!("the operation of `{name}` ends with `google.protobuf.Empty`, which can never say more");
        let help = format!("declare `message {name}Response`, which may be empty at first");
        at_annotation(cx, findings, id, OPERATION, message, help);
    }
}

fn exist(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let Some(operation) = operation(cx, id) else { return };
    for (key, name) in [("response_type", &operation.response), ("metadata_type", &operation.metadata)] {
        if !name.is_empty() && !exists(cx, id, name) {
            let message = format!("`{key}` of `{}` is `{name}`, which no message is", methods::name(cx, id));
            let help = "name a message of the package, or a full name of an imported one";
            at_annotation(cx, findings, id, OPERATION, message, help);
        }
    }
}

/// A name is relative to the package, or a full name. The schema may lack files that nothing imports.
fn exists(cx: &LintContext<'_>, id: MethodId, name: &str) -> bool {
    let is_foreign = name.split('.').count() > 2 && name.starts_with("google.");
    is_foreign || methods::find_message(cx, id, name).is_some()
}

/// Reports a message of the API itself that is called `Operation`.
fn own(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let output = cx.schema[id].output;
    let is_copy = types::message_name(cx, output) == "Operation" && cx.has(cx.schema[output].file);
    if is_copy && !methods::is_long_running(cx, id) {
        let name = methods::name(cx, id);
        let message = format!("`{name}` returns an operation that only this API has");
        at(cx, findings, id, OUTPUT, message, "return `google.longrunning.Operation`, for which clients can wait");
    }
}
