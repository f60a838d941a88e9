//! Deleted methods, whose calls fail with `UNIMPLEMENTED`.

use std::collections::HashSet;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::CALL;
use protoward_schema::{MethodId, ServiceId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RPC_NO_DELETE",
    "methods are not deleted from a service",
    &[FILE, PACKAGE],
    include_str!("rpc_no_delete.md"),
    Check::Service(check),
)
.source_only(CALL)];

fn check(cx: &Comparison<'_>, pair: Pair<ServiceId>, findings: &mut Findings) {
    let kept: HashSet<_> = cx.new[pair.new].methods.iter().map(|&id| cx.new.text(cx.new[id].name)).collect();
    for &method in &cx.old[pair.old].methods {
        if !kept.contains(cx.old.text(cx.old[method].name)) {
            findings
                .push(cx.now(pair.new, &[]), cx.was(method, &[]), problem(cx, method))
                .fix(SchemaEdit::Declare(method.into()));
        }
    }
}

fn problem(cx: &Comparison<'_>, method: MethodId) -> Problem {
    Problem {
        message: format!(
            "{} was deleted: clients that call it get UNIMPLEMENTED, and code that names it stops compiling",
            subject::method(cx.old, method)
        ),
        now: "the method is gone from here".into(),
        was: "it was declared here".into(),
        help: "keep the method with `option deprecated = true;` until no client calls it".into(),
    }
}
