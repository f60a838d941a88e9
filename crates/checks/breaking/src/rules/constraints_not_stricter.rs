//! Constraints of `buf.validate`. A stricter constraint rejects values that existing clients send.

use crate::comparison::{Comparison, FieldsByNumber, Pair};
use crate::constraints::{self, ConstrainedField, Constraints, StricterConstraint};
use crate::finding::{Findings, Problem};
use crate::fold;
use crate::names::API;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::PROMISE;
use protoward_schema::annotations::Annotation;
use protoward_schema::{Element, FieldId, MessageId, Presence, Schema, Shape};

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

const FIELD: Annotation = Annotation { name: "buf.validate.field", number: 1159 };
const MESSAGE: Annotation = Annotation { name: "buf.validate.message", number: 1159 };
const ONEOF: Annotation = Annotation { name: "buf.validate.oneof", number: 1159 };

fn check_field(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    compare(cx, FIELD, Pair { old: pair.old.into(), new: pair.new.into() }, findings);
}

fn check_message(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    compare(cx, MESSAGE, Pair { old: pair.old.into(), new: pair.new.into() }, findings);
    // Existing clients do not send new fields.
    let before = FieldsByNumber::new(cx.old, pair.old);
    for &new in cx.new[pair.new].fields.iter().filter(|&&new| before.find(cx.new[new].number).is_none()) {
        let constraints = constraints::of(FIELD, cx.new, new.into()).unwrap_or_default();
        let required = constraints::stricter(&Constraints::new(), &constraints, ConstrainedField::Unset);
        if let Some(required) = required.into_iter().find(|it| it.rule == "required") {
            push(cx, FIELD, Pair { old: pair.old.into(), new: new.into() }, &required, findings);
        }
    }
}

fn check_oneofs(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    for &new in &cx.new[pair.new].oneofs {
        let name = cx.new.name(new.into());
        let named = |&&old: &&_| cx.old.name(Element::Oneof(old)) == name;
        let known = cx.old[pair.old].oneofs.iter().find(named).copied();
        // Existing clients do not know new oneofs.
        match known.or_else(|| fold::renamed_oneof(cx, pair, new)) {
            Some(old) => compare(cx, ONEOF, Pair { old: old.into(), new: new.into() }, findings),
            None => {
                let after = constraints::of(ONEOF, cx.new, new.into()).unwrap_or_default();
                for stricter in constraints::stricter(&Constraints::new(), &after, ConstrainedField::Unset) {
                    push(cx, ONEOF, Pair { old: pair.old.into(), new: new.into() }, &stricter, findings);
                }
            }
        }
    }
}

fn compare(cx: &Comparison<'_>, annotation: Annotation, pair: Pair<Element>, findings: &mut Findings) {
    let of = |schema: &Schema, element| constraints::of(annotation, schema, element);
    match (of(cx.old, pair.old), of(cx.new, pair.new)) {
        (Some(before), Some(after)) => {
            for stricter in constraints::stricter(&before, &after, constrained_field(cx, pair)) {
                push(cx, annotation, pair, &stricter, findings);
            }
        }
        // Undeclared rules cannot be interpreted, but a difference between them can be detected.
        (None, _) | (_, None) => {
            let raw = |schema: &Schema, element| annotation.message(schema, element).map(|held| held.bytes);
            let before = raw(cx.old, pair.old);
            let after = raw(cx.new, pair.new);
            if after.is_some() && before != after {
                push(cx, annotation, pair, &unreadable(), findings);
            }
        }
    }
}

/// Returns how the field looks without a value, if both versions agree.
fn constrained_field(cx: &Comparison<'_>, pair: Pair<Element>) -> ConstrainedField {
    let (Element::Field(old), Element::Field(new)) = (pair.old, pair.new) else { return ConstrainedField::Unset };
    let of = |schema: &Schema, id: FieldId| match schema.shape(id) {
        Shape::Repeated { .. } | Shape::Map { .. } => ConstrainedField::Empty,
        Shape::Single(Presence::Implicit) => ConstrainedField::Zero,
        Shape::Single(_) => ConstrainedField::Unset,
    };
    let old = of(cx.old, old);
    let new = of(cx.new, new);
    if old == new { old } else { ConstrainedField::Unset }
}

fn unreadable() -> StricterConstraint {
    StricterConstraint { rule: "rules".into(), path: Vec::new(), before: None, after: None, is_certain: false }
}

fn push(
    cx: &Comparison<'_>,
    annotation: Annotation,
    pair: Pair<Element>,
    stricter: &StricterConstraint,
    findings: &mut Findings,
) {
    let path = annotation.path(cx.new, pair.new);
    let now = cx.now_any(pair.new, &[&[&path[..], &stricter.path].concat(), &path]);
    let was = match pair.old {
        Element::Message(_) if !matches!(pair.new, Element::Message(_)) => cx.was(pair.old, &[]),
        old => cx.was_any(old, &[&annotation.path(cx.old, old)]),
    };
    findings.push(now, was, problem(cx, pair.new, stricter));
}

fn problem(cx: &Comparison<'_>, element: Element, stricter: &StricterConstraint) -> Problem {
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
    let (verb, harm) = if stricter.is_certain {
        ("is stricter", "what older clients send, and what is stored, may be rejected")
    } else {
        ("is another one", "whether older requests and stored data are still valid is unknown")
    };
    let values = match (&stricter.before, &stricter.after) {
        (None, None) => String::new(),
        _ => format!(", {before} before and {after} now"),
    };
    Problem {
        message: format!("the constraint `{}` of {what} {verb}{values}: {harm}", stricter.rule),
        now: format!("{after} now"),
        was: format!("{before} before"),
        help: match (element, stricter.rule.as_str()) {
            (_, "required") => "leave it optional, and let the server choose a default".to_owned(),
            _ => "keep what was valid valid; a stricter demand can be made of a new field, or of a new version of the \
                  package"
                .to_owned(),
        },
    }
}
