//! Values of enums: their names, the zero value and aliases.

use crate::case::upper_snake;
use crate::categories::{BASIC, OTHER_RULES, SENSIBLE_RULES, STANDARD, STYLE_RULES};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::fix::SchemaChange;
use crate::rule::{Check, LintRule};
use protoward_schema::{EnumId, EnumValueId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "ENUM_FIRST_VALUE_ZERO",
        "the first value of an enum has the number 0",
        &[BASIC, STANDARD],
        include_str!("enum_first_value_zero.md"),
        Check::Enum(first_is_zero),
    )
    .older(OTHER_RULES),
    LintRule::new(
        "ENUM_NO_ALLOW_ALIAS",
        "enums do not allow aliases",
        &[BASIC, STANDARD],
        include_str!("enum_no_allow_alias.md"),
        Check::Enum(has_no_alias),
    )
    .older(SENSIBLE_RULES),
    LintRule::new(
        "ENUM_VALUE_PREFIX",
        "enum values start with the name of their enum",
        &[STANDARD],
        include_str!("enum_value_prefix.md"),
        Check::EnumValue(has_prefix),
    )
    .older(STYLE_RULES),
    LintRule::new(
        "ENUM_ZERO_VALUE_SUFFIX",
        "enum values with the number 0 have a common suffix",
        &[STANDARD],
        include_str!("enum_zero_value_suffix.md"),
        Check::EnumValue(has_suffix),
    )
    .older(STYLE_RULES),
];

/// The path of the number of a value in its descriptor.
const NUMBER: &[i32] = &[2];
/// The path of `allow_alias` in the descriptor of an enum.
const ALLOW_ALIAS: &[i32] = &[3, 2];

fn first_is_zero(cx: &LintContext<'_>, id: EnumId, findings: &mut Findings<'_>) {
    let Some(&first) = cx.schema[id].values.first() else { return };
    let value = &cx.schema[first];
    if value.number == 0 {
        return;
    }
    let name = cx.schema.text(value.name);
    let number = value.number;
    let message =
        format!("the first value of an enum is its default, and `{name}` has the number {number} instead of 0");
    let help = "put a value with the number 0 first";
    findings.push_with_help(first, cx.schema.part(first, NUMBER), message, help);
    if let Some(&zero) = cx.schema[id].values.iter().find(|&&value| cx.schema[value].number == 0) {
        findings.propose(SchemaChange::MoveToFront(zero));
    }
}

fn has_no_alias(cx: &LintContext<'_>, id: EnumId, findings: &mut Findings<'_>) {
    if cx.schema[id].options.allow_alias() != Some(true) {
        return;
    }
    let name = cx.schema.text(cx.schema[id].name);
    let message = format!("enum `{name}` allows two names for one number, of which JSON can write only one");
    let help = "keep one name for each number and delete the option";
    findings.push_with_help(id, cx.schema.part(id, ALLOW_ALIAS), message, help);
}

fn has_prefix(cx: &LintContext<'_>, id: EnumValueId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    let of = cx.schema.text(cx.schema[cx.schema[id].parent].name);
    let prefix = format!("{}_", upper_snake(of));
    if name.starts_with(&prefix) {
        return;
    }
    let message = format!(
        "the name of enum value `{name}` does not start with `{prefix}`, and all enums of a scope share their value names"
    );
    let upper = upper_snake(name);
    let name = if upper.starts_with(&prefix) { upper } else { format!("{prefix}{upper}") };
    findings.push_with_name(id, cx.name(id), message, name);
}

fn has_suffix(cx: &LintContext<'_>, id: EnumValueId, findings: &mut Findings<'_>) {
    let value = &cx.schema[id];
    let suffix = cx.options.enum_zero_value_suffix.as_str();
    let name = cx.schema.text(value.name);
    if value.number != 0 || name.ends_with(suffix) {
        return;
    }
    let of = cx.schema.text(cx.schema[value.parent].name);
    let message = format!(
        "the name of enum value `{name}` does not end with `{suffix}`, but 0 is also the number of an enum that is not set"
    );
    let prefix = upper_snake(of);
    let name_without_meaning = format!("{prefix}{suffix}");
    if has_no_meaning(name, &prefix) {
        findings.push_with_name(id, cx.name(id), message, name_without_meaning);
        return;
    }
    let help = format!("rename it to `{name_without_meaning}`, and use another number for a value with a meaning");
    findings.push_with_help(id, cx.name(id), message, help);
}

/// Words for a value that is not set or not known. Any other zero value may have a meaning, which a rename would change.
const WITHOUT_MEANING: [&str; 7] =
    ["UNSPECIFIED", "UNKNOWN", "UNDEFINED", "UNSET", "NOT_SET", "NOT_SPECIFIED", "UNKNOWN_UNSPECIFIED"];

/// Returns `true` for names such as `UNKNOWN`, `COLOR_UNKNOWN` and `UNKNOWN_COLOR` in the enum `Color`.
fn has_no_meaning(name: &str, prefix: &str) -> bool {
    let upper = upper_snake(name);
    let before = upper.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
    let behind = upper.strip_suffix(prefix).and_then(|rest| rest.strip_suffix('_'));
    WITHOUT_MEANING.contains(&before.or(behind).unwrap_or(&upper))
}
