//! Numbers of an enum that had a name and have none any more.

use crate::breaking::Category::{Csr, File, Package, Wire, WireJson};
use crate::breaking::comparison::{Comparison, Pair};
use crate::breaking::finding::{Findings, Problem};
use crate::breaking::mend::Reserved;
use crate::breaking::rule::{Check, Rule};
use crate::breaking::subject;
use crate::breaking::values::{self, ValuesByNumber};
use crate::schema::{EnumId, EnumValueId};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "ENUM_VALUE_NO_DELETE",
        "values are not deleted from an enum",
        &[File, Package, Csr],
        include_str!("enum_value_no_delete.md"),
        Check::Enum(|cx, pair, findings| check(cx, pair, Unless::Never, findings)),
    ),
    Rule::new(
        "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
        "values are not deleted from an enum, unless their names are reserved",
        &[WireJson, Csr],
        include_str!("enum_value_no_delete_unless_name_reserved.md"),
        Check::Enum(|cx, pair, findings| check(cx, pair, Unless::NamesReserved, findings)),
    ),
    Rule::new(
        "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
        "values are not deleted from an enum, unless the number is reserved",
        &[WireJson, Wire, Csr],
        include_str!("enum_value_no_delete_unless_number_reserved.md"),
        Check::Enum(|cx, pair, findings| check(cx, pair, Unless::NumberReserved, findings)),
    ),
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

fn check(cx: &Comparison<'_>, pair: Pair<EnumId>, unless: Unless, findings: &mut Findings) {
    if values::are_same(cx.old, cx.new, pair) {
        return;
    }
    let (old, new) = (ValuesByNumber::new(cx.old, pair.old), ValuesByNumber::new(cx.new, pair.new));
    for (number, values) in old.iter().filter(|&(number, _)| new.of(number).is_empty()) {
        let gone = Gone { number, values, names: old.names(values) };
        let reserved = Reserved::of_enum(cx.new, pair.new);
        let harmless = match unless {
            Unless::Never => false,
            // A name that lives on with another number is no less dangerous than a free one.
            Unless::NamesReserved => reserved.free(&gone.names).is_empty(),
            Unless::NumberReserved => reserved.has_number(number),
        };
        if !harmless {
            let problem = problem(cx, pair.new, &gone, unless);
            findings.push(cx.now(pair.new, &[]), cx.was(gone.values[0], &[]), problem);
        }
    }
}

fn problem(cx: &Comparison<'_>, id: EnumId, gone: &Gone<'_>, unless: Unless) -> Problem {
    let number = gone.number;
    let names = subject::listed(&gone.names);
    let value = format!("value {names} ({number}) of `{}`", subject::enumeration(cx.new, id));
    let reserved = Reserved::of_enum(cx.new, id);
    let (missing, add) = (reserved.missing(number, &gone.names), reserved.add(number, &gone.names));
    let (message, help) = match (unless, namesake(cx, gone, id)) {
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

/// A value that took one of the names along to another number.
fn namesake<'a>(cx: &Comparison<'a>, gone: &Gone<'a>, id: EnumId) -> Option<(&'a str, i32)> {
    let values = cx.new[id].values.iter().map(|&value| &cx.new[value]);
    let mut values = values.map(|value| (cx.new.text(value.name), value.number));
    values.find(|(name, _)| gone.names.contains(name))
}
