//! Deleted fields that clients exchange as JSON over HTTP. JSON has names, so that a reserved number does not help.

use std::collections::BTreeMap;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rest::{LostJsonField, NewHandling, RequestOutcome, changed_fates, losses};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_http::SampleRequest;
use protoward_schema::{FieldId, MessageId, MethodId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_NO_DELETE_FROM_HTTP",
    "fields of the JSON that HTTP clients send and get are not deleted",
    &[API],
    include_str!("field_no_delete_from_http.md"),
    Check::Schema(check),
)
.shown_by_call()];

/// The part of a call that lost a field, and the first request that demonstrates the loss.
struct LostInCall {
    is_sent: Option<String>,
    is_read: Option<String>,
    call: SampleRequest,
    pair: Pair<MethodId>,
}

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    let mut lost: BTreeMap<(FieldId, MessageId), LostInCall> = BTreeMap::new();
    let pairs = cx.pairs.methods.iter().chain(&cx.followed.methods);
    for fate in pairs.flat_map(|&pair| changed_fates(cx, pair)) {
        let (NewHandling::Same(new) | NewHandling::Rebound(new)) = fate.now else { continue };
        for is_answer in [false, true] {
            for loss in losses(cx, fate.old, new, is_answer) {
                add(cx, &mut lost, &fate, loss, is_answer);
            }
        }
    }
    for ((field, message), lost) in lost {
        let problem = problem(cx, field, &lost);
        let sent = lost.is_sent.iter().map(|call| format!("sent {call}"));
        let details: Vec<_> = sent.chain(lost.is_read.iter().map(|call| format!("read {call}"))).collect();
        let handle = findings.push(cx.now(message, &[]), cx.was(field, &[]), problem);
        handle.details(details).call(lost.call, lost.pair);
    }
}

fn add(
    cx: &Comparison<'_>,
    lost: &mut BTreeMap<(FieldId, MessageId), LostInCall>,
    fate: &RequestOutcome<'_>,
    loss: LostJsonField,
    is_answer: bool,
) {
    let call = || {
        let call = fate.call(cx.old);
        if is_answer {
            SampleRequest { answer: Some(loss.json.clone()), ..call }
        } else {
            SampleRequest { body: Some(loss.json.clone()), ..call }
        }
    };
    let entry = lost.entry((loss.field, loss.new)).or_insert_with(|| LostInCall {
        is_sent: None,
        is_read: None,
        call: call(),
        pair: fate.pair,
    });
    let called = format!("`{} {}`", fate.verb, fate.old.path);
    if is_answer { &mut entry.is_read } else { &mut entry.is_sent }.get_or_insert(called);
}

fn problem(cx: &Comparison<'_>, field: FieldId, lost: &LostInCall) -> Problem {
    let key = cx.old.json_name(field);
    let sent = lost.is_sent.as_ref().map(|call| format!("the body of {call} with `{key}` is refused, or it is lost"));
    let read = lost.is_read.as_ref().map(|call| format!("the answer to {call} no longer has `{key}`"));
    let harms: Vec<String> = sent.into_iter().chain(read).collect();
    Problem {
        message: format!("{} was deleted: {}", subject::field(cx.old, field), harms.join(", and ")),
        now: format!("nothing has the key `{key}`"),
        was: "it was declared here".to_owned(),
        help: "keep the field and mark it `[deprecated = true]`; `reserved` does not help clients that use its name"
            .to_owned(),
    }
}
