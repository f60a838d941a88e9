//! AIP-160: filtering.

use super::{standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::FieldId;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "AIP_0160_FILTER_TYPE",
    "`filter` is a string",
    &[AIP],
    include_str!("aip_0160_filter_type.md"),
    Check::Field(ty),
)];

fn ty(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let is_of_list = types::owner(cx, id).is_some_and(|owner| {
        let name = types::message_name(cx, owner);
        name.ends_with("Request") && ["List", "Search", "Purge"].iter().any(|verb| name.starts_with(verb))
    });
    if is_of_list {
        standard::field_type(cx, id, findings, ("filter", "string"));
    }
}
