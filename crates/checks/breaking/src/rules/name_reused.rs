//! Names from before the old version that are now used for something else.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::comparison::Comparison;
use crate::finding::{Findings, Problem};
use crate::history::{TypeHistory, earlier, spot, until};
use crate::json_names::json_names;
use crate::names::HISTORY;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_ledger::{Fact, FactPeriod, LedgerIndex, TypeKind};
use protoward_schema::{Element, EnumId, MessageId, MethodId, Schema, ServiceId};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "FIELD_NAME_NOT_REUSED",
        "names of deleted fields are not reused with another number",
        &[HISTORY],
        include_str!("field_name_not_reused.md"),
        Check::Schema(fields),
    ),
    BreakingRule::new(
        "EXTENSION_NAME_NOT_REUSED",
        "names of deleted extensions are not reused with another number",
        &[HISTORY],
        include_str!("extension_name_not_reused.md"),
        Check::Schema(extensions),
    ),
    BreakingRule::new(
        "ENUM_VALUE_NAME_NOT_REUSED",
        "names of deleted values are not reused with another number",
        &[HISTORY],
        include_str!("enum_value_name_not_reused.md"),
        Check::Schema(values),
    ),
    BreakingRule::new(
        "RPC_NAME_NOT_REUSED",
        "names of deleted methods are not reused with other messages",
        &[HISTORY],
        include_str!("rpc_name_not_reused.md"),
        Check::Schema(methods),
    ),
    BreakingRule::new(
        "TYPE_NAME_NOT_REUSED",
        "names of deleted messages, enums and services are not reused for another kind",
        &[HISTORY],
        include_str!("type_name_not_reused.md"),
        Check::Schema(types),
    ),
];

/// The path of `name` in every descriptor.
const NAME: &[i32] = &[1];
/// The path of `json_name` in a field's descriptor.
const JSON_NAME: &[i32] = &[10];

fn fields(cx: &Comparison<'_>, findings: &mut Findings) {
    for (message, known) in TypeHistory::messages(cx) {
        fields_of(cx, message, &known, findings);
    }
}

fn fields_of<'a>(cx: &Comparison<'_>, message: MessageId, known: &TypeHistory<'a>, findings: &mut Findings) {
    let mut periods: HashMap<Cow<'_, str>, Vec<FactPeriod<'a>>> = HashMap::new();
    for period in &known.periods {
        if let Fact::Field { name, .. } = period.fact {
            let json = period.fact.json_name().filter(|json| **json != **name);
            for key in json.into_iter().chain([Cow::from(&**name)]) {
                periods.entry(key).or_default().push(*period);
            }
        }
    }
    let old_keys = |element| match element {
        Element::Message(id) => cx.old[id].fields.iter().flat_map(|&field| json_names(cx.old, field)).collect(),
        _ => Vec::new(),
    };
    let old: HashSet<String> = known.old(cx).into_iter().flat_map(old_keys).collect();
    for &field in &cx.new[message].fields {
        let number = cx.new[field].number.0;
        // A name that the old version has is not reused by this change. Other rules compare the two.
        let reused = json_names(cx.new, field).into_iter().filter(|key| !old.contains(key)).find_map(|key| {
            let conflicts = LedgerIndex::conflicts(periods.get(&*key)?, |last, _| last.fact.number() == Some(number));
            (!conflicts.is_empty()).then_some((key, conflicts))
        });
        let Some((key, conflicts)) = reused else { continue };
        let was_name = matches!(conflicts[0].fact, Fact::Field { name, .. } if **name == *key);
        let (place, problem) = if was_name && key == cx.new.text(cx.new[field].name) {
            let subject = subject::field(cx.new, field);
            (cx.now(field, NAME), numbered(&subject, &key, number, &conflicts, FIELD_HARM))
        } else {
            let subject = format!("JSON name `{key}` of `{}`", subject::message(cx.new, message));
            (cx.now_any(field, &[JSON_NAME, NAME]), numbered(&subject, &key, number, &conflicts, JSON_HARM))
        };
        findings.push(place, spot(&conflicts[0]), problem);
    }
}

const FIELD_HARM: &str =
    "JSON and text format with this name are read as the same element, but older binary data is no longer found";
const JSON_HARM: &str = "JSON with this name is read as the same element, but older binary data is no longer found";
const VALUE_HARM: &str = "the name in JSON means one number to some and another one to others";

