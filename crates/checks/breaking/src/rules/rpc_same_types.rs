//! Methods whose request or response type has another full name, so that one message is read as another.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, End, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{ALIKE, Media, Recipe};
use protoward_schema::{MessageId, Method, MethodId};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "RPC_SAME_REQUEST_TYPE",
        "methods keep the type of their requests",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
        include_str!("rpc_same_request_type.md"),
        Check::Method(|cx, pair, findings| check(cx, pair, &REQUEST, findings)),
    )
    .shown_in(Media::Both, Recipe::Values, ALIKE),
    BreakingRule::new(
        "RPC_SAME_RESPONSE_TYPE",
        "methods keep the type of their responses",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
        include_str!("rpc_same_response_type.md"),
        Check::Method(|cx, pair, findings| check(cx, pair, &RESPONSE, findings)),
    )
    .shown_in(Media::Both, Recipe::Values, ALIKE),
];

/// The request or the response of a method.
struct MethodType {
    end: End,
    what: &'static str,
    /// The party that receives a message of the wrong type.
    harm: &'static str,
    of: fn(&Method) -> MessageId,
    /// The path in the method's descriptor.
    path: &'static [i32],
}

const REQUEST: MethodType = MethodType {
    end: End::Request,
    what: "request",
    harm: "the server reads the bytes of old clients as another message",
    of: |method| method.input,
    path: &[2],
};
const RESPONSE: MethodType = MethodType {
    end: End::Response,
    what: "response",
    harm: "old clients read the bytes of the answer as another message",
    of: |method| method.output,
    path: &[3],
};

fn check(cx: &Comparison<'_>, pair: Pair<MethodId>, side: &MethodType, findings: &mut Findings) {
    let old = subject::message(cx.old, (side.of)(&cx.old[pair.old]));
    let new = subject::message(cx.new, (side.of)(&cx.new[pair.new]));
    if old != new {
        let problem = problem(&subject::method(cx.new, pair.new), side, old, new);
        findings
            .push(cx.now(pair.new, side.path), cx.was(pair.old, side.path), problem)
            .fix(SchemaEdit::restore(ElementPart::Message(side.end), pair));
    }
}

fn problem(method: &str, side: &MethodType, old: &str, new: &str) -> Problem {
    let MethodType { what, harm, .. } = side;
    Problem {
        message: format!("the {what} of {method} changed from `{old}` to `{new}`: {harm}"),
        now: format!("`{new}` here"),
        was: format!("it was `{old}`"),
        help: format!("go back to `{old}` and add fields there, or add a method with another name"),
    }
}
