//! Constraints of `buf.validate`. A stricter constraint rejects messages that existing clients send.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::PROMISE;
use protoward_constraints::{Evidence, FIELD, MESSAGE, ONEOF, Stricter};
use protoward_schema::annotations::Annotation;
use protoward_schema::{Element, FieldId, MessageId};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "FIELD_NO_STRICTER_CONSTRAINTS",
        "what is valid in a field stays valid",
        &[API],
        include_str!("field_no_stricter_constraints.md"),
        Check::Field(check_field),
    )
    .source_only(PROMISE),
    BreakingRule::new(
        "MESSAGE_NO_STRICTER_CONSTRAINTS",
        "messages that are valid stay valid",
        &[API],
        include_str!("message_no_stricter_constraints.md"),
        Check::Message(check_message),
    )
    .source_only(PROMISE),
    BreakingRule::new(
        "ONEOF_NO_STRICTER_CONSTRAINTS",
        "oneofs do not become required",
        &[API],
        include_str!("oneof_no_stricter_constraints.md"),
        Check::Message(check_oneofs),
    )
    .source_only(PROMISE),
];

/// Maximum length of a shown message, in characters.
const MAX_SHOWN: usize = 600;

fn check_field(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    for stricter in cx.constraints().of(Pair { old: pair.old.into(), new: pair.new.into() }) {
        push(cx, stricter, findings);
    }
}

fn check_message(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    for stricter in cx.constraints().of(Pair { old: pair.old.into(), new: pair.new.into() }) {
        push(cx, stricter, findings);
    }
    // Existing clients do not send new fields.
    let new_fields = cx.constraints().of_new_parts(pair);
    for stricter in new_fields.filter(|stricter| matches!(stricter.element, Element::Field(_))) {
        push(cx, stricter, findings);
    }
}

fn check_oneofs(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    for stricter in cx.constraints().of_oneofs(pair) {
        push(cx, stricter, findings);
    }
}

const fn annotation(element: Element) -> Annotation {
    match element {
        Element::Field(_) => FIELD,
        Element::Oneof(_) => ONEOF,
        _ => MESSAGE,
    }
}

fn push(cx: &Comparison<'_>, stricter: &Stricter, findings: &mut Findings) {
    let option = annotation(stricter.element).path(cx.new, stricter.element);
    let now = cx.now_any(stricter.element, &[&stricter.path, &option]);
    let was = match stricter.old_element {
        Element::Message(_) if !matches!(stricter.element, Element::Message(_)) => cx.was(stricter.old_element, &[]),
        old => cx.was_any(old, &[&annotation(old).path(cx.old, old)]),
    };
    findings.push(now, was, problem(cx, stricter));
}

fn problem(cx: &Comparison<'_>, stricter: &Stricter) -> Problem {
    let element = stricter.element;
    let what = match element {
        Element::Field(id) => subject::field(cx.new, id),
        Element::Oneof(id) => {
            let message = subject::message(cx.new, cx.new[id].message);
            format!("oneof `{}` of `{message}`", cx.new.name(element))
        }
        element => format!("{} `{}`", subject::kind(element), cx.new.full_name(element)),
    };
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "not there".to_owned());
    let before = shown(&stricter.before);
    let after = shown(&stricter.after);
    let is_same = stricter.before.is_some() && stricter.before == stricter.after;
    let verb = match (&stricter.evidence, is_same) {
        (Evidence::Message(_), false) => "is stricter",
        (Evidence::Message(_), true) => "rejects more than before",
        (Evidence::Unknown, false) => "is another one",
        (Evidence::Unknown, true) => "is about other messages than before",
    };
    let harm = match &stricter.evidence {
        Evidence::Message(message) => format!("`{}` was valid and is rejected", shortened(message)),
        Evidence::Unknown => "whether older requests and stored data are still valid is unknown".to_owned(),
    };
    let has_values = stricter.before != stricter.after;
    let values = if has_values { format!(", {before} before and {after} now") } else { String::new() };
    Problem {
        message: format!("the constraint `{}` of {what} {verb}{values}: {harm}", stricter.rule),
        now: format!("{after} now"),
        was: format!("{before} before"),
        help: match (element, stricter.rule.as_str()) {
            (_, "required") => "leave it optional, and let the server choose a default".to_owned(),
            _ => "keep what was valid valid; a stricter demand can be made of a new version of the package".to_owned(),
        },
    }
}

fn shortened(message: &str) -> String {
    match message.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}