/// Returns the problem of a name that is reused with another number.
fn numbered(subject: &str, name: &str, number: i32, conflicts: &[FactPeriod<'_>], harm: &str) -> Problem {
    let phrase = |fact: &Fact| fact.number().unwrap_or_default().to_string();
    let was = phrase(conflicts[0].fact);
    Problem {
        message: format!(
            "{subject} had the number {was} {}, and is reused with {number}: {harm}{}",
            until(&conflicts[0]),
            earlier(conflicts, phrase)
        ),
        now: format!("`{name}` is {number} now"),
        was: format!("`{name}` was {was}"),
        help: format!("give it the number {was} again, if it means the same; else another name"),
    }
}

fn extensions(cx: &Comparison<'_>, findings: &mut Findings) {
    let Some(past) = &cx.past else { return };
    for (id, field) in cx.new.fields.iter().filter(|(_, field)| field.is_extension() && cx.has_new(field.file)) {
        let name = cx.new.full_name(id.into());
        if matches!(cx.in_old(&name), Some(Element::Field(_))) {
            continue;
        }
        let number = field.number.0;
        let extendee = subject::message(cx.new, field.containing());
        let is_same = |last: &Fact| {
            matches!(last, Fact::Extension { extendee: was, number: before, .. }
                if *before == number && past.is_same_name(was, extendee))
        };
        let conflicts = LedgerIndex::conflicts(&past.extension(&name), |last, _| is_same(last.fact));
        let Some(last) = conflicts.first() else { continue };
        let was = last.fact.subject();
        let problem = if past.is_same_name(was, extendee) {
            numbered(&subject::field(cx.new, id), &name, number, &conflicts, FIELD_HARM)
        } else {
            extended(&name, extendee, was, last)
        };
        findings.push(cx.now(id, NAME), spot(last), problem);
    }
}

fn extended(name: &str, extendee: &str, was: &str, last: &FactPeriod<'_>) -> Problem {
    Problem {
        message: format!(
            "extension `{name}` extended `{was}` {}, and is reused for `{extendee}`: {FIELD_HARM}",
            until(last)
        ),
        now: format!("it extends `{extendee}` now"),
        was: format!("it extended `{was}`"),
        help: "give it another name".into(),
    }
}

fn values(cx: &Comparison<'_>, findings: &mut Findings) {
    for (parent, known) in TypeHistory::enums(cx) {
        values_of(cx, parent, &known, findings);
    }
}

fn values_of<'a>(cx: &Comparison<'_>, parent: EnumId, known: &TypeHistory<'a>, findings: &mut Findings) {
    let periods = known.by(|fact| match fact {
        Fact::Value { name, .. } => Some(&**name),
        _ => None,
    });
    let old_names = |element| match element {
        Element::Enum(id) => cx.old[id].values.iter().map(|&value| cx.old.text(cx.old[value].name)).collect(),
        _ => Vec::new(),
    };
    let old: HashSet<&str> = known.old(cx).into_iter().flat_map(old_names).collect();
    for &value in &cx.new[parent].values {
        let name = cx.new.text(cx.new[value].name);
        let number = cx.new[value].number;
        let Some(periods) = periods.get(name).filter(|_| !old.contains(name)) else { continue };
        let conflicts = LedgerIndex::conflicts(periods, |last, _| last.fact.number() == Some(number));
        if let Some(last) = conflicts.first() {
            let subject = format!("value `{name}` of `{}`", subject::enumeration(cx.new, parent));
            findings.push(cx.now(value, NAME), spot(last), numbered(&subject, name, number, &conflicts, VALUE_HARM));
        }
    }
}

fn methods(cx: &Comparison<'_>, findings: &mut Findings) {
    let Some(past) = &cx.past else { return };
    for (id, service) in cx.new.services.iter().filter(|(_, service)| cx.has_new(service.file)) {
        if let Some(known) = TypeHistory::new(past, cx.new.text(service.full_name)) {
            methods_of(cx, past, id, &known, findings);
        }
    }
}

fn methods_of<'a>(
    cx: &Comparison<'_>,
    past: &LedgerIndex<'a>,
    service: ServiceId,
    known: &TypeHistory<'a>,
    findings: &mut Findings,
) {
    let periods = known.by(|fact| match fact {
        Fact::Method { name, .. } => Some(&**name),
        _ => None,
    });
    let old_names = |element| match element {
        Element::Service(id) => cx.old[id].methods.iter().map(|&method| cx.old.text(cx.old[method].name)).collect(),
        _ => Vec::new(),
    };
    let old: HashSet<&str> = known.old(cx).into_iter().flat_map(old_names).collect();
    for &method in &cx.new[service].methods {
        let name = cx.new.text(cx.new[method].name);
        let Some(periods) = periods.get(name).filter(|_| !old.contains(name)) else { continue };
        let conflicts = LedgerIndex::conflicts(periods, |last, _| is_same_method(cx.new, past, method, last.fact));
        if let Some(last) = conflicts.first() {
            findings.push(cx.now(method, NAME), spot(last), method_problem(cx, method, &conflicts));
        }
    }
}

