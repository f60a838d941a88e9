//! AIP-156: singleton resources.

use super::annotations::resource;
use super::methods::Verb;
use super::report::at_name;
use super::{methods, resources, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{MessageId, MethodId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0156_NO_STANDARD_METHODS",
        "singletons are neither created, listed nor deleted",
        &[AIP],
        include_str!("aip_0156_no_standard_methods.md"),
        Check::Method(no_methods),
    ),
    LintRule::new(
        "AIP_0156_NO_ID",
        "Get requests of singletons have no ID",
        &[AIP],
        include_str!("aip_0156_no_id.md"),
        Check::Message(no_id),
    ),
];

/// Returns `true` for a resource of which each parent has one.
fn is_singleton(cx: &LintContext<'_>, message: MessageId) -> bool {
    let Some(resource) = resource(cx, message) else { return false };
    !resource.patterns.is_empty() && resource.patterns.iter().all(|pattern| resources::is_singleton(pattern))
}

fn no_methods(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let noun = Verb::Create.noun(cx, id).or_else(|| Verb::Delete.noun(cx, id));
    let Some(noun) = noun else { return };
    if methods::find_message(cx, id, noun).is_some_and(|message| is_singleton(cx, message)) {
        let message = format!("`{}` is about a singleton, which exists as long as its parent", methods::name(cx, id));
        at_name(cx, findings, id, message, format!("remove the method; `Get{noun}` and `Update{noun}` are enough"));
    }
}

fn no_id(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let field = types::find(cx, id, "uid").or_else(|| types::find(cx, id, "id"));
    if let Some(field) = field.filter(|_| is_singleton(cx, id)) {
        let message =
            format!("the singleton `{}` has an ID, `{}`", types::message_name(cx, id), types::name(cx, field));
        at_name(cx, findings, field, message, "remove the field: the name of the parent is enough");
    }
}
