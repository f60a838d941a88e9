//! Enum numbers that lost a name. An additional name is harmless.

use std::collections::HashSet;

use crate::comparison::{Comparison, Pair};
use crate::exchanges;
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::values::{self, ValuesByNumber};
use crate::witness::plan::{Media, Recipe};
use protoward_schema::{EnumId, EnumValueId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "ENUM_VALUE_SAME_NAME",
    "the values of an enum keep their names",
    &[FILE, PACKAGE, WIRE_JSON, CSR],
    include_str!("enum_value_same_name.md"),
    Check::Enum(check),
)
.shown_in(Media::Names, Recipe::Values, "JSON writes another name of the number, which is still there")];

/// The path of `number` in an enum value's descriptor.
const NUMBER: &[i32] = &[2];

fn check(cx: &Comparison<'_>, pair: Pair<EnumId>, findings: &mut Findings) {
    if values::are_same(cx.old, cx.new, pair) {
        return;
    }
    let old = ValuesByNumber::new(cx.old, pair.old);
    let new = ValuesByNumber::new(cx.new, pair.new);
    let exchanged = exchanges::values(cx.schemas(), pair);
    for (number, values) in old.iter() {
        let before = old.names(values);
        let after = new.names(new.of(number));
        let kept: HashSet<_> = after.iter().collect();
        let lost: Vec<_> = before.iter().copied().filter(|name| !kept.contains(name)).collect();
        // A number without any remaining name was deleted, which other rules report.
        let Some(&name) = lost.first() else { continue };
        let was = values.iter().find(|&&value| cx.old.text(cx.old[value].name) == name);
        // Each value that now has the number is a finding, as in buf.
        for &value in new.of(number) {
            let problem = match exchanged.get(&value) {
                Some(&other) => exchange_problem(cx, value, other, &lost),
                None => problem(subject::enumeration(cx.new, pair.new), number, &lost, [&before, &after]),
            };
            let fix = fix(cx, values, new.of(number), &lost);
            findings.push(cx.now(value, NUMBER), cx.was(*was.unwrap_or(&values[0]), &[]), problem).fix_with(fix);
        }
    }
}

/// Returns the fixes: a single renamed value gets its old name back, and otherwise deleted aliases are added again.
fn fix(cx: &Comparison<'_>, old: &[EnumValueId], new: &[EnumValueId], lost: &[&str]) -> Vec<SchemaEdit> {
    if let (&[old], &[new]) = (old, new) {
        return vec![SchemaEdit::restore(ElementPart::Name, Pair { old, new })];
    }
    let is_lost = |&&value: &&EnumValueId| lost.contains(&cx.old.text(cx.old[value].name));
    old.iter().filter(is_lost).map(|&value| SchemaEdit::Declare(value.into())).collect()
}

fn problem(enum_name: &str, number: i32, lost: &[&str], [before, after]: [&[&str]; 2]) -> Problem {
    let gained: Vec<_> = after.iter().copied().filter(|name| !before.contains(name)).collect();
    let now = subject::listed(after);
    let effect = "code that uses the old name stops compiling, and JSON that has it cannot be read";
    if gained.is_empty() {
        return alias_problem(enum_name, number, (lost, &now), effect);
    }
    let lost = subject::listed(lost);
    let gained = subject::listed(&gained);
    Problem {
        message: format!("value {number} of `{enum_name}` was renamed from {lost} to {gained}: {effect}"),
        now: format!("{number} is called {now}"),
        was: format!("{number} was called {lost}"),
        help: format!("keep {lost}, and add a new name with `option allow_alias = true;`"),
    }
}

/// Describes a number that lost some of its names and has no new one.
fn alias_problem(enum_name: &str, number: i32, (lost, kept): (&[&str], &str), effect: &str) -> Problem {
    let (noun, kind, verb) = if lost.len() == 1 { ("name", "an alias", "was") } else { ("names", "aliases", "were") };
    let lost = subject::listed(lost);
    Problem {
        message: format!(
            "the {noun} {lost} of value {number} of `{enum_name}`, {kind} of {kept}, {verb} deleted: {effect}"
        ),
        now: format!("{number} is called {kept}"),
        was: format!("{number} was called {lost} as well"),
        help: format!("keep {lost}, with `option allow_alias = true;`"),
    }
}

/// Describes a value with the number of one old value and a name that continues that of another one.
fn exchange_problem(cx: &Comparison<'_>, new: EnumValueId, other: EnumValueId, lost: &[&str]) -> Problem {
    let number = cx.new[new].number;
    let name = cx.new.name(new.into());
    let enum_name = subject::enumeration(cx.new, cx.new[new].parent);
    let lost = subject::listed(lost);
    let continued = cx.old.name(other.into());
    let was = cx.old[other].number;
    Problem {
        message: format!(
            "value {number} of `{enum_name}` was {lost} and is `{name}` now, a name like that of `{continued}`, which was {was}: what a \
             client built before this change sends as {lost} is read as `{name}`, and code and JSON with the old name no longer work"
        ),
        now: format!("{number} is called `{name}`"),
        was: format!("{number} was called {lost}"),
        help: format!(
            "give `{name}` number {was} if it means the same as `{continued}`; {number} keeps the name {lost}"
        ),
    }
}