fn is_same_method(schema: &Schema, past: &LedgerIndex<'_>, method: MethodId, last: &Fact) -> bool {
    match (&protoward_ledger::of_method(schema, method), last) {
        (
            Fact::Method { streaming, input, output, .. },
            Fact::Method { streaming: was_streaming, input: was_input, output: was_output, .. },
        ) => streaming == was_streaming && past.is_same_name(input, was_input) && past.is_same_name(output, was_output),
        _ => false,
    }
}

fn method_problem(cx: &Comparison<'_>, method: MethodId, conflicts: &[FactPeriod<'_>]) -> Problem {
    let subject = subject::method(cx.new, method);
    let was = signature(conflicts[0].fact);
    let now = signature(&protoward_ledger::of_method(cx.new, method));
    Problem {
        message: format!(
            "{subject} was {was} {}, and is reused as {now}: older clients call it, and one side reads the bytes as \
             another message{}",
            until(&conflicts[0]),
            earlier(conflicts, signature)
        ),
        now: format!("it is {now} now"),
        was: format!("it was {was}"),
        help: "give the method another name".into(),
    }
}

/// Returns a signature such as "`(stream a.Get) returns (a.Answer)`".
fn signature(fact: &Fact) -> String {
    match fact {
        Fact::Method { streaming, input, output, .. } => {
            let stream = |is: bool| if is { "stream " } else { "" };
            let (client, server) = streaming.sides();
            format!("`({}{input}) returns ({}{output})`", stream(client), stream(server))
        }
        other => other.to_string(),
    }
}

fn types(cx: &Comparison<'_>, findings: &mut Findings) {
    let Some(past) = &cx.past else { return };
    let messages = cx.new.messages.iter().map(|(id, it)| (Element::from(id), it.file, it.full_name, TypeKind::Message));
    let enums = cx.new.enums.iter().map(|(id, it)| (Element::from(id), it.file, it.full_name, TypeKind::Enum));
    let services = cx.new.services.iter().map(|(id, it)| (Element::from(id), it.file, it.full_name, TypeKind::Service));
    for (element, file, name, kind) in messages.chain(enums).chain(services) {
        let name = cx.new.text(name);
        let is_old = matches!(cx.in_old(name), Some(Element::Message(_) | Element::Enum(_) | Element::Service(_)));
        if !cx.has_new(file) || is_old {
            continue;
        }
        let periods: Vec<_> = past.named(name).filter(|period| kind_of(period.fact).is_some()).collect();
        let conflicts = LedgerIndex::conflicts(&periods, |last, _| kind_of(last.fact) == Some(kind));
        if let Some(last) = conflicts.first() {
            findings.push(cx.now(element, NAME), spot(last), type_problem(name, kind, &conflicts));
        }
    }
}

const fn kind_of(fact: &Fact) -> Option<TypeKind> {
    match fact {
        Fact::Type { kind, .. } => Some(*kind),
        Fact::Field { .. }
        | Fact::Extension { .. }
        | Fact::Value { .. }
        | Fact::Method { .. }
        | Fact::Renamed { .. } => None,
    }
}

fn type_problem(name: &str, kind: TypeKind, conflicts: &[FactPeriod<'_>]) -> Problem {
    let article = |kind: TypeKind| match kind {
        TypeKind::Enum => "an enum",
        TypeKind::Message => "a message",
        TypeKind::Service => "a service",
    };
    let phrase = |fact: &Fact| kind_of(fact).map_or_else(String::new, |kind| article(kind).to_owned());
    let was = phrase(conflicts[0].fact);
    let now = article(kind);
    Problem {
        message: format!(
            "`{name}` was {was} {}, and is reused as {now}: fields of the type were sent in another way, and code that \
             names it does not compile{}",
            until(&conflicts[0]),
            earlier(conflicts, phrase)
        ),
        now: format!("it is {now} now"),
        was: format!("it was {was}"),
        help: format!("give the {} another name", kind.word()),
    }
}
