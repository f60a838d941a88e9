//! How many values a field holds, and whether it knows that it was not set.

use crate::breaking::Category::{Csr, File, Package, Wire, WireJson};
use crate::breaking::ConfigVersion::V1Beta1;
use crate::breaking::comparison::{Comparison, Pair};
use crate::breaking::finding::{Findings, Problem};
use crate::breaking::rule::{Check, Rule};
use crate::breaking::subject;
use crate::schema::{FieldId, Presence, Schema, Shape};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "FIELD_SAME_CARDINALITY",
        "fields stay single, repeated, required or a map",
        &[File, Package],
        include_str!("field_same_cardinality.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, |count| count as u8, findings)),
    )
    .older(&[(V1Beta1, &[File, Package, WireJson, Wire])]),
    Rule::new(
        "FIELD_WIRE_COMPATIBLE_CARDINALITY",
        "fields stay readable as bytes when single becomes repeated or the like",
        &[Wire],
        include_str!("field_wire_compatible_cardinality.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, as_bytes, findings)),
    ),
    Rule::new(
        "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
        "fields stay readable as bytes and as JSON when single becomes repeated or the like",
        &[WireJson, Csr],
        include_str!("field_wire_json_compatible_cardinality.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, as_json, findings)),
    ),
];

/// What a program sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    Plain,
    Optional,
    Required,
    List,
    Map,
}

impl Count {
    fn of(schema: &Schema, id: FieldId) -> Self {
        match schema.shape(id) {
            Shape::Single(Presence::Implicit) => Self::Plain,
            Shape::Single(Presence::Explicit) => Self::Optional,
            Shape::Single(Presence::Required) => Self::Required,
            Shape::Repeated { .. } => Self::List,
            Shape::Map { .. } => Self::Map,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Plain => "a single value without presence",
            Self::Optional => "a single value with presence",
            Self::Required => "a required value",
            Self::List => "a list",
            Self::Map => "a map",
        }
    }

    const fn is_single(self) -> bool {
        matches!(self, Self::Plain | Self::Optional)
    }
}

/// In bytes, presence does not show, and a map is a list of its entries.
const fn as_bytes(count: Count) -> u8 {
    match count {
        Count::Plain | Count::Optional => 0,
        Count::Required => 1,
        Count::List | Count::Map => 2,
    }
}

/// In JSON, a map is an object and a list is an array.
const fn as_json(count: Count) -> u8 {
    match count {
        Count::Map => 3,
        count => as_bytes(count),
    }
}

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, class: fn(Count) -> u8, findings: &mut Findings) {
    // The halves of a map are one value each, whatever their file says about presence.
    if cx.new.is_map_entry(cx.new[pair.new].containing()) {
        return;
    }
    let (old, new) = (Count::of(cx.old, pair.old), Count::of(cx.new, pair.new));
    if class(old) != class(new) {
        findings.push(cx.now(pair.new, &[]), cx.was(pair.old, &[]), problem(cx, pair, old, new));
    }
}

fn problem(cx: &Comparison<'_>, pair: Pair<FieldId>, old: Count, new: Count) -> Problem {
    let effect = match (old, new) {
        (_, Count::Required) => "a message from a client that does not set it is refused",
        (Count::Required, _) => "a client built before this change refuses messages without it",
        (Count::Plain, _) if new.is_single() => "code that reads it stops compiling, or takes not set for set",
        (Count::Optional, _) if new.is_single() => "code that asks whether it is set stops compiling",
        (_, Count::List) if old.is_single() => {
            "a client built before this change keeps one of the values at most, and JSON has an array now"
        }
        (Count::List, _) if new.is_single() => {
            "of the values that old clients send, one is kept at most, and JSON has no array any more"
        }
        (Count::Map, Count::List) => "JSON has an array where a client built before this change expects an object",
        (Count::List, Count::Map) => "JSON has an object where a client built before this change expects an array",
        _ => "neither side reads what the other one sends",
    };
    let (name, words) = (cx.old.text(cx.old[pair.old].name), [old.words(), new.words()]);
    Problem {
        message: format!("{} changed from {} to {}: {effect}", subject::field(cx.new, pair.new), words[0], words[1]),
        now: format!("{} now", words[1]),
        was: format!("{} before", words[0]),
        help: format!("keep `{name}` as {}; add a field with another number for {}", words[0], words[1]),
    }
}
