//! `google.api.http`: requests that a method no longer answers, or understands differently.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rest::{NewHandling, RequestOutcome, changed_fates, is_same_field, sample_query, spots};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_http::{Binding, Body, SampleRequest, query, sample};
use protoward_schema::{FieldId, MethodId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RPC_SAME_HTTP_RULE",
    "methods go on to answer the HTTP requests that they have answered",
    &[API],
    include_str!("rpc_same_http_rule.md"),
    Check::Method(check),
)
.shown_by_call()];

fn check(cx: &Comparison<'_>, pair: Pair<MethodId>, findings: &mut Findings) {
    for fate in changed_fates(cx, pair) {
        match fate.now {
            NewHandling::Nobody(_) | NewHandling::Another(_) => {
                push(cx, &fate, findings, gone(cx, pair, &fate), fate.call(cx.old))
            }
            NewHandling::Rebound(new) => push(cx, &fate, findings, rebound(cx, pair, &fate, new), fate.call(cx.old)),
            NewHandling::Same(_) | NewHandling::Shadowed { .. } => {}
        }
        if let NewHandling::Same(new) | NewHandling::Rebound(new) = fate.now {
            if let Some(problem) = body_changed(cx, &fate, new) {
                push(cx, &fate, findings, problem, telling(cx, &fate));
            }
            if let Some(problem) = response_changed(cx, &fate, new) {
                push(cx, &fate, findings, problem, fate.call(cx.old));
            }
        }
    }
}

fn push(
    cx: &Comparison<'_>,
    fate: &RequestOutcome<'_>,
    findings: &mut Findings,
    problem: Problem,
    call: SampleRequest,
) {
    let (now, was) = spots(cx, fate.pair);
    findings.push(now, was, problem).details(details(cx, fate)).call(call, fate.pair);
}

/// Returns the request, and how the new version answers it, which can depend on other methods.
fn details(cx: &Comparison<'_>, fate: &RequestOutcome<'_>) -> Vec<String> {
    let answer = match &fate.now {
        NewHandling::Nobody(verbs) => verbs.join(" "),
        NewHandling::Another(by)
        | NewHandling::Same(by)
        | NewHandling::Rebound(by)
        | NewHandling::Shadowed { by, .. } => {
            format!("{} {}", cx.new.full_name(by.method.into()), by.path)
        }
    };
    vec![called(fate), format!("{} {}", fate.verb, fate.path), answer]
}

/// Returns the request, with a query parameter if it has no body.
fn telling(cx: &Comparison<'_>, fate: &RequestOutcome<'_>) -> SampleRequest {
    let mut call = fate.call(cx.old);
    if fate.old.body == Body::None {
        let into_body = |path: &&Vec<FieldId>| match fate.now {
            NewHandling::Same(new) | NewHandling::Rebound(new) => is_in_body(cx, path, new),
            _ => false,
        };
        let query = query(cx.old, fate.old);
        call.query.extend(query.fields.iter().find(into_body).map(|path| sample_query(cx.old, path)));
    }
    call
}

fn called(fate: &RequestOutcome<'_>) -> String {
    format!("`{} {}`", fate.verb, fate.old.path)
}

fn gone(cx: &Comparison<'_>, pair: Pair<MethodId>, fate: &RequestOutcome<'_>) -> Problem {
    let called = called(fate);
    let request = format!("`{} {}`", fate.verb, fate.path);
    let harm = match &fate.now {
        NewHandling::Another(binding) => {
            format!("{request} is answered by {} now", subject::method(cx.new, binding.method))
        }
        NewHandling::Nobody(verbs) if !verbs.is_empty() => {
            format!("{request} gets 405; the path is there for {} only", verbs.join(", "))
        }
        _ => format!("{request} gets 404"),
    };
    let after: Vec<String> = cx.rest().new.of_method(pair.new).map(|it| text(it.verb.name(), it)).collect();
    let now = match after.as_slice() {
        [] => "it can no longer be called over HTTP".to_owned(),
        [only] => format!("{only} here"),
        all => format!("none of these is {called}: {}", all.join(", ")),
    };
    Problem {
        message: format!("{} no longer answers all of {called}: {harm}", subject::method(cx.old, pair.old)),
        now,
        was: format!("it was called with {called}"),
        help: format!("keep {called} as the rule, or among its `additional_bindings`"),
    }
}

