//! Methods that changed between unary and streaming on one side.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, End, SchemaEdit};
use crate::names::{API, CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rest::{NewHandling, RequestOutcome, fates};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_http::SampleRequest;
use protoward_schema::{Method, MethodId};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "RPC_SAME_CLIENT_STREAMING",
        "methods go on to take one request, or a stream of them",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR, API],
        include_str!("rpc_same_client_streaming.md"),
        Check::Method(|cx, pair, findings| check(cx, pair, &CLIENT, findings)),
    )
    .source_only("how many messages are sent changes, and not what is in one"),
    BreakingRule::new(
        "RPC_SAME_SERVER_STREAMING",
        "methods go on to give one response, or a stream of them",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR, API],
        include_str!("rpc_same_server_streaming.md"),
        Check::Method(|cx, pair, findings| check(cx, pair, &SERVER, findings)),
    )
    .source_only("how many messages are sent changes, and not what is in one"),
];

/// One direction of a call.
struct Direction {
    streams: fn(&Method) -> bool,
    end: End,
    one: &'static str,
    many: &'static str,
    /// The consequences for existing clients when the direction becomes a stream, and when it ceases to be one.
    harm: (&'static str, &'static str),
}

const CLIENT: Direction = Direction {
    streams: |method| method.client_streaming,
    end: End::Request,
    one: "one request",
    many: "a stream of requests",
    harm: (
        "the server waits for requests that old clients do not know how to send",
        "the server refuses what old clients send after the first request",
    ),
};
const SERVER: Direction = Direction {
    streams: |method| method.server_streaming,
    end: End::Response,
    one: "one response",
    many: "a stream of responses",
    harm: (
        "old clients fail when more than one response comes, or none",
        "old clients wait for a stream and get one response",
    ),
};

fn check(cx: &Comparison<'_>, pair: Pair<MethodId>, direction: &Direction, findings: &mut Findings) {
    let streams = (direction.streams)(&cx.new[pair.new]);
    if (direction.streams)(&cx.old[pair.old]) != streams {
        let problem = problem(&subject::method(cx.new, pair.new), direction, streams);
        let found = findings.push(cx.now(pair.new, &[]), cx.was(pair.old, &[]), problem);
        let found = match first_call(cx, pair) {
            Some(call) => found.call(call, pair),
            None => found,
        };
        found.fix(SchemaEdit::restore(ElementPart::Stream(direction.end), pair));
    }
}

/// Returns an HTTP request that both versions answer.
fn first_call(cx: &Comparison<'_>, pair: Pair<MethodId>) -> Option<SampleRequest> {
    let kept = |fate: &RequestOutcome<'_>| matches!(fate.now, NewHandling::Same(_));
    fates(cx, pair).iter().find(|fate| kept(fate)).map(|fate| fate.call(cx.old))
}

fn problem(method: &str, direction: &Direction, streams: bool) -> Problem {
    let Direction { one, many, harm, .. } = direction;
    let (old, new, harm) = if streams { (one, many, harm.0) } else { (many, one, harm.1) };
    Problem {
        message: format!("{method} changed from {old} to {new}: {harm}"),
        now: format!("{new} here"),
        was: format!("it was {old}"),
        help: format!("go back to {old}, and add a method with another name for {new}"),
    }
}
