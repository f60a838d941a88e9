//! AIP-141: quantities.

use super::report::{TYPE, at, at_name};
use super::types;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, Scalar};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0141_COUNT_SUFFIX",
        "numbers of items end with `_count`",
        &[AIP],
        include_str!("aip_0141_count_suffix.md"),
        Check::Field(count),
    ),
    LintRule::new(
        "AIP_0141_SIGNED",
        "integers are signed",
        &[AIP],
        include_str!("aip_0141_signed.md"),
        Check::Field(signed),
    ),
];

fn count(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let stem = ["num_", "number_of_"].iter().find_map(|prefix| name.strip_prefix(prefix)).filter(|stem| *stem != "id");
    if let Some(stem) = stem.filter(|_| types::is_integer(cx, id) && !types::is_repeated(cx, id)) {
        let singular = stem.strip_suffix('s').unwrap_or(stem);
        let message = format!("the number of items `{name}` does not end with `_count`");
        at_name(cx, findings, id, message, format!("write `{singular}_count`"));
    }
}

fn signed(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let wanted = match types::scalar(cx, id) {
        Some(Scalar::Uint32 | Scalar::Fixed32) => "int32",
        Some(Scalar::Uint64 | Scalar::Fixed64) => "int64",
        _ => return,
    };
    let message = format!("`{}` is {}, an unsigned integer", types::name(cx, id), types::described(cx, id));
    at(
        cx,
        findings,
        id,
        TYPE,
        message,
        format!("write `{wanted}`: many languages and databases have no unsigned integers"),
    );
}
