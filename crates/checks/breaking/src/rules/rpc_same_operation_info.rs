//! `google.longrunning.operation_info`: the types of a long-running operation's response and metadata.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::PROMISE;
use protoward_schema::annotations::{Annotation, OptionField};
use protoward_schema::{Element, MethodId, Schema, qualified};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RPC_SAME_OPERATION_INFO",
    "long-running methods keep the types of their results and of their metadata",
    &[API],
    include_str!("rpc_same_operation_info.md"),
    Check::Method(check),
)
.source_only(PROMISE)];

const OPERATION: Annotation = Annotation { name: "google.longrunning.operation_info", number: 1049 };
const RESPONSE: OptionField = OptionField { name: "response_type", number: 1 };
const METADATA: OptionField = OptionField { name: "metadata_type", number: 2 };

fn check(cx: &Comparison<'_>, pair: Pair<MethodId>, findings: &mut Findings) {
    for part in [RESPONSE, METADATA] {
        let old = name(cx.old, pair.old, part);
        let new = name(cx.new, pair.new, part);
        if old.is_empty() || old == new {
            continue;
        }
        let now = OPERATION.path(cx.new, pair.new.into());
        let was = OPERATION.path(cx.old, pair.old.into());
        findings.push(
            cx.now_any(pair.new, &[&now]),
            cx.was_any(pair.old, &[&was]),
            problem(cx, pair, part, &old, &new),
        );
    }
}

/// Returns the full name of a type; an unqualified name is resolved in the package of the method.
fn name(schema: &Schema, id: MethodId, part: OptionField) -> String {
    let text = OPERATION.message(schema, id.into()).map(|held| held.text(part)).unwrap_or_default();
    let package = schema.package(schema.file_of(id.into()));
    match schema.find(&qualified(package, &text)) {
        Some(Element::Message(found)) => subject::message(schema, found).to_owned(),
        _ => text,
    }
}

fn problem(cx: &Comparison<'_>, pair: Pair<MethodId>, part: OptionField, old: &str, new: &str) -> Problem {
    let what = if part.name == RESPONSE.name { "result" } else { "metadata" };
    let now = if new.is_empty() { "nothing".to_owned() } else { format!("`{new}`") };
    Problem {
        message: format!(
            "the {what} of the operation that {} starts changed from `{old}` to {now}: older clients cannot unpack it",
            subject::method(cx.new, pair.new)
        ),
        now: format!("{now} now"),
        was: format!("`{old}` before"),
        help: format!("keep `{old}` and add fields there, or add a method with another name"),
    }
}
