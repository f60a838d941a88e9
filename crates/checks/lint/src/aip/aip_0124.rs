//! AIP-124: resource association.

use super::annotations::{Behavior, has, reference};
use super::methods::Verb;
use super::report::at_name;
use super::{methods, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MethodId};

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "AIP_0124_ONE_PARENT",
    "List requests require one parent",
    &[AIP],
    include_str!("aip_0124_one_parent.md"),
    Check::Method(one_parent),
)];

/// Reports a second required reference to a resource in the request for a list.
fn one_parent(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let (Some(_), Some(request)) = (Verb::List.noun(cx, id), methods::request(cx, id)) else { return };
    let is_parent = |field: &FieldId| has(cx, *field, Behavior::Required) && reference(cx, *field).is_some();
    if let Some(second) = cx.schema[request].fields.iter().copied().filter(is_parent).nth(1) {
        let of = types::message_name(cx, request);
        let message = format!("`{of}` requires a second resource, `{}`", types::name(cx, second));
        at_name(cx, findings, second, message, "choose one parent; users select by other resources with a `filter`");
    }
}
