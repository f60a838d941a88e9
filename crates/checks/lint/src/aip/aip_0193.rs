//! AIP-193: errors.

use super::report::at_name;
use super::{methods, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{MessageId, MethodId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0193_NO_ERROR_RESPONSE",
        "errors are statuses, and no fields of responses",
        &[AIP],
        include_str!("aip_0193_no_error_response.md"),
        Check::Method(error),
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

/// Reports errors of the response of a method. Responses of items in a batch belong to partial results, and a stream goes
/// on after an error.
fn error(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let Some(response) = methods::response(cx, id).filter(|_| !cx.schema[id].server_streaming) else { return };
    for &field in &cx.schema[response].fields {
        let name = types::name(cx, field);
        if ERRORS.contains(&name) && !types::is_repeated(cx, field) {
            let message = format!("the response has a field for its error, `{name}`");
            let help = "fail with a status and `google.rpc.ErrorInfo`: clients do not look into responses for errors";
            at_name(cx, findings, field, message, help);
        }
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
