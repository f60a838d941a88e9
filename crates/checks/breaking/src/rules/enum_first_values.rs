//! First values of enums, which are defaults, and first names of numbers, which JSON writes.

use std::collections::HashSet;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::{FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::values::{self, ValuesByNumber};
use crate::witness::plan::{Media, Recipe};
use protoward_schema::{Cardinality, EnumId, EnumValueId, FieldType, Schema};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "ENUM_SAME_DEFAULT",
        "the first value of an enum keeps its number",
        &[FILE, PACKAGE, WIRE_JSON, WIRE],
        include_str!("enum_same_default.md"),
        Check::Schema(check_default),
    )
    .shown_in(Media::Wire, Recipe::Defaults, "no field of the schema shows it; others may have one")
    .own(),
    BreakingRule::new(
        "ENUM_VALUE_SAME_FIRST_NAME",
        "the first name of a number stays the first one",
        &[FILE, PACKAGE, WIRE_JSON],
        include_str!("enum_value_same_first_name.md"),
        Check::Enum(check_name),
    )
    .shown_in(Media::Json, Recipe::Values, "JSON writes another name of the number, which both sides know")
    .own(),
];

/// The path of `name` in an enum value's descriptor.
const NAME: &[i32] = &[1];

fn check_default(cx: &Comparison<'_>, findings: &mut Findings) {
    let first = |schema: &Schema, id: EnumId| schema[id].values.first().map(|&value| (value, schema[value].number));
    let mut changed = Vec::new();
    for &pair in cx.pairs.enums.iter().chain(&cx.followed.enums) {
        let (Some((old, was)), Some((new, now))) = (first(cx.old, pair.old), first(cx.new, pair.new)) else { continue };
        if was != now {
            changed.push((pair.new, Pair { old, new }));
        }
    }
    if changed.is_empty() {
        return;
    }
    let reported = with_findings_of_their_own(cx);
    for (id, pair) in changed.into_iter().filter(|(id, _)| !reported.contains(id)) {
        findings.push(cx.now(pair.new, &[]), cx.was(pair.old, &[]), default_problem(cx, id, pair));
    }
}

/// Returns new enums whose default is that of a field in both versions; `FIELD_SAME_DEFAULT` reports those fields.
fn with_findings_of_their_own(cx: &Comparison<'_>) -> HashSet<EnumId> {
    let fields = cx.pairs.fields.iter().chain(&cx.followed.fields).filter(|pair| {
        let old = &cx.old[pair.old];
        let new = &cx.new[pair.new];
        let is_single = old.cardinality != Cardinality::Repeated && new.cardinality != Cardinality::Repeated;
        is_single && old.default.is_none() && new.default.is_none() && matches!(old.ty, FieldType::Enum(_))
    });
    fields
        .filter_map(|pair| match cx.new[pair.new].ty {
            FieldType::Enum(id) => Some(id),
            FieldType::Scalar(_) | FieldType::Message(_) | FieldType::Group(_) => None,
        })
        .collect()
}

fn default_problem(cx: &Comparison<'_>, id: EnumId, pair: Pair<EnumValueId>) -> Problem {
    let enum_name = subject::enumeration(cx.new, id);
    let was = cx.old.name(pair.old.into());
    let now = cx.new.name(pair.new.into());
    let before = cx.old[pair.old].number;
    let after = cx.new[pair.new].number;
    Problem {
        message: format!(
            "the first value of enum `{enum_name}` was `{was}` ({before}) and is `{now}` ({after}): a field of it that is not set \
             reads as `{now}`, and as `{was}` in programs built before this change"
        ),
        now: "the default now".to_owned(),
        was: "the default before".to_owned(),
        help: format!("let `{was}` stay the first value; new values go behind it"),
    }
}

fn check_name(cx: &Comparison<'_>, pair: Pair<EnumId>, findings: &mut Findings) {
    if values::are_same(cx.old, cx.new, pair) {
        return;
    }
    let old = ValuesByNumber::new(cx.old, pair.old);
    let new = ValuesByNumber::new(cx.new, pair.new);
    for (number, values) in old.iter() {
        let before = old.names(values);
        let after = new.names(new.of(number));
        let (Some(&was), Some(&now)) = (before.first(), after.first()) else { continue };
        // A deleted name has its own rule.
        if was == now || !after.contains(&was) {
            continue;
        }
        let is_known = before.contains(&now);
        let problem = name_problem(cx, pair.new, Pair { old: was, new: now }, is_known);
        findings.push(cx.now(new.of(number)[0], NAME), cx.was(values[0], NAME), problem);
    }
}

fn name_problem(cx: &Comparison<'_>, id: EnumId, names: Pair<&str>, is_known: bool) -> Problem {
    let Pair { old: was, new: now } = names;
    let enum_name = subject::enumeration(cx.new, id);
    let harm = if is_known {
        format!("whoever compares names or JSON text gets `{now}` where `{was}` is expected")
    } else {
        format!("a client built before this change does not know `{now}` and refuses the JSON")
    };
    Problem {
        message: format!(
            "`{now}` of enum `{enum_name}` is declared before `{was}`: JSON writes `{now}` where it wrote `{was}`; {harm}"
        ),
        now: format!("`{now}` is the first name of the number now"),
        was: format!("`{was}` was the first name"),
        help: format!("put `{now}` behind `{was}`"),
    }
}
