//! `google.api.field_behavior`: requirements for writers of a field and guarantees for readers.

use std::collections::BTreeSet;

use crate::comparison::{Comparison, FieldsByNumber, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::PROMISE;
use protoward_schema::annotations::Annotation;
use protoward_schema::{Element, FieldId, MessageId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_NO_STRICTER_BEHAVIOR",
    "fields do not become required, output only, input only or immutable",
    &[API],
    include_str!("field_no_stricter_behavior.md"),
    Check::Message(check),
)
.source_only(PROMISE)];

const BEHAVIOR: Annotation = Annotation { name: "google.api.field_behavior", number: 1052 };

/// The consequence of an added behavior for existing clients.
struct Stricter {
    /// The number in `google.api.FieldBehavior`.
    number: i32,
    name: &'static str,
    /// `true` for a behavior that is about what clients get, and not about what they send.
    is_of_responses: bool,
    harm: &'static str,
}

const STRICTER: &[Stricter] = &[
    Stricter::of_requests(2, "REQUIRED", "requests of older clients that leave it out are rejected"),
    Stricter::of_requests(3, "OUTPUT_ONLY", "what older clients write into it is ignored or rejected"),
    Stricter::of_responses(4, "INPUT_ONLY", "older clients no longer find it in responses"),
    Stricter::of_requests(5, "IMMUTABLE", "updates of older clients that change it are rejected"),
    Stricter::of_responses(6, "UNORDERED_LIST", "older clients that rely on the order of its items break"),
];

impl Stricter {
    const fn of_requests(number: i32, name: &'static str, harm: &'static str) -> Self {
        Self { number, name, is_of_responses: false, harm }
    }

    const fn of_responses(number: i32, name: &'static str, harm: &'static str) -> Self {
        Self { number, name, is_of_responses: true, harm }
    }
}

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let before = FieldsByNumber::new(cx.old, pair.old);
    let matters = |stricter: &Stricter| match stricter.is_of_responses {
        true => !cx.traffic().is_only_sent(pair.new),
        false => !cx.traffic().is_only_received(pair.new),
    };
    for &new in &cx.new[pair.new].fields {
        let after = behaviors(cx, new, |cx| cx.new);
        if after.is_empty() {
            continue;
        }
        match before.find(cx.new[new].number) {
            Some(old) => {
                let known = behaviors(cx, old, |cx| cx.old);
                let added = STRICTER.iter().filter(|it| after.contains(&it.number) && !known.contains(&it.number));
                for stricter in added.filter(|stricter| matters(stricter)) {
                    push(cx, new, old.into(), problem(cx, new, stricter), findings);
                }
            }
            // Existing clients do not send new fields.
            None if after.contains(&STRICTER[0].number) && matters(&STRICTER[0]) => {
                push(cx, new, pair.old.into(), required_from_the_start(cx, new), findings);
            }
            None => {}
        }
    }
}

fn behaviors<'a>(
    cx: &Comparison<'a>,
    id: FieldId,
    side: fn(&Comparison<'a>) -> &'a protoward_schema::Schema,
) -> BTreeSet<i32> {
    BEHAVIOR.numbers(side(cx), id.into()).into_iter().collect()
}

fn push(cx: &Comparison<'_>, new: FieldId, old: Element, problem: Problem, findings: &mut Findings) {
    let path = BEHAVIOR.path(cx.new, new.into());
    findings.push(cx.now_any(new, &[&[&path[..], &[0]].concat(), &path]), cx.was(old, &[]), problem);
}

fn problem(cx: &Comparison<'_>, new: FieldId, stricter: &Stricter) -> Problem {
    let Stricter { name, harm, .. } = stricter;
    Problem {
        message: format!("{} became {name}: {harm}", subject::field(cx.new, new)),
        now: format!("{name} now"),
        was: "it was not before".to_owned(),
        help: match stricter.number {
            2 => "leave it optional, and let the server choose a default".to_owned(),
            _ => format!("leave out {name}, or add a new field that has it from the start"),
        },
    }
}

fn required_from_the_start(cx: &Comparison<'_>, new: FieldId) -> Problem {
    Problem {
        message: format!(
            "{} is new and REQUIRED: requests of older clients, which do not know it, are rejected",
            subject::field(cx.new, new)
        ),
        now: "REQUIRED from the start".to_owned(),
        was: "the message was complete without it".to_owned(),
        help: "make it optional, and let the server choose a default".to_owned(),
    }
}
