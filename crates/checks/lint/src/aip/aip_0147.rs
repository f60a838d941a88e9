//! AIP-147: sensitive fields.

use super::annotations::{BEHAVIOR_FILE, Behavior, has, imports, reference};
use super::report::at_name;
use super::types;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, Scalar};

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "AIP_0147_SENSITIVE_INPUT_ONLY",
    "secrets in resources are input only",
    &[AIP],
    include_str!("aip_0147_sensitive_input_only.md"),
    Check::Field(input_only),
)];

const SECRETS: &[&str] =
    &["password", "passphrase", "secret", "client_secret", "private_key", "auth_token", "access_token"];

fn input_only(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let is_secret = SECRETS.iter().any(|secret| name == *secret || name.ends_with(&format!("_{secret}")));
    let is_text = matches!(types::scalar(cx, id), Some(Scalar::String | Scalar::Bytes));
    let uses = imports(cx, cx.schema[id].file, BEHAVIOR_FILE);
    // A secret that the server makes must be returned once.
    let is_made = has(cx, id, Behavior::OutputOnly);
    let is_returned = !has(cx, id, Behavior::InputOnly) && !is_made && reference(cx, id).is_none();
    if is_secret && is_text && uses && is_returned && types::is_of_resource(cx, id) {
        let message = format!("`{name}` looks like a secret, and the resource returns it");
        at_name(
            cx,
            findings,
            id,
            message,
            "add `[(google.api.field_behavior) = INPUT_ONLY]`, or name the secret elsewhere",
        );
    }
}
