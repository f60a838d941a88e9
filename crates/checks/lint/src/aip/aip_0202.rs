//! AIP-202: field formats.

use super::annotations::{FIELD_INFO, FIELD_INFO_FILE, format, imports};
use super::report::{at_annotation, at_name};
use super::types;
use crate::categories::{AIP, AIP_GOOGLE};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, Scalar};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0202_FORMAT_TYPE",
        "formats are those of strings",
        &[AIP],
        include_str!("aip_0202_format_type.md"),
        Check::Field(ty),
    ),
    LintRule::new(
        "AIP_0202_UID_FORMAT",
        "`uid` has the format of a UUID",
        &[AIP_GOOGLE],
        include_str!("aip_0202_uid_format.md"),
        Check::Field(uid),
    ),
];

fn ty(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if format(cx, id).is_some() && types::scalar(cx, id) != Some(Scalar::String) {
        let message = format!("`{}` is {}, and has a format of strings", types::name(cx, id), types::described(cx, id));
        at_annotation(cx, findings, id, FIELD_INFO, message, "remove the format, or use a string");
    }
}

fn uid(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let is_uid = types::name(cx, id) == "uid" && types::is_single(cx, id, "string");
    let uses = imports(cx, cx.schema[id].file, FIELD_INFO_FILE);
    if is_uid && uses && types::is_of_resource(cx, id) && format(cx, id).is_none() {
        at_name(cx, findings, id, "`uid` has no format", "add `[(google.api.field_info).format = UUID4]`");
    }
}
