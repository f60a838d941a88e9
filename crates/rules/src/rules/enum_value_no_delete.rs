//! Numbers of an enum that had a name and have none any more.

use std::collections::HashMap;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{Mend, Part};
use crate::mend::Reserved;
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
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
        Check::Enum(|cx, pair, findings| check(cx, pair, Unless::Never, findings)),
    ),
    BreakingRule::new(
        "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
        "values are not deleted from an enum, unless their names are reserved",
        &[WIRE_JSON, CSR],
        include_str!("enum_value_no_delete_unless_name_reserved.md"),
        Check::Enum(|cx, pair, findings| check(cx, pair, Unless::NamesReserved, findings)),
    )
    .shown_in(Media::Json, Recipe::Values, "the name is still there, for another number"),
    BreakingRule::new(
        "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
        "values are not deleted from an enum, unless the number is reserved",
        &[WIRE_JSON, WIRE, CSR],
        include_str!("enum_value_no_delete_unless_number_reserved.md"),
        Check::Enum(|cx, pair, findings| check(cx, pair, Unless::NumberReserved, findings)),
    )
    .shown_in(Media::Wire, Recipe::Values, SAME_SO_FAR),
];

/// What makes a deletion harmless.
#[derive(Clone, Copy)]
enum Unless {
    Never,
    NamesReserved,
    NumberReserved,
}

/// One number of the old enum, with all its names.
struct Gone<'a> {
    number: i32,
    values: &'a [EnumValueId],
    names: Vec<&'a str>,
}

/// What the new enum is called, what it has reserved, and the numbers of its names.
struct Whole<'a> {
    name: &'a str,
    reserved: Reserved<'a>,
    numbers: HashMap<&'a str, i32>,
}

impl<'a> Whole<'a> {
    fn new(schema: &'a Schema, id: EnumId) -> Self {
        let numbers = schema[id].values.iter().map(|&id| (schema.text(schema[id].name), schema[id].number));
        Self {
            name: subject::enumeration(schema, id),
            reserved: Reserved::of_enum(schema, id),
            numbers: numbers.collect(),
        }
    }

    /// A name that went along to another number.
    fn moved<'n>(&self, names: &[&'n str]) -> Option<(&'n str, i32)> {
        names.iter().find_map(|&name| Some((name, *self.numbers.get(name)?)))
    }
}

fn check(cx: &Comparison<'_>, pair: Pair<EnumId>, unless: Unless, findings: &mut Findings) {
    if values::are_same(cx.old, cx.new, pair) {
        return;
    }
    let (old, new) = (ValuesByNumber::new(cx.old, pair.old), ValuesByNumber::new(cx.new, pair.new));
    let gone: Vec<_> = old.iter().filter(|&(number, _)| new.of(number).is_empty()).collect();
    if gone.is_empty() {
        return;
    }
    let whole = Whole::new(cx.new, pair.new);
    for (number, values) in gone {
        let gone = Gone { number, values, names: old.names(values) };
        let harmless = match unless {
            Unless::Never => false,
            // A name that lives on with another number is no less dangerous than a free one.
            Unless::NamesReserved => whole.reserved.free(&gone.names).is_empty(),
            Unless::NumberReserved => whole.reserved.has_number(number),
        };
        if !harmless {
            let mends = mends(&whole, pair.new, &new, &gone, unless);
            findings
                .push(cx.now(pair.new, &[]), cx.was(gone.values[0], &[]), problem(&whole, &gone, unless))
                .mends(mends);
        }
    }
}

/// A value that only has another number gets its own one back. What is gone is declared again, or its number and its
/// names are reserved, whichever the rule asks for.
fn mends(whole: &Whole<'_>, id: EnumId, new: &ValuesByNumber<'_>, gone: &Gone<'_>, unless: Unless) -> Vec<Mend> {
    match (whole.moved(&gone.names), gone.values, unless) {
        (Some((_, number)), &[old], _) => match *new.of(number) {
            [new] => vec![Mend::restore(Part::Number, Pair { old, new })],
            // Which of several names of one number has gone there, nobody knows.
            _ => Vec::new(),
        },
        (Some(_), ..) => Vec::new(),
        (None, values, Unless::Never) => values.iter().map(|&value| Mend::Declare(value.into())).collect(),
        (None, _, Unless::NamesReserved | Unless::NumberReserved) => {
            whole.reserved.mend(id.into(), gone.number, &gone.names).into_iter().collect()
        }
    }
}

fn problem(whole: &Whole<'_>, gone: &Gone<'_>, unless: Unless) -> Problem {
    let (number, reserved) = (gone.number, &whole.reserved);
    let names = subject::listed(&gone.names);
    let value = format!("value {names} ({number}) of `{}`", whole.name);
    let (missing, add) = (reserved.missing(number, &gone.names), reserved.add(number, &gone.names));
    let (message, help) = match (unless, whole.moved(&gone.names)) {
        (Unless::Never, None) => (
            format!(
                "{value} was deleted: code that names it stops compiling, and data that holds {number} has no name"
            ),
            match missing.is_empty() {
                true => "keep the value and mark it `[deprecated = true]`".to_owned(),
                false => format!(
                    "keep the value and mark it `[deprecated = true]`; when nobody uses it any more, leave `{missing}` in \
                     its place"
                ),
            },
        ),
        (Unless::Never, Some((name, new))) => (
            format!("{value} was given the number {new}: data that was written as {number} is not `{name}` any more"),
            format!("give `{name}` its number {number} back"),
        ),
        (Unless::NamesReserved, None) => (
            format!(
                "{value} was deleted without reserving {}: JSON that still has the name is read as whatever value takes it \
                 next",
                subject::listed(&reserved.free(&gone.names))
            ),
            format!("{add} to the enum"),
        ),
        (Unless::NamesReserved, Some((name, new))) => (
            format!(
                "{value} was deleted, and {new} goes by the name `{name}`: JSON written for one is read as the other"
            ),
            format!("give {new} a name of its own, then {add} to the enum"),
        ),
        (Unless::NumberReserved, None) => (
            format!("{value} was deleted without reserving {number}: {}", misread(number, &names)),
            format!("{add} to the enum"),
        ),
        // A name that is in use cannot be reserved.
        (Unless::NumberReserved, Some((name, new))) => (
            format!("{value} was deleted without reserving {number}: {}", misread(number, &names)),
            format!("add `reserved {number};` to the enum, where `{name}` is {new} now"),
        ),
    };
    Problem {
        message,
        now: format!("nothing has the number {number} any more"),
        was: "it was declared here".into(),
        help,
    }
}

fn misread(number: i32, names: &str) -> String {
    format!("what old clients send as {names} is read as whatever value takes {number} next")
}
