//! Deleted field numbers. The laxer rules accept a reserved number or name, which cannot get another meaning.

use std::collections::HashMap;

use crate::comparison::{Comparison, FieldsByNumber, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::json_names::json_names;
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::proposals::Reserved;
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
        Check::Message(|cx, pair, findings| check(cx, pair, DeletionException::Never, findings)),
    ),
    BreakingRule::new(
        "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
        "fields are not deleted from a message, unless the name is reserved",
        &[WIRE_JSON, CSR],
        include_str!("field_no_delete_unless_name_reserved.md"),
        Check::Message(|cx, pair, findings| check(cx, pair, DeletionException::NameReserved, findings)),
    )
    .shown_in(Media::Json, Recipe::Values, "the name is still there, for another number"),
    BreakingRule::new(
        "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
        "fields are not deleted from a message, unless the number is reserved",
        &[WIRE_JSON, WIRE, CSR],
        include_str!("field_no_delete_unless_number_reserved.md"),
        Check::Message(|cx, pair, findings| check(cx, pair, DeletionException::NumberReserved, findings)),
    )
    .shown_in(Media::Wire, Recipe::Values, SAME_SO_FAR),
];

/// The condition that makes a deletion acceptable.
#[derive(Clone, Copy)]
enum DeletionException {
    Never,
    NameReserved,
    NumberReserved,
}

/// The reservations and field numbers of the new message.
struct NewMessage<'a> {
    message: MessageId,
    reserved: Reserved<'a>,
    numbers: HashMap<&'a str, FieldNumber>,
    schema: &'a Schema,
}

impl<'a> NewMessage<'a> {
    fn new(schema: &'a Schema, id: MessageId) -> Self {
        let numbers = schema[id].fields.iter().map(|&id| (schema.text(schema[id].name), schema[id].number));
        Self { message: id, reserved: Reserved::of_message(schema, id), numbers: numbers.collect(), schema }
    }

    /// Returns the first name of an old field in JSON that is now a name of another field, with the number of that field.
    fn taken(&self, schema: &Schema, old: FieldId) -> Option<(String, FieldNumber)> {
        json_names(schema, old).into_iter().find_map(|name| {
            let mut fields = self.schema[self.message].fields.iter();
            let taker = fields.find(|&&field| json_names(self.schema, field).contains(&name))?;
            Some((name, self.schema[*taker].number))
        })
    }
}

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, unless: DeletionException, findings: &mut Findings) {
    let fields = FieldsByNumber::new(cx.new, pair.new);
    let gone: Vec<_> =
        cx.old[pair.old].fields.iter().filter(|&&old| fields.find(cx.old[old].number).is_none()).collect();
    if gone.is_empty() {
        return;
    }
    let new_message = NewMessage::new(cx.new, pair.new);
    for &old in gone {
        let harmless = match unless {
            DeletionException::Never => false,
            // A reserved name is not free, but the same name in JSON may be, which buf accepts.
            DeletionException::NameReserved => {
                let is_free = || cx.as_buf || new_message.taken(cx.old, old).is_none();
                new_message.reserved.has_name(cx.old.text(cx.old[old].name)) && is_free()
            }
            DeletionException::NumberReserved => new_message.reserved.has_number(cx.old[old].number.0),
        };
        if !harmless {
            let problem = problem(cx.old, old, &new_message, unless);
            let fix = fix(cx, old, &new_message, &fields, unless);
            let renumbered = new_message.numbers.get(cx.old.text(cx.old[old].name)).copied();
            findings.push(cx.now(pair.new, &[]), cx.was(old, &[]), problem).details(renumbered).fix(fix);
        }
    }
}

/// Returns the fix. A renumbered field gets its old number back. A deleted one is declared again, or its number and
/// name are reserved, depending on the rule.
fn fix(
    cx: &Comparison<'_>,
    old: FieldId,
    new_message: &NewMessage<'_>,
    fields: &FieldsByNumber,
    unless: DeletionException,
) -> Option<SchemaEdit> {
    let name = cx.old.text(cx.old[old].name);
    let number = cx.old[old].number.0;
    if let Some(renumbered) = new_message.numbers.get(name).and_then(|&number| fields.find(number)) {
        return Some(SchemaEdit::restore(ElementPart::Number, Pair { old, new: renumbered }));
    }
    match unless {
        DeletionException::Never => Some(SchemaEdit::Declare(old.into())),
        // A reservation does not give the name back.
        DeletionException::NameReserved if new_message.taken(cx.old, old).is_some() => None,
        DeletionException::NameReserved | DeletionException::NumberReserved => {
            new_message.reserved.fix(new_message.message.into(), number, &[name])
        }
    }
}

fn problem(schema: &Schema, old: FieldId, new_message: &NewMessage<'_>, unless: DeletionException) -> Problem {
    let subject = subject::field(schema, old);
    let name = schema.text(schema[old].name);
    let number = schema[old].number;
    let reserved = &new_message.reserved;
    let renumbered = new_message.numbers.get(name).copied();
    let missing = reserved.missing(number.0, &[name]);
    let add = reserved.add(number.0, &[name]);
    let (message, help) = match (unless, renumbered) {
        (DeletionException::Never, None) => (
            format!("{subject} was deleted: code that uses it stops compiling"),
            if missing.is_empty() {
                "keep the field and mark it `[deprecated = true]`".to_owned()
            } else {
                format!(
                    "keep the field and mark it `[deprecated = true]`; when it is unused, replace it by `{missing}`"
                )
            },
        ),
        (DeletionException::Never, Some(new)) => (
            format!("{subject} was given the number {new}: data written as {number} is no longer found"),
            format!("give `{name}` its number {number} back"),
        ),
        (DeletionException::NameReserved, None) => match new_message.taken(schema, old) {
            Some((taken, new)) => (
                format!(
                    "{subject} was deleted, and field {new} goes by the name `{taken}` in JSON: JSON written for one is read as \
                     the other"
                ),
                if missing.is_empty() {
                    format!("give field {new} another name, or another `json_name`")
                } else {
                    format!("give field {new} another name, or another `json_name`, then {add} to the message")
                },
            ),
            None => (
                format!(
                    "{subject} was deleted without reserving its name: JSON that still has `{name}` is read as the next field with this name"
                ),
                format!("{add} to the message"),
            ),
        },
        (DeletionException::NameReserved, Some(new)) => (
            format!("{subject} was deleted, and field {new} has its name: JSON written for one is read as the other"),
            format!("give field {new} a name of its own, then {add} to the message"),
        ),
        (DeletionException::NumberReserved, _) => (
            format!(
                "{subject} was deleted without reserving its number: data that old clients send as `{name}` is read as \
                 the next field with number {number}"
            ),
            match renumbered {
                None => format!("{add} to the message"),
                // A name in use cannot be reserved.
                Some(_) => format!("{} to the message", reserved.add(number.0, &[])),
            },
        ),
    };
    Problem { message, now: format!("no field has the number {number}"), was: "it was declared here".into(), help }
}