fn text(verb: &str, binding: &Binding) -> String {
    format!("`{verb} {}`", binding.path)
}

fn rebound(cx: &Comparison<'_>, pair: Pair<MethodId>, fate: &RequestOutcome<'_>, new: &Binding) -> Problem {
    let called = called(fate);
    let now = text(&fate.verb, new);
    Problem {
        message: format!(
            "the path of {called} of {} sets other fields, or the same ones to other values: it is read as {now}",
            subject::method(cx.new, pair.new)
        ),
        now: format!("{now} here"),
        was: format!("it was {called}"),
        help: "let the variables capture the same segments for the same fields; a field may have another name"
            .to_owned(),
    }
}

fn body_changed(cx: &Comparison<'_>, fate: &RequestOutcome<'_>, new: &Binding) -> Option<Problem> {
    let old = fate.old;
    let input = cx.old[old.method].input;
    let has_more = || sample::field_of(cx.old, input, &old.variables).is_some();
    let harm = match (old.body, new.body) {
        (Body::None, Body::None) | (Body::All, Body::All) => return None,
        (Body::Field(was), Body::Field(is)) if is_same_field(cx.old, was, cx.new, is) => return None,
        (Body::None, Body::All | Body::Field(_)) => {
            let query = query(cx.old, old);
            let mut moved = query.fields.iter().filter(|path| is_in_body(cx, path, new));
            moved.next()?;
            "query parameters of older clients are refused or lost"
        }
        (Body::All, _) if !has_more() => return None,
        // The path takes precedence over the body.
        (Body::Field(field), Body::None) if old.variables.contains(&vec![field]) => return None,
        (_, Body::None) => "the body that older clients send is not read",
        (Body::All, Body::Field(_)) => "the keys of the request that older clients send are looked for in one field",
        (Body::Field(_), Body::All) => "the field that older clients send is read as the whole request",
        (Body::Field(_), Body::Field(_)) => "the field that older clients send is read as another one",
    };
    let body = |schema: &Schema, body: Body| match body {
        Body::None => "none".to_owned(),
        Body::All => "all of the message".to_owned(),
        Body::Field(field) => described(schema, field),
    };
    let part = BindingPart { name: "body", before: body(cx.old, old.body), after: body(cx.new, new.body) };
    Some(changed(cx, fate, part, harm))
}

/// Returns `true` if the new binding reads a parameter from the body.
fn is_in_body(cx: &Comparison<'_>, path: &[FieldId], new: &Binding) -> bool {
    match (new.body, path.first()) {
        (Body::All, _) => true,
        (Body::Field(is), Some(&was)) => is_same_field(cx.old, was, cx.new, is),
        _ => false,
    }
}

fn response_changed(cx: &Comparison<'_>, fate: &RequestOutcome<'_>, new: &Binding) -> Option<Problem> {
    let was = fate.old.response_body;
    let is = new.response_body;
    let is_same = match (was, is) {
        (None, None) => true,
        (Some(was), Some(is)) => is_same_field(cx.old, was, cx.new, is),
        _ => false,
    };
    let words =
        |schema: &Schema, field: Option<FieldId>| field.map_or_else(|| "none".to_owned(), |it| described(schema, it));
    let harm = "older clients read the body of an answer as something else";
    let part = BindingPart { name: "response_body", before: words(cx.old, was), after: words(cx.new, is) };
    (!is_same).then(|| changed(cx, fate, part, harm))
}

fn described(schema: &Schema, field: FieldId) -> String {
    format!("field `{}` ({})", schema.text(schema[field].name), schema[field].number)
}

/// A part of a binding in both versions.
struct BindingPart {
    name: &'static str,
    before: String,
    after: String,
}

fn changed(cx: &Comparison<'_>, fate: &RequestOutcome<'_>, part: BindingPart, harm: &str) -> Problem {
    let BindingPart { name, before, after } = part;
    Problem {
        message: format!(
            "the `{name}` of {} of {} was {before} and is {after}: {harm}",
            called(fate),
            subject::method(cx.old, fate.old.method)
        ),
        now: format!("{after} now"),
        was: format!("{before} before"),
        help: format!("keep the `{name}`; another binding or another method can have another one"),
    }
}
