//! AIP-126: enumerations.

use super::report::at_name;
use super::words;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{EnumId, EnumValueId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0126_FIRST_VALUE",
        "the first value of an enum is unspecified",
        &[AIP],
        include_str!("aip_0126_first_value.md"),
        Check::Enum(first_value),
    ),
    LintRule::new(
        "AIP_0126_UPPER_SNAKE_CASE",
        "enum values are in UPPER_SNAKE_CASE",
        &[AIP],
        include_str!("aip_0126_upper_snake_case.md"),
        Check::EnumValue(upper_snake),
    ),
    LintRule::new(
        "AIP_0126_UNKNOWN_AND_UNSPECIFIED",
        "an enum has either an unknown or an unspecified value",
        &[AIP],
        include_str!("aip_0126_unknown_and_unspecified.md"),
        Check::Enum(unknown),
    ),
];

/// The first value is unspecified, or unknown, or another clear zero.
fn first_value(cx: &LintContext<'_>, id: EnumId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    let Some(&first) = cx.schema[id].values.first() else { return };
    let value = cx.schema.text(cx.schema[first].name);
    let wanted = format!("{}_UNSPECIFIED", words::snake(name).to_uppercase());
    let is_clear = ["UNKNOWN", "NONE", "OK", "NULL", "ZERO", "DEFAULT", "UNSET", "INVALID", "EMPTY", "UNDEFINED"];
    let is_clear = value.split('_').any(|word| is_clear.contains(&word));
    let is_wanted = words::plain(value) == words::plain(&wanted);
    if !is_wanted && !is_clear {
        let message = format!("the first value of `{name}` is `{value}`, and not `{wanted}`");
        let help = "begin with a value that nobody sets: it stands for an absent field";
        at_name(cx, findings, first, message, help);
    }
}

fn upper_snake(cx: &LintContext<'_>, id: EnumValueId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    if name.chars().any(|letter| letter.is_ascii_lowercase()) {
        let wanted = words::snake(name).to_uppercase();
        at_name(cx, findings, id, format!("`{name}` is not in UPPER_SNAKE_CASE"), format!("write `{wanted}`"));
        findings.propose_name(id, wanted);
    }
}

fn unknown(cx: &LintContext<'_>, id: EnumId, findings: &mut Findings<'_>) {
    let name = words::snake(cx.schema.text(cx.schema[id].name)).to_uppercase();
    let values = &cx.schema[id].values;
    let find = |word: &str| {
        let is = |value: &str| {
            value == word || value.strip_prefix(&name).is_some_and(|rest| rest.strip_prefix('_') == Some(word))
        };
        values.iter().copied().find(|&value| is(cx.schema.text(cx.schema[value].name)))
    };
    if let (Some(_), Some(unknown)) = (find("UNSPECIFIED"), find("UNKNOWN")) {
        let value = cx.schema.text(cx.schema[unknown].name);
        let message = format!("`{value}` stands beside an unspecified value, and clients cannot tell them apart");
        at_name(cx, findings, unknown, message, "keep one of them, as the first value");
    }
}
