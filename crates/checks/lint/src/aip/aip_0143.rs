//! AIP-143: standardized codes.

use super::report::{TYPE, at, at_name};
use super::types;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::FieldId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0143_CODE_NAME",
        "fields with standardized codes have the standard name",
        &[AIP],
        include_str!("aip_0143_code_name.md"),
        Check::Field(code_name),
    ),
    LintRule::new(
        "AIP_0143_CODE_TYPE",
        "standardized codes are strings",
        &[AIP],
        include_str!("aip_0143_code_type.md"),
        Check::Field(code_type),
    ),
];

/// Names of fields with their standard names.
const NAMES: &[(&str, &str)] = &[
    ("content_type", "mime_type"),
    ("media_type", "mime_type"),
    ("mimetype", "mime_type"),
    ("country", "region_code"),
    ("country_code", "region_code"),
    ("currency", "currency_code"),
    ("currency_iso_code", "currency_code"),
    ("lang", "language_code"),
    ("language", "language_code"),
    ("locale_code", "language_code"),
    ("timezone", "time_zone"),
    ("tz", "time_zone"),
    ("time_zone_id", "time_zone"),
];

fn code_name(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let Some((_, wanted)) = NAMES.iter().find(|(other, _)| name == *other) else { return };
    if types::is_single(cx, id, "string") {
        let message = format!("the code `{name}` does not have the standard name `{wanted}`");
        at_name(cx, findings, id, message, format!("write `string {wanted}`"));
    }
}

fn code_type(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let is_code = ["mime_type", "region_code", "currency_code", "language_code", "time_zone"].contains(&name);
    let has_type = types::type_name(cx, id) == "string" || types::type_name(cx, id) == "google.type.TimeZone";
    if is_code && !has_type {
        let message = format!("the code `{name}` is {}, and not `string`", types::described(cx, id));
        at(cx, findings, id, TYPE, message, "use a string with the code of the standard, which others know");
    }
}
