//! `google.api.http`: how a method is called over HTTP.

use crate::breaking::Category::Api;
use crate::breaking::annotations::{Annotation, Held, Part};
use crate::breaking::comparison::{Comparison, Pair};
use crate::breaking::finding::{Findings, Problem};
use crate::breaking::rule::{Check, Rule};
use crate::breaking::subject;
use crate::schema::{MessageId, MethodId, Schema};

pub(super) const RULES: &[Rule] = &[Rule::new(
    "RPC_SAME_HTTP_RULE",
    "methods keep the paths, verbs and bodies that they have over HTTP",
    &[Api],
    include_str!("rpc_same_http_rule.md"),
    Check::Method(check),
)];

const HTTP: Annotation = Annotation { name: "google.api.http", number: 72_295_728 };
const VERBS: [Part; 5] = [
    Part { name: "get", number: 2 },
    Part { name: "put", number: 3 },
    Part { name: "post", number: 4 },
    Part { name: "delete", number: 5 },
    Part { name: "patch", number: 6 },
];
const CUSTOM: Part = Part { name: "custom", number: 8 };
const CUSTOM_KIND: Part = Part { name: "kind", number: 1 };
const CUSTOM_PATH: Part = Part { name: "path", number: 2 };
const BODY: Part = Part { name: "body", number: 7 };
const RESPONSE_BODY: Part = Part { name: "response_body", number: 12 };
const ADDITIONAL: Part = Part { name: "additional_bindings", number: 11 };

/// One way to call a method.
struct Binding {
    verb: String,
    path: String,
    /// The path without the names of its variables, and the fields that those are by number.
    meant: (String, Vec<String>),
    body: String,
    response_body: String,
}

impl Binding {
    fn called(&self) -> String {
        format!("`{} {}`", self.verb, self.path)
    }
}

fn check(cx: &Comparison<'_>, pair: Pair<MethodId>, findings: &mut Findings) {
    let after = bindings(cx.new, pair.new);
    for old in bindings(cx.old, pair.old) {
        // Any of several bindings may be the first one now: clients go by what they were built with.
        let same = after.iter().find(|new| new.verb == old.verb && new.meant == old.meant);
        let problem = match same {
            None => Some(gone(cx, pair, &old, &after)),
            Some(new) => changed(cx, pair, &old, new),
        };
        if let Some(problem) = problem {
            let (now, was) = (paths(cx.new, pair.new), paths(cx.old, pair.old));
            let [now, was] = [&now, &was].map(|paths| paths.iter().map(Vec::as_slice).collect::<Vec<_>>());
            findings.push(cx.now_any(pair.new, &now), cx.was_any(pair.old, &was), problem);
        }
    }
}

/// Where the rule may be written: as a whole, or one part after the other.
fn paths(schema: &Schema, id: MethodId) -> Vec<Vec<i32>> {
    let whole = HTTP.path(schema, id.into());
    let parts = VERBS.iter().chain([&CUSTOM]).map(|verb| i32::try_from(verb.number).unwrap_or(i32::MAX));
    let parts: Vec<_> = parts.map(|part| [&whole[..], &[part]].concat()).collect();
    std::iter::once(whole).chain(parts).collect()
}

fn bindings(schema: &Schema, id: MethodId) -> Vec<Binding> {
    let Some(rule) = HTTP.message(schema, id.into()) else { return Vec::new() };
    let additional = rule.messages(ADDITIONAL);
    std::iter::once(&rule).chain(&additional).filter_map(|rule| binding(schema, id, rule)).collect()
}

fn binding(schema: &Schema, id: MethodId, rule: &Held<'_>) -> Option<Binding> {
    let method = &schema[id];
    let known = VERBS.iter().find_map(|&verb| Some((verb.name.to_uppercase(), rule.texts(verb).pop()?)));
    let custom = || rule.messages(CUSTOM).last().map(|custom| (custom.text(CUSTOM_KIND), custom.text(CUSTOM_PATH)));
    let (verb, path) = known.or_else(custom)?;
    Some(Binding {
        verb,
        meant: meant(schema, method.input, &path),
        path,
        body: numbered(schema, method.input, &rule.text(BODY)),
        response_body: numbered(schema, method.output, &rule.text(RESPONSE_BODY)),
    })
}

/// `/v1/{name=users/*}` is `/v1/{users/*}` with the number of `name`: what a variable is called, a client does not send.
fn meant(schema: &Schema, request: MessageId, path: &str) -> (String, Vec<String>) {
    let (mut shape, mut variables, mut rest) = (String::new(), Vec::new(), path);
    while let Some((before, variable, after)) = rest
        .split_once('{')
        .and_then(|(before, inside)| inside.split_once('}').map(|(variable, after)| (before, variable, after)))
    {
        let (name, pattern) = variable.split_once('=').unwrap_or((variable, "*"));
        shape.extend([before, "{", pattern, "}"]);
        variables.push(numbered(schema, request, name.trim()));
        rest = after;
    }
    shape.push_str(rest);
    (shape, variables)
}

/// The numbers on the way to a field, such as `3.1`; the text itself where there is no such field.
fn numbered(schema: &Schema, message: MessageId, path: &str) -> String {
    let (mut numbers, mut message) = (Vec::new(), Some(message));
    for name in path.split('.') {
        let fields = message.map_or(&[][..], |id| &schema[id].fields);
        let Some(&field) = fields.iter().find(|&&field| schema.text(schema[field].name) == name) else {
            return path.to_owned();
        };
        numbers.push(schema[field].number.to_string());
        message = schema[field].ty.message();
    }
    numbers.join(".")
}

fn gone(cx: &Comparison<'_>, pair: Pair<MethodId>, old: &Binding, after: &[Binding]) -> Problem {
    let called = old.called();
    let now = match after {
        [] => "it cannot be called over HTTP any more".to_owned(),
        [only] => format!("{} here", only.called()),
        all => format!("none of these is {called}: {}", list(all)),
    };
    Problem {
        message: format!(
            "{} is not called with {called} any more: HTTP clients that were built before get 404 or another method",
            subject::method(cx.old, pair.old)
        ),
        now,
        was: format!("it was called with {called}"),
        help: format!("keep {called} as the rule, or among its `additional_bindings`"),
    }
}

fn list(bindings: &[Binding]) -> String {
    bindings.iter().map(Binding::called).collect::<Vec<_>>().join(", ")
}

fn changed(cx: &Comparison<'_>, pair: Pair<MethodId>, old: &Binding, new: &Binding) -> Option<Problem> {
    let (what, before, after) = if old.body != new.body {
        ("body", &old.body, &new.body)
    } else if old.response_body != new.response_body {
        ("response_body", &old.response_body, &new.response_body)
    } else {
        return None;
    };
    let said = |text: &str| match text {
        "" => "none".to_owned(),
        "*" => "all of the message".to_owned(),
        number => format!("field {number}"),
    };
    let (before, after) = (said(before), said(after));
    let harm = match what {
        "body" => "the server reads the bodies and queries of older clients as something else",
        _ => "older clients read the body of an answer as something else",
    };
    Some(Problem {
        message: format!(
            "the `{what}` of {} of {} was {before} and is {after}: {harm}",
            old.called(),
            subject::method(cx.new, pair.new)
        ),
        now: format!("{after} now"),
        was: format!("{before} before"),
        help: format!("keep the `{what}`; another binding or another method can have another one"),
    })
}
