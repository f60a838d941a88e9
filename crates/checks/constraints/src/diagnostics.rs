//! The diagnostics of messages that are validated.

use crate::validation::{FailedRule, NamedViolation};
use protoward_schema::Schema;
use protoward_source::{Code, Diagnostic, Place};

/// A message that violates a rule of `buf.validate`.
const INVALID_MESSAGE: Code = Code::new("invalid-message");

/// A rule of `buf.validate` that cannot be evaluated for a message.
const UNUSABLE_RULE: Code = Code::new("unusable-rule");

/// Returns the error about a violated rule. `message` is the place of the message.
pub(crate) fn violated(violation: &NamedViolation, message: Place, rule: Place) -> Diagnostic {
    let key = if violation.for_key { "the key of " } else { "" };
    let field = match violation.field_path.as_str() {
        "" => String::new(),
        path => format!("{key}`{path}`: "),
    };
    // An expression may have no id.
    let id = if violation.rule_id.is_empty() { String::new() } else { format!(" (`{}`)", violation.rule_id) };
    let text = format!("{field}{}{id}", violation.message);
    Diagnostic::error(INVALID_MESSAGE, text).label(message, "violates the rule").label(rule, "the rule")
}

/// Returns the error about a rule that cannot be evaluated.
pub(crate) fn failed(schema: &Schema, failed: &FailedRule, rule: Place) -> Diagnostic {
    let element = schema.full_name(failed.element);
    let of = match &failed.name {
        Some(name) => format!("the rule `{name}` of `{element}` cannot be evaluated"),
        None => format!("the rules of `{element}` cannot be evaluated"),
    };
    let field = match failed.field_path.as_str() {
        "" => String::new(),
        path => format!(" for `{path}`"),
    };
    let error = Diagnostic::error(UNUSABLE_RULE, format!("{of}{field}: {}", failed.cause.reason));
    Diagnostic { help: failed.cause.help.clone(), ..error.label(rule, "cannot be evaluated") }
}
