//! Methods whose idempotency level changed, by which clients and proxies decide whether to repeat a call.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{API, CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::{MethodId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RPC_SAME_IDEMPOTENCY_LEVEL",
    "methods keep their `idempotency_level`",
    &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR, API],
    include_str!("rpc_same_idempotency_level.md"),
    Check::Method(check),
)
.source_only("whether a call may be repeated changes, and not what it sends")];

/// The path of `options.idempotency_level` in a method's descriptor.
const LEVEL: &[i32] = &[4, 34];

fn check(cx: &Comparison<'_>, pair: Pair<MethodId>, findings: &mut Findings) {
    let old = level(cx.old, pair.old);
    let new = level(cx.new, pair.new);
    if old != new {
        let problem = problem(&subject::method(cx.new, pair.new), old, new);
        findings
            .push(cx.now_option(pair.new, LEVEL), cx.was(pair.old, LEVEL), problem)
            .fix(SchemaEdit::option("idempotency_level", pair));
    }
}

fn level(schema: &Schema, id: MethodId) -> &'static str {
    match schema[id].options.idempotency_level() {
        Some(1) => "NO_SIDE_EFFECTS",
        Some(2) => "IDEMPOTENT",
        _ => "IDEMPOTENCY_UNKNOWN",
    }
}

fn problem(method: &str, old: &str, new: &str) -> Problem {
    Problem {
        message: format!(
            "the idempotency level of {method} changed from {old} to {new}: clients and proxies retry and cache by the one \
             they were built with"
        ),
        now: format!("{new} here"),
        was: format!("it was {old}"),
        help: format!("go back to {old}, and give what behaves differently a method of its own"),
    }
}
