//! AIP-203: field behavior.

use super::annotations::{BEHAVIOR, BEHAVIOR_FILE, Behavior, behaviors, has, imports, resource};
use super::report::{at_annotation, at_name};
use super::types;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MessageId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0203_REQUEST_FIELDS",
        "fields of requests state their behavior",
        &[AIP],
        include_str!("aip_0203_request_fields.md"),
        Check::Field(request_fields),
    ),
    LintRule::new(
        "AIP_0203_RESOURCE_FIELDS",
        "fields of resources state their behavior",
        &[AIP],
        include_str!("aip_0203_resource_fields.md"),
        Check::Field(resource_fields),
    ),
    LintRule::new(
        "AIP_0203_COMMENT",
        "a behavior that a comment states is annotated",
        &[AIP],
        include_str!("aip_0203_comment.md"),
        Check::Field(comment),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0203_CONFLICT",
        "the behaviors of a field fit together",
        &[AIP],
        include_str!("aip_0203_conflict.md"),
        Check::Field(conflict),
    ),
    LintRule::new(
        "AIP_0203_OUTPUT_ONLY_REQUEST",
        "fields of requests are not output only",
        &[AIP],
        include_str!("aip_0203_output_only_request.md"),
        Check::Field(output_in_request),
    ),
    LintRule::new(
        "AIP_0203_INPUT_ONLY_REQUEST",
        "fields of requests are not input only",
        &[AIP],
        include_str!("aip_0203_input_only_request.md"),
        Check::Field(input_in_request),
    ),
    LintRule::new(
        "AIP_0203_RESPONSE",
        "fields of responses are neither required nor output only",
        &[AIP],
        include_str!("aip_0203_response.md"),
        Check::Field(response),
    ),
    LintRule::new(
        "AIP_0203_UNORDERED_LIST",
        "only lists are unordered lists",
        &[AIP],
        include_str!("aip_0203_unordered_list.md"),
        Check::Field(unordered),
    ),
    LintRule::new(
        "AIP_0203_IDENTIFIER",
        "only the name of a resource is its identifier",
        &[AIP],
        include_str!("aip_0203_identifier.md"),
        Check::Field(identifier),
    ),
    LintRule::new(
        "AIP_0203_NAME_IDENTIFIER",
        "the name of a resource is its identifier",
        &[AIP],
        include_str!("aip_0203_name_identifier.md"),
        Check::Message(name_identifier),
    ),
];

/// Returns `true` if the file of a field uses behaviors.
fn uses(cx: &LintContext<'_>, id: FieldId) -> bool {
    imports(cx, cx.schema[id].file, BEHAVIOR_FILE)
}

fn unstated(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>, of: &str) {
    let is_member = cx.schema[id].oneof.is_some_and(|oneof| !cx.schema[oneof].synthetic);
    let is_deprecated = cx.schema[id].options.deprecated() == Some(true);
    if uses(cx, id) && !is_member && !is_deprecated && behaviors(cx, id).is_empty() {
        let message = format!("`{}` of a {of} does not state its behavior", types::name(cx, id));
        let help = "add `[(google.api.field_behavior) = OPTIONAL]`, or `REQUIRED`, `OUTPUT_ONLY` and the like";
        at_name(cx, findings, id, message, help);
    }
}

fn request_fields(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::is_of_request(cx, id) {
        unstated(cx, id, findings, "request");
    }
}

fn resource_fields(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::is_of_resource(cx, id) {
        unstated(cx, id, findings, "resource");
    }
}

/// Words at the beginning of comments, with the behavior that they state.
const WORDS: &[(&str, Behavior, &str)] = &[
    ("required.", Behavior::Required, "REQUIRED"),
    ("output only.", Behavior::OutputOnly, "OUTPUT_ONLY"),
    ("input only.", Behavior::InputOnly, "INPUT_ONLY"),
    ("immutable.", Behavior::Immutable, "IMMUTABLE"),
];

fn comment(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let comments = cx.schema.comments(id);
    let text = comments.leading.unwrap_or_default().trim_start();
    let start: String = text.chars().take(16).collect::<String>().to_ascii_lowercase();
    let Some((_, behavior, value)) = WORDS.iter().find(|(words, ..)| start.starts_with(words)) else { return };
    // An identifier is immutable, and a oneof decides about its members.
    let is_stated = has(cx, id, *behavior) || has(cx, id, Behavior::Identifier);
    let is_member = cx.schema[id].oneof.is_some_and(|oneof| !cx.schema[oneof].synthetic);
    if !is_stated && !is_member && !types::is_of_response(cx, id) && types::owner(cx, id).is_some() {
        let message = format!("the comment of `{}` states a behavior that is not annotated", types::name(cx, id));
        at_name(
            cx,
            findings,
            id,
            message,
            format!("add `[(google.api.field_behavior) = {value}]`, which programs can read"),
        );
    }
}

