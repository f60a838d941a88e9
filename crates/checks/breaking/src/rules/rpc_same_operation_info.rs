//! `google.longrunning.operation_info`: the types of a long-running operation's response and metadata.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::operation_info::{self, METADATA, OPERATION, RESPONSE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::PROMISE;
use protoward_schema::annotations::OptionField;
use protoward_schema::{MethodId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RPC_SAME_OPERATION_INFO",
    "long-running methods keep the types of their results and of their metadata",
    &[API],
    include_str!("rpc_same_operation_info.md"),
    Check::Method(check),
)
.source_only(PROMISE)];

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

/// Returns the full name of a type, or the name as written of one that the schema lacks.
fn name(schema: &Schema, id: MethodId, part: OptionField) -> String {
    match operation_info::message(schema, id, part) {
        Some(found) => subject::message(schema, found).to_owned(),
        None => operation_info::name(schema, id, part),
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
