//! Field numbers that a message had and has no more.

use std::collections::HashMap;

use crate::comparison::{Comparison, FieldsByNumber, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{Mend, Part};
use crate::mend::Reserved;
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe, SAME_SO_FAR};
use protoward_schema::{FieldId, FieldNumber, MessageId, Schema};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "FIELD_NO_DELETE",
        "fields are not deleted from a message",
        &[FILE, PACKAGE, CSR],
        include_str!("field_no_delete.md"),
        Check::Message(|cx, pair, findings| check(cx, pair, Unless::Never, findings)),
    ),
    BreakingRule::new(
        "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
        "fields are not deleted from a message, unless the name is reserved",
        &[WIRE_JSON, CSR],
        include_str!("field_no_delete_unless_name_reserved.md"),
        Check::Message(|cx, pair, findings| check(cx, pair, Unless::NameReserved, findings)),
    )
    .shown_in(Media::Json, Recipe::Values, "the name is still there, for another number"),
    BreakingRule::new(
        "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
        "fields are not deleted from a message, unless the number is reserved",
        &[WIRE_JSON, WIRE, CSR],
        include_str!("field_no_delete_unless_number_reserved.md"),
        Check::Message(|cx, pair, findings| check(cx, pair, Unless::NumberReserved, findings)),
    )
    .shown_in(Media::Wire, Recipe::Values, SAME_SO_FAR),
];

/// What makes a deletion harmless.
#[derive(Clone, Copy)]
enum Unless {
    Never,
    NameReserved,
    NumberReserved,
}

/// What the new message has reserved, and the numbers of its fields.
struct Whole<'a> {
    message: MessageId,
    reserved: Reserved<'a>,
    numbers: HashMap<&'a str, FieldNumber>,
}

impl<'a> Whole<'a> {
    fn new(schema: &'a Schema, id: MessageId) -> Self {
        let numbers = schema[id].fields.iter().map(|&id| (schema.text(schema[id].name), schema[id].number));
        Self { message: id, reserved: Reserved::of_message(schema, id), numbers: numbers.collect() }
    }
}

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, unless: Unless, findings: &mut Findings) {
    let fields = FieldsByNumber::new(cx.new, pair.new);
    let gone: Vec<_> =
        cx.old[pair.old].fields.iter().filter(|&&old| fields.find(cx.old[old].number).is_none()).collect();
    if gone.is_empty() {
        return;
    }
    let whole = Whole::new(cx.new, pair.new);
    for &old in gone {
        let harmless = match unless {
            Unless::Never => false,
            Unless::NameReserved => whole.reserved.has_name(cx.old.text(cx.old[old].name)),
            Unless::NumberReserved => whole.reserved.has_number(cx.old[old].number.0),
        };
        if !harmless {
            let problem = problem(cx.old, old, &whole, unless);
            let mend = mend(cx, old, &whole, &fields, unless);
            findings.push(cx.now(pair.new, &[]), cx.was(old, &[]), problem).mend(mend);
        }
    }
}

/// A field that only has another number gets its own one back. One that is gone is declared again, or its number and its
/// name are reserved, whichever the rule asks for.
fn mend(cx: &Comparison<'_>, old: FieldId, whole: &Whole<'_>, fields: &FieldsByNumber, unless: Unless) -> Option<Mend> {
    let (name, number) = (cx.old.text(cx.old[old].name), cx.old[old].number.0);
    if let Some(renumbered) = whole.numbers.get(name).and_then(|&number| fields.find(number)) {
        return Some(Mend::restore(Part::Number, Pair { old, new: renumbered }));
    }
    match unless {
        Unless::Never => Some(Mend::Declare(old.into())),
        Unless::NameReserved | Unless::NumberReserved => whole.reserved.mend(whole.message.into(), number, &[name]),
    }
}

fn problem(schema: &Schema, old: FieldId, whole: &Whole<'_>, unless: Unless) -> Problem {
    let subject = subject::field(schema, old);
    let (name, number) = (schema.text(schema[old].name), schema[old].number);
    let (reserved, renumbered) = (&whole.reserved, whole.numbers.get(name).copied());
    let (missing, add) = (reserved.missing(number.0, &[name]), reserved.add(number.0, &[name]));
    let (message, help) = match (unless, renumbered) {
        (Unless::Never, None) => (
            format!("{subject} was deleted: code that uses it stops compiling"),
            match missing.is_empty() {
                true => "keep the field and mark it `[deprecated = true]`".to_owned(),
                false => format!(
                    "keep the field and mark it `[deprecated = true]`; when nobody uses it any more, leave `{missing}` in \
                     its place"
                ),
            },
        ),
        (Unless::Never, Some(new)) => (
            format!("{subject} was given the number {new}: data that was written as {number} is not found any more"),
            format!("give `{name}` its number {number} back"),
        ),
        (Unless::NameReserved, None) => (
            format!(
                "{subject} was deleted without reserving its name: JSON that still has `{name}` is read as whatever \
                 field takes the name next"
            ),
            format!("{add} to the message"),
        ),
        (Unless::NameReserved, Some(new)) => (
            format!(
                "{subject} was deleted, and field {new} goes by its name: JSON written for one is read as the other"
            ),
            format!("give field {new} a name of its own, then {add} to the message"),
        ),
        (Unless::NumberReserved, _) => (
            format!(
                "{subject} was deleted without reserving its number: what old clients send as `{name}` is read as \
                 whatever field takes {number} next"
            ),
            match renumbered {
                None => format!("{add} to the message"),
                // A name that is in use cannot be reserved.
                Some(_) => format!("{} to the message", reserved.add(number.0, &[])),
            },
        ),
    };
    Problem {
        message,
        now: format!("no field has the number {number} any more"),
        was: "it was declared here".into(),
        help,
    }
}