/// Behaviors that exclude each other.
const PAIRS: &[(Behavior, Behavior)] = &[
    (Behavior::Required, Behavior::Optional),
    (Behavior::Required, Behavior::OutputOnly),
    (Behavior::OutputOnly, Behavior::InputOnly),
    (Behavior::OutputOnly, Behavior::Optional),
    (Behavior::Identifier, Behavior::Required),
    (Behavior::Identifier, Behavior::Optional),
    (Behavior::Identifier, Behavior::InputOnly),
];

fn conflict(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let all = behaviors(cx, id);
    let is_both = |(one, other): &&(Behavior, Behavior)| all.contains(one) && all.contains(other);
    if let Some((one, other)) = PAIRS.iter().find(is_both) {
        let message = format!("`{}` is both {} and {}", types::name(cx, id), worded(*one), worded(*other));
        at_annotation(cx, findings, id, BEHAVIOR, message, "keep the behavior that the server has");
    }
}

fn worded(behavior: Behavior) -> &'static str {
    match behavior {
        Behavior::Optional => "optional",
        Behavior::Required => "required",
        Behavior::OutputOnly => "output only",
        Behavior::InputOnly => "input only",
        Behavior::Immutable => "immutable",
        Behavior::UnorderedList => "an unordered list",
        Behavior::Identifier => "an identifier",
        Behavior::Other => "something else",
    }
}

/// Returns `true` if a method takes the message of a field. The request of a person is called a request too.
fn is_sent(cx: &LintContext<'_>, id: FieldId) -> bool {
    let owner = types::owner(cx, id);
    cx.schema.methods.ids().any(|method| Some(cx.schema[method].input) == owner)
}

fn output_in_request(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::is_of_request(cx, id) && has(cx, id, Behavior::OutputOnly) && is_sent(cx, id) {
        let message = format!("`{}` of a request is output only, so that the server ignores it", types::name(cx, id));
        at_annotation(cx, findings, id, BEHAVIOR, message, "remove the field or the annotation");
    }
}

fn input_in_request(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::is_of_request(cx, id) && has(cx, id, Behavior::InputOnly) && is_sent(cx, id) {
        let message = format!("`{}` is input only, as every field of a request", types::name(cx, id));
        at_annotation(cx, findings, id, BEHAVIOR, message, "write `OPTIONAL` or `REQUIRED`");
    }
}

fn response(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let wrong = [Behavior::Required, Behavior::OutputOnly].into_iter().find(|&behavior| has(cx, id, behavior));
    if let Some(wrong) = wrong.filter(|_| types::is_of_response(cx, id)) {
        let message = format!("`{}` of a response is annotated as {}", types::name(cx, id), worded(wrong));
        at_annotation(cx, findings, id, BEHAVIOR, message, "remove the annotation: clients send no responses");
    }
}

fn unordered(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if has(cx, id, Behavior::UnorderedList) && (!types::is_repeated(cx, id) || types::is_map(cx, id)) {
        let message = format!("`{}` is {}, and no unordered list", types::name(cx, id), types::described(cx, id));
        at_annotation(cx, findings, id, BEHAVIOR, message, "remove `UNORDERED_LIST`");
    }
}

fn identifier(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let resource = types::owner(cx, id).and_then(|owner| resource(cx, owner));
    let is_name = resource.is_some_and(|resource| resource.name_field == types::name(cx, id));
    if has(cx, id, Behavior::Identifier) && !is_name {
        let message =
            format!("`{}` is annotated as identifier, and is not the name of a resource", types::name(cx, id));
        at_annotation(cx, findings, id, BEHAVIOR, message, "write `IMMUTABLE`, or annotate the message as a resource");
    }
}

fn name_identifier(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let Some(name) = resource(cx, id).and_then(|resource| types::find(cx, id, &resource.name_field)) else { return };
    let is_title = types::find(cx, id, "resource_name").is_some();
    if uses(cx, name) && !is_title && !has(cx, name, Behavior::Identifier) {
        let message = format!("`{}` of a resource is not annotated as its identifier", types::name(cx, name));
        at_name(cx, findings, name, message, "add `[(google.api.field_behavior) = IDENTIFIER]`");
    }
}
