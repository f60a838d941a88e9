//! AIP-193: errors.

use super::report::at_name;
use super::{fields, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MessageId, Parent};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0193_NO_ERROR_RESPONSE",
        "errors are statuses, and no fields of responses",
        &[AIP],
        include_str!("aip_0193_no_error_response.md"),
        Check::Field(error),
    ),
    LintRule::new(
        "AIP_0193_STATUS",
        "messages about errors have the type `google.rpc.Status`",
        &[AIP],
        include_str!("aip_0193_status.md"),
        Check::Message(status),
    ),
];

const ERRORS: &[&str] = &["error", "error_code", "error_message", "error_msg", "err"];

/// Reports errors of a whole response. Lists of errors, and those of items, belong to partial results.
fn error(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let is_own = types::owner(cx, id).is_some_and(|owner| matches!(cx.schema[owner].parent, Parent::File(_)));
    if ERRORS.contains(&name) && fields::is_of_response(cx, id) && is_own && !types::is_repeated(cx, id) {
        let message = format!("the response has a field for its error, `{name}`");
        let help = "fail with a status and `google.rpc.ErrorInfo`: clients do not look into responses for errors";
        at_name(cx, findings, id, message, help);
    }
}

/// Reports a message with a code, a message and details, as `google.rpc.Status` has.
fn status(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let name = types::message_name(cx, id);
    let full_name = cx.schema.text(cx.schema[id].full_name);
    let is_error = name == "Error" || name == "Status" || name.ends_with("ErrorStatus");
    let has = |field: &str| types::find(cx, id, field).is_some();
    let has_code = types::find(cx, id, "code").is_some_and(|code| types::is_integer(cx, code));
    if is_error && has_code && has("message") && full_name != "google.rpc.Status" {
        let message = format!("`{name}` has a code and a message, as `google.rpc.Status` has");
        at_name(cx, findings, id, message, "use `google.rpc.Status`, whose codes and details all clients know");
    }
}
