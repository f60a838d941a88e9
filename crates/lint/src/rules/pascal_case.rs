//! Names in PascalCase.

use crate::categories::{BASIC, STANDARD};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::MessageId;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "MESSAGE_PASCAL_CASE",
    "messages are in PascalCase",
    &[BASIC, STANDARD],
    include_str!("message_pascal_case.md"),
    Check::Message(message),
)];

/// The path of the name of a message in its location.
const NAME: &[i32] = &[1];

fn message(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    if name.starts_with(|character: char| character.is_lowercase()) {
        findings.push(id, cx.schema.part(id, NAME), format!("message `{name}` is not in PascalCase"));
    }
}
