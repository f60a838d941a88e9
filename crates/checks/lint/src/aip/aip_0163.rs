//! AIP-163: change validation.

use super::report::at_name;
use super::{standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::FieldId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0163_VALIDATE_ONLY_TYPE",
        "`validate_only` is a bool",
        &[AIP],
        include_str!("aip_0163_validate_only_type.md"),
        Check::Field(|cx, id, findings| standard::field_type(cx, id, findings, ("validate_only", "bool"))),
    ),
    LintRule::new(
        "AIP_0163_VALIDATE_ONLY_NAME",
        "requests that change nothing are marked by `validate_only`",
        &[AIP],
        include_str!("aip_0163_validate_only_name.md"),
        Check::Field(other_name),
    ),
];

fn other_name(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let is_other = ["dry_run", "is_dry_run", "dryrun", "validation_only", "validate"].contains(&name);
    if is_other && types::is_of_request(cx, id) && types::is_single(cx, id, "bool") {
        let message = format!("`{name}` does not have the standard name `validate_only`");
        at_name(cx, findings, id, message, "write `bool validate_only`, which clients of other APIs know");
    }
}
