//! Deleted enum numbers. Data that has them loses its names, unless the laxer rules find a reserved number or name.

use std::collections::HashMap;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::proposals::Reserved;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::values::{self, ValuesByNumber};
use crate::witness::plan::{Media, Recipe, SAME_SO_FAR};
use protoward_schema::{EnumId, EnumValueId, Schema};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "ENUM_VALUE_NO_DELETE",
        "values are not deleted from an enum",
        &[FILE, PACKAGE, CSR],
        include_str!("enum_value_no_delete.md"),
        Check::Enum(|cx, pair, findings| check(cx, pair, DeletionException::Never, findings)),
    ),
    BreakingRule::new(
        "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
        "values are not deleted from an enum, unless their names are reserved",
        &[WIRE_JSON, CSR],
        include_str!("enum_value_no_delete_unless_name_reserved.md"),
        Check::Enum(|cx, pair, findings| check(cx, pair, DeletionException::NamesReserved, findings)),
    )
    .shown_in(Media::Json, Recipe::Values, "the name is still there, for another number"),
    BreakingRule::new(
        "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
        "values are not deleted from an enum, unless the number is reserved",
        &[WIRE_JSON, WIRE, CSR],
        include_str!("enum_value_no_delete_unless_number_reserved.md"),
        Check::Enum(|cx, pair, findings| check(cx, pair, DeletionException::NumberReserved, findings)),
    )
    .shown_in(Media::Wire, Recipe::Values, SAME_SO_FAR),
];

/// The condition that makes a deletion acceptable.
#[derive(Clone, Copy)]
enum DeletionException {
    Never,
    NamesReserved,
    NumberReserved,
}

/// A deleted number of the old enum, with all of its names.
struct DeletedNumber<'a> {
    number: i32,
    values: &'a [EnumValueId],
    names: Vec<&'a str>,
}

/// The reservations and value numbers of the new enum, under its old name.
struct NewEnum<'a> {
    old_name: &'a str,
    reserved: Reserved<'a>,
    numbers: HashMap<&'a str, i32>,
}

impl<'a> NewEnum<'a> {
    fn new(old_name: &'a str, schema: &'a Schema, id: EnumId) -> Self {
        let numbers = schema[id].values.iter().map(|&id| (schema.text(schema[id].name), schema[id].number));
        Self { old_name, reserved: Reserved::of_enum(schema, id), numbers: numbers.collect() }
    }

    /// Returns a name that now has another number.
    fn moved<'n>(&self, names: &[&'n str]) -> Option<(&'n str, i32)> {
        names.iter().find_map(|&name| Some((name, *self.numbers.get(name)?)))
    }
}

fn check(cx: &Comparison<'_>, pair: Pair<EnumId>, unless: DeletionException, findings: &mut Findings) {
    if values::are_same(cx.old, cx.new, pair) {
        return;
    }
    let old = ValuesByNumber::new(cx.old, pair.old);
    let new = ValuesByNumber::new(cx.new, pair.new);
    let deleted: Vec<_> = old.iter().filter(|&(number, _)| new.of(number).is_empty()).collect();
    if deleted.is_empty() {
        return;
    }
    let new_enum = NewEnum::new(subject::enumeration(cx.old, pair.old), cx.new, pair.new);
    for (number, values) in deleted {
        let deleted = DeletedNumber { number, values, names: old.names(values) };
        let harmless = match unless {
            DeletionException::Never => false,
            // Reusing a name with another number is as dangerous as leaving it free.
            DeletionException::NamesReserved => new_enum.reserved.free(&deleted.names).is_empty(),
            DeletionException::NumberReserved => new_enum.reserved.has_number(number),
        };
        if !harmless {
            let fix = fix(&new_enum, pair.new, &new, &deleted, unless);
            let renumbered = new_enum.moved(&deleted.names).map(|(_, number)| number);
            findings
                .push(cx.now(pair.new, &[]), cx.was(deleted.values[0], &[]), problem(&new_enum, &deleted, unless))
                .details(renumbered)
                .fix_with(fix);
        }
    }
}

/// Returns the fixes. A renumbered value gets its old number back. A deleted one is declared again, or its number and
/// names are reserved, depending on the rule.
fn fix(
    new_enum: &NewEnum<'_>,
    id: EnumId,
    new: &ValuesByNumber<'_>,
    deleted: &DeletedNumber<'_>,
    unless: DeletionException,
) -> Vec<SchemaEdit> {
    match (new_enum.moved(&deleted.names), deleted.values, unless) {
        (Some((_, number)), &[old], _) => match *new.of(number) {
            [new] => vec![SchemaEdit::restore(ElementPart::Number, Pair { old, new })],
            // With several names for one number it is unknown which one moved.
            _ => Vec::new(),
        },
        (Some(_), ..) => Vec::new(),
        (None, values, DeletionException::Never) => {
            values.iter().map(|&value| SchemaEdit::Declare(value.into())).collect()
        }
        (None, _, DeletionException::NamesReserved | DeletionException::NumberReserved) => {
            new_enum.reserved.fix(id.into(), deleted.number, &deleted.names).into_iter().collect()
        }
    }
}

fn problem(new_enum: &NewEnum<'_>, deleted: &DeletedNumber<'_>, unless: DeletionException) -> Problem {
    let number = deleted.number;
    let reserved = &new_enum.reserved;
    let names = subject::listed(&deleted.names);
    let value = format!("value {names} ({number}) of `{}`", new_enum.old_name);
    let missing = reserved.missing(number, &deleted.names);
    let add = reserved.add(number, &deleted.names);
    let (message, help) = match (unless, new_enum.moved(&deleted.names)) {
        (DeletionException::Never, None) => (
            format!(
                "{value} was deleted: code that names it stops compiling, and data that holds {number} has no name"
            ),
            if missing.is_empty() {
                "keep the value and mark it `[deprecated = true]`".to_owned()
            } else {
                format!(
                    "keep the value and mark it `[deprecated = true]`; when it is unused, replace it by `{missing}`"
                )
            },
        ),
        (DeletionException::Never, Some((name, new))) => (
            format!("{value} was given the number {new}: data that was written as {number} is no longer `{name}`"),
            format!("give `{name}` its number {number} back"),
        ),
        (DeletionException::NamesReserved, None) => (
            format!(
                "{value} was deleted without reserving {}: JSON that still has the name is read as the next value with this name",
                subject::listed(&reserved.free(&deleted.names))
            ),
            format!("{add} to the enum"),
        ),
        (DeletionException::NamesReserved, Some((name, new))) => (
            format!(
                "{value} was deleted, and {new} goes by the name `{name}`: JSON written for one is read as the other"
            ),
            format!("give {new} a name of its own, then {add} to the enum"),
        ),
        (DeletionException::NumberReserved, None) => (
            format!("{value} was deleted without reserving {number}: {}", misread(number, &names)),
            format!("{add} to the enum"),
        ),
        // A name in use cannot be reserved.
        (DeletionException::NumberReserved, Some((name, new))) => (
            format!("{value} was deleted without reserving {number}: {}", misread(number, &names)),
            format!("add `reserved {number};` to the enum, where `{name}` is {new} now"),
        ),
    };
    Problem { message, now: format!("no value has the number {number}"), was: "it was declared here".into(), help }
}

fn misread(number: i32, names: &str) -> String {
    format!("data that old clients send as {names} is read as the next value with number {number}")
}
