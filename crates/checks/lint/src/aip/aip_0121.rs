//! AIP-121: resource-oriented design.

use super::methods::Verb;
use super::report::at_name;
use super::{annotations, methods, resources, types, words};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{MessageId, MethodId};
use std::collections::HashSet;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0121_GET_METHOD",
        "a resource that can be created or changed can be read",
        &[AIP],
        include_str!("aip_0121_get_method.md"),
        Check::Module(get_method),
    ),
    LintRule::new(
        "AIP_0121_LIST_METHOD",
        "a resource that can be created can be listed",
        &[AIP],
        include_str!("aip_0121_list_method.md"),
        Check::Module(list_method),
    ),
];

/// A resource with a method that changes it has a Get method in the package.
fn get_method(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    if !cx.options.is_complete {
        return;
    }
    let readable = names(cx, Verb::Get);
    for method in resources::methods(cx) {
        let Some(noun) = Verb::Create.noun(cx, method).or_else(|| Verb::Update.noun(cx, method)) else { continue };
        if is_annotated(cx, method, noun) && !readable.contains(&(package(cx, method), noun.to_owned())) {
            let message = format!("`{noun}` can be changed, but no method `Get{noun}` reads it");
            let help = format!("add `rpc Get{noun}(Get{noun}Request) returns ({noun})`");
            at_name(cx, findings, method, message, help);
        }
    }
}

/// A resource with a Create method has a List method in the package.
fn list_method(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    if !cx.options.is_complete {
        return;
    }
    let listed = listed(cx);
    for method in resources::methods(cx) {
        let Some(noun) = Verb::Create.noun(cx, method) else { continue };
        let Some(message) = methods::find_message(cx, method, noun) else { continue };
        if annotations::is_resource(cx, message) && !listed.contains(&message) {
            let plural = words::plural(noun);
            let message = format!("`{noun}` can be created, but no List method returns all of them");
            let help = format!("add `rpc List{plural}(List{plural}Request) returns (List{plural}Response)`");
            at_name(cx, findings, method, message, help);
        }
    }
}

fn package(cx: &LintContext<'_>, method: MethodId) -> String {
    cx.schema.package(cx.schema[cx.schema[method].service].file).to_owned()
}

fn is_annotated(cx: &LintContext<'_>, method: MethodId, noun: &str) -> bool {
    methods::find_message(cx, method, noun).is_some_and(|message| annotations::is_resource(cx, message))
}

/// Returns the nouns of a verb with their packages.
fn names(cx: &LintContext<'_>, verb: Verb) -> HashSet<(String, String)> {
    let noun = |method: MethodId| Some((package(cx, method), verb.noun(cx, method)?.to_owned()));
    resources::methods(cx).into_iter().filter_map(noun).collect()
}

/// Returns the messages in the lists that methods with a token for further pages return.
fn listed(cx: &LintContext<'_>) -> HashSet<MessageId> {
    let lists = resources::methods(cx).into_iter().filter(|&method| {
        let name = methods::name(cx, method);
        ["List", "Search", "Query", "Find", "Fetch"].iter().any(|verb| name.starts_with(verb))
    });
    let fields = lists.flat_map(|method| cx.schema[cx.schema[method].output].fields.iter().copied());
    let items = fields.filter(|&field| types::is_repeated(cx, field)).filter_map(|field| types::message(cx, field));
    // Some lists wrap each item, to add how it was found.
    let with_wrapped = items.flat_map(|item| {
        let inner = cx.schema[item].fields.iter().filter_map(|&field| types::message(cx, field));
        std::iter::once(item).chain(inner)
    });
    with_wrapped.collect()
}
