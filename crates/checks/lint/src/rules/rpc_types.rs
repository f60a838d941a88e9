//! The request and response types of methods: one type for one purpose, named after the method.

use std::collections::HashMap;

use crate::case::pascal;
use crate::categories::{STANDARD, STYLE_RULES};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use crate::tables::Uses;
use protoward_schema::{MessageId, MethodId, Parent, qualified};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "RPC_REQUEST_RESPONSE_UNIQUE",
        "each request and response type belongs to one method",
        &[STANDARD],
        include_str!("rpc_request_response_unique.md"),
        Check::Module(are_unique),
    )
    .older(STYLE_RULES),
    LintRule::new(
        "RPC_REQUEST_STANDARD_NAME",
        "request types are named after their method",
        &[STANDARD],
        include_str!("rpc_request_standard_name.md"),
        Check::Method(has_request_name),
    )
    .older(STYLE_RULES),
    LintRule::new(
        "RPC_RESPONSE_STANDARD_NAME",
        "response types are named after their method",
        &[STANDARD],
        include_str!("rpc_response_standard_name.md"),
        Check::Method(has_response_name),
    )
    .older(STYLE_RULES),
];

/// The path of the request type in the descriptor of a method.
const INPUT: &[i32] = &[2];
/// The path of the response type in the descriptor of a method.
const OUTPUT: &[i32] = &[3];

fn has_request_name(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let input = cx.schema[id].input;
    if !(cx.options.allows_empty_requests && is_empty(cx, input)) {
        has_standard_name(cx, id, &Side { of: input, path: INPUT, word: "request", suffix: "Request" }, findings);
    }
}

fn has_response_name(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let output = cx.schema[id].output;
    if !(cx.options.allows_empty_responses && is_empty(cx, output)) {
        has_standard_name(cx, id, &Side { of: output, path: OUTPUT, word: "response", suffix: "Response" }, findings);
    }
}

/// The request or the response of a method.
struct Side {
    of: MessageId,
    path: &'static [i32],
    word: &'static str,
    suffix: &'static str,
}

fn has_standard_name(cx: &LintContext<'_>, id: MethodId, side: &Side, findings: &mut Findings<'_>) {
    let method = &cx.schema[id];
    let name = cx.schema.text(method.name);
    let service = cx.schema.text(cx.schema[method.service].name);
    let short = format!("{}{}", pascal(name), side.suffix);
    let long = format!("{}{short}", pascal(service));
    let used = cx.schema.text(cx.schema[side.of].name);
    if used == short || used == long {
        return;
    }
    let message = format!(
        "the {word} of method `{name}` is `{used}`, so a field for this {word} alone cannot be added later",
        word = side.word
    );
    let help = format!("use a message `{short}` or `{long}`");
    findings.push_with_help(id, cx.schema.part(id, side.path), message, help);
    if !is_only_for_one(cx, side.of) {
        return;
    }
    // Methods of the same name in other services of the package would need the short name too.
    let is_shared = cx.tables.methods_named(cx.schema.package(cx.schema.file_of(id.into())), name) > 1;
    let names = if is_shared { vec![long] } else { vec![short, long] };
    if let Some(name) = names.into_iter().find(|name| is_free(cx, side.of, name)) {
        findings.propose_name(side.of, name);
    }
}

/// Returns `true` if a message of the module is the request or the response of one method, and nothing else.
fn is_only_for_one(cx: &LintContext<'_>, id: MessageId) -> bool {
    let is_of_module = matches!(cx.schema[id].parent, Parent::File(file) if cx.has(file));
    is_of_module && cx.tables.uses(id) == Uses { by_methods: 1, by_fields: 0 }
}

fn is_free(cx: &LintContext<'_>, id: MessageId, name: &str) -> bool {
    cx.schema.find(&qualified(cx.schema.package(cx.schema[id].file), name)).is_none()
}

fn is_empty(cx: &LintContext<'_>, message: MessageId) -> bool {
    cx.schema.text(cx.schema[message].full_name) == "google.protobuf.Empty"
}

/// Finds methods with one type for request and response, and types that several methods use.
fn are_unique(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let methods: Vec<MethodId> = cx
        .files
        .iter()
        .flat_map(|&file| &cx.schema[file].services)
        .flat_map(|&service| cx.schema[service].methods.iter().copied())
        .collect();
    let mut users: HashMap<MessageId, usize> = HashMap::new();
    for &id in &methods {
        if !cx.options.allows_same_request_response {
            is_not_same(cx, id, findings);
        }
        for of in types(cx, id) {
            *users.entry(of).or_default() += 1;
        }
    }
    for &id in &methods {
        for of in types(cx, id).filter(|of| users.get(of).is_some_and(|&number| number > 1)) {
            let name = cx.schema.text(cx.schema[id].name);
            let used = cx.schema.text(cx.schema[of].full_name);
            let number = users.get(&of).copied().unwrap_or_default();
            let message = format!(
                "method `{name}` and {} use `{used}`, so they cannot change independently",
                protoward_source::count(number - 1, "other method")
            );
            findings.push_with_help(id, cx.schema.place(id), message, "give each method messages of its own");
        }
    }
}

fn is_not_same(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let method = &cx.schema[id];
    let is_allowed = cx.options.allows_empty_requests && cx.options.allows_empty_responses;
    if method.input != method.output || is_allowed && is_empty(cx, method.input) {
        return;
    }
    let name = cx.schema.text(method.name);
    let used = cx.schema.text(cx.schema[method.input].full_name);
    let message = format!(
        "the request and the response of method `{name}` are both `{used}`, so they cannot change independently"
    );
    findings.push_with_help(id, cx.schema.place(id), message, "use a message of its own for each");
}

/// Returns the types of a method that only this method should use.
fn types(cx: &LintContext<'_>, id: MethodId) -> impl Iterator<Item = MessageId> {
    let input = cx.schema[id].input;
    let output = cx.schema[id].output;
    let takes = (!(cx.options.allows_empty_requests && is_empty(cx, input))).then_some(input);
    let gives = (!(cx.options.allows_empty_responses && is_empty(cx, output))).then_some(output);
    takes.into_iter().chain(gives.filter(|&output| takes != Some(output)))
}
