//! New values of closed enums where older readers need a value: a closed enum puts a number that it does not know into the unknown
//! fields, so that a required field is missing, a list lacks the element, and a map the entry.

use std::collections::{BTreeMap, BTreeSet};

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::{FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe};
use protoward_schema::{EnumId, EnumType, EnumValueId, FieldId, FieldType, Presence, Schema, Shape};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "ENUM_VALUE_NO_ADD_TO_CLOSED",
    "closed enums of required fields, lists and maps get no new values",
    &[FILE, PACKAGE, WIRE_JSON, WIRE],
    include_str!("enum_value_no_add_to_closed.md"),
    Check::Schema(check),
)
.shown_in(Media::Wire, Recipe::Values, "no message was found that lacks nothing else for a reader of the older version")
.own()];

/// The place of a closed enum that loses a message, an element or an entry; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Carrier {
    Required,
    List,
    Map,
}

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    let mut carriers: BTreeMap<(EnumId, EnumId), BTreeSet<(Carrier, FieldId)>> = BTreeMap::new();
    for pair in cx.pairs.fields.iter().chain(&cx.followed.fields) {
        let (FieldType::Enum(old), FieldType::Enum(new)) = (cx.old[pair.old].ty, cx.new[pair.new].ty) else { continue };
        if cx.old[old].features.enum_type == EnumType::Closed
            && let Some(carrier) = carrier(cx.old, pair.old)
        {
            carriers.entry((old, new)).or_default().insert((carrier, pair.old));
        }
    }
    for ((old, new), carriers) in carriers {
        let added = added(cx, Pair { old, new });
        let (Some(&(carrier, field)), Some(&first)) = (carriers.first(), added.first()) else { continue };
        let problem = problem(cx, &added, carrier, (field, first));
        let numbers = added.iter().map(|&value| cx.new[value].number);
        findings.push(cx.now(first, &[]), cx.was(field, &[]), problem).details(numbers);
    }
}

/// Returns how a field loses an unknown value; `None` if the field is just not set.
fn carrier(schema: &Schema, field: FieldId) -> Option<Carrier> {
    if schema.is_map_entry(schema[field].containing()) {
        return Some(Carrier::Map);
    }
    match schema.shape(field) {
        Shape::Single(Presence::Required) => Some(Carrier::Required),
        Shape::Repeated { .. } => Some(Carrier::List),
        Shape::Single(Presence::Implicit | Presence::Explicit) | Shape::Map { .. } => None,
    }
}

/// Returns the first value of each number that only the new enum has.
fn added(cx: &Comparison<'_>, pair: Pair<EnumId>) -> Vec<EnumValueId> {
    let mut known: BTreeSet<i32> = cx.old[pair.old].values.iter().map(|&value| cx.old[value].number).collect();
    cx.new[pair.new].values.iter().copied().filter(|&value| known.insert(cx.new[value].number)).collect()
}

fn problem(
    cx: &Comparison<'_>,
    added: &[EnumValueId],
    carrier: Carrier,
    (field, value): (FieldId, EnumValueId),
) -> Problem {
    let name = cx.new.name(value.into());
    let number = cx.new[value].number;
    let more = match added.len() {
        1 => String::new(),
        count => format!(", with {} more", count - 1),
    };
    let field = subject::field(cx.old, field);
    let harm = match carrier {
        Carrier::Required => format!("refuses a message with it in the required {field}, which counts as missing"),
        Carrier::List => format!("does not find it in the list of {field}"),
        Carrier::Map => format!("does not find the entry that has it as {field}"),
    };
    Problem {
        message: format!(
            "value `{name}` ({number}) was added to closed enum `{}`{more}: a client built before this change {harm}",
            subject::enumeration(cx.new, cx.new[value].parent)
        ),
        now: "it was added here".to_owned(),
        was: "a reader of this field does not know it".to_owned(),
        help: format!(
            "do not send `{name}` before all readers know it; a new optional field with an enum of its own can have it now"
        ),
    }
}
