//! Query parameters of `google.api.http` that are gone or set another field. They are the fields that neither the path nor the
//! body has.

use std::collections::BTreeSet;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rest::{
    NewHandling, RequestOutcome, changed_fates, counterpart, is_same_field, is_same_path, sample_query, spots,
};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_http::{Binding, Body, FieldPath, named, query};
use protoward_schema::{FieldId, MethodId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RPC_SAME_HTTP_PARAMETERS",
    "methods go on to take the query parameters that they have taken",
    &[API],
    include_str!("rpc_same_http_parameters.md"),
    Check::Method(check),
)
.shown_by_call()];

fn check(cx: &Comparison<'_>, pair: Pair<MethodId>, findings: &mut Findings) {
    let mut reported = BTreeSet::new();
    for fate in changed_fates(cx, pair) {
        let (NewHandling::Same(new) | NewHandling::Rebound(new)) = fate.now else { continue };
        for lost in lost(cx, fate.old, new) {
            if reported.insert(lost.path.clone()) {
                push(cx, &fate, new, &lost, findings);
            }
        }
    }
}

/// A parameter that is no longer read, or is read into another field.
struct LostParameter {
    path: FieldPath,
    name: String,
    /// The field that has the name in the new version.
    read: Option<FieldPath>,
}

fn lost(cx: &Comparison<'_>, old: &Binding, new: &Binding) -> Vec<LostParameter> {
    if new.body == Body::All {
        return Vec::new();
    }
    let now = query(cx.new, new);
    let mut all = Vec::new();
    for path in query(cx.old, old).fields {
        // A field that moved to the body is a change of the body.
        if matches!(new.body, Body::Field(body) if is_same_field(cx.old, path[0], cx.new, body)) {
            continue;
        }
        let names = [json_name(cx.old, &path), declared_name(cx.old, &path)];
        let lost = names.into_iter().find_map(|name| match named(cx.new, new, &now, &name) {
            Some(read) if is_same_path(cx.old, &path, cx.new, &read) => None,
            read => Some(LostParameter { path: path.clone(), name, read }),
        });
        all.extend(lost);
    }
    all
}

fn json_name(schema: &Schema, path: &[FieldId]) -> String {
    path.iter().map(|&field| schema.json_name(field)).collect::<Vec<_>>().join(".")
}

fn declared_name(schema: &Schema, path: &[FieldId]) -> String {
    path.iter().map(|&field| schema.text(schema[field].name)).collect::<Vec<_>>().join(".")
}

fn push(cx: &Comparison<'_>, fate: &RequestOutcome<'_>, new: &Binding, lost: &LostParameter, findings: &mut Findings) {
    let (LostParameter { path, name, read }, pair) = (lost, fate.pair);
    let same = counterpart(cx, pair, path);
    let harm = match (read, &same) {
        (Some(read), _) => format!("it sets `{}`", declared_name(cx.new, read)),
        (None, Some(same)) if new.variables.contains(same) => "the path has the field".to_owned(),
        (None, Some(same)) if query(cx.new, new).unsendable.iter().any(|cut| same.starts_with(cut)) => {
            "no parameter can hold the field".to_owned()
        }
        (None, Some(same)) if query(cx.new, new).fields.contains(same) => {
            format!("the field is `{}`", json_name(cx.new, same))
        }
        _ => "there is no such field".to_owned(),
    };
    let called = format!("`{} {}`", fate.verb, fate.old.path);
    let problem = Problem {
        message: format!(
            "the query parameter `{name}` of {called} of {} is refused or lost: {harm}",
            subject::method(cx.old, pair.old)
        ),
        now: match &same {
            Some(same) => format!("`{}` here", declared_name(cx.new, same)),
            None => format!("`{} {}` has no parameter `{name}`", fate.verb, new.path),
        },
        was: format!("`?{name}=…` set this field"),
        help: "keep the name, or pin it with `json_name`; clients also use names as they are declared".to_owned(),
    };
    let now = match same.as_ref().and_then(|path| path.last()) {
        Some(&field) => cx.now(field, &[]),
        None => spots(cx, pair).0,
    };
    let was = path.last().map_or_else(|| spots(cx, pair).1, |&field| cx.was(field, &[]));
    let mut call = fate.call(cx.old);
    let (_, value) = sample_query(cx.old, path);
    call.query.push((name.clone(), value));
    let set = read.iter().chain(&same).map(|path| declared_name(cx.new, path));
    let details: Vec<String> = set.chain([name.clone(), cx.old.full_name(pair.old.into()), called]).collect();
    findings.push(now, was, problem).details(details).call(call, pair);
}
