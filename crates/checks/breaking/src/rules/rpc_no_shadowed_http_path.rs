//! HTTP paths that another method answers now, because its template takes precedence.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rest::{NewHandling, changed_fates, option_spot, spots};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::MethodId;

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RPC_NO_SHADOWED_HTTP_PATH",
    "HTTP requests go on to reach the method that they have reached, and not one that is bound more closely",
    &[API],
    include_str!("rpc_no_shadowed_http_path.md"),
    Check::Method(check),
)
.shown_by_call()];

fn check(cx: &Comparison<'_>, pair: Pair<MethodId>, findings: &mut Findings) {
    for fate in changed_fates(cx, pair) {
        let NewHandling::Shadowed { by, own } = fate.now else { continue };
        let verb = &fate.verb;
        let path = &fate.path;
        let one = subject::method(cx.old, pair.old);
        let other = subject::method(cx.new, by.method);
        let problem = Problem {
            message: format!(
                "`{verb} {path}` reaches {other} now, and no longer {one}: `{}` comes before `{}`",
                by.path, own.path
            ),
            now: format!("`{} {}` takes the path", by.verb.name(), by.path),
            was: format!("`{} {}` answered", fate.old.verb.name(), fate.old.path),
            help: "bind the new method to a path that the old one does not match".to_owned(),
        };
        let (_, was) = spots(cx, pair);
        let handle = findings.push(option_spot(cx, by.method), was, problem);
        handle.details([format!("{verb} {path}")]).call(fate.call(cx.old), pair);
    }
}
