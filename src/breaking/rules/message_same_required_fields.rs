use std::collections::BTreeMap;

use crate::breaking::Category::{Csr, File, Package, Wire, WireJson};
use crate::breaking::comparison::{Comparison, FieldsByNumber, Pair};
use crate::breaking::finding::{Findings, Problem};
use crate::breaking::fix::{Mend, Part};
use crate::breaking::rule::{Check, Rule};
use crate::breaking::subject;
use crate::schema::{Cardinality, FieldId, FieldNumber, MessageId, Schema};

pub(super) const RULES: &[Rule] = &[Rule::new(
    "MESSAGE_SAME_REQUIRED_FIELDS",
    "required fields are neither added to a message nor deleted from it",
    &[File, Package, WireJson, Wire, Csr],
    include_str!("message_same_required_fields.md"),
    Check::Message(check),
)];

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let (old, new) = (required(cx.old, pair.old), required(cx.new, pair.new));
    if old.is_empty() && new.is_empty() {
        return;
    }
    let fields = FieldsByNumber::new(cx.new, pair.new);
    for (number, &field) in old.iter().filter(|(number, _)| !new.contains_key(number)) {
        let there = fields.find(*number);
        let mend = match there {
            Some(new) => Mend::restore(Part::Label, Pair { old: field, new }),
            None => Mend::DeclareRequired(field),
        };
        let problem = deleted(cx, field, there.is_some());
        findings.push(cx.now(pair.new, &[]), cx.was(field, &[]), problem).mend(mend);
    }
    let before = FieldsByNumber::new(cx.old, pair.old);
    for (number, &field) in new.iter().filter(|(number, _)| !old.contains_key(number)) {
        let mend = match before.find(*number) {
            Some(old) => Mend::restore(Part::Label, Pair { old, new: field }),
            None => Mend::Relax(field),
        };
        findings.push(cx.now(field, &[]), cx.was(pair.old, &[]), added(cx, field)).mend(mend);
    }
}

/// The fields with the word `required`; what editions have in its place is not looked at, as in buf.
fn required(schema: &Schema, message: MessageId) -> BTreeMap<FieldNumber, FieldId> {
    let fields = schema[message].fields.iter().copied();
    let required = fields.filter(|&field| schema[field].cardinality == Cardinality::Required);
    required.map(|field| (schema[field].number, field)).collect()
}

fn deleted(cx: &Comparison<'_>, field: FieldId, is_there: bool) -> Problem {
    let number = cx.old[field].number;
    let happened = if is_there { "is not required any more" } else { "was required and is gone" };
    Problem {
        message: format!(
            "{} {happened}: a client built before this change refuses every message without it",
            subject::field(cx.old, field)
        ),
        now: format!("nothing is required under {number} any more"),
        was: "it was required here".to_owned(),
        help: "keep it `required`, and go on sending it until no reader asks for it".to_owned(),
    }
}

fn added(cx: &Comparison<'_>, field: FieldId) -> Problem {
    Problem {
        message: format!(
            "{} is required now: messages from clients built before this change do not have it, and are refused",
            subject::field(cx.new, field)
        ),
        now: "required now".to_owned(),
        was: "nothing required it here".to_owned(),
        help: "make it `optional`, and let the program ask for it".to_owned(),
    }
}
