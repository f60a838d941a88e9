//! Cardinality and presence of fields: any change, one that changes the bytes, or one that changes the JSON.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::wire::is_taken;
use crate::witness::plan::{ALIKE, Media, Recipe, SAME_SO_FAR};
use protoward_policy::ConfigVersion::V1Beta1;
use protoward_schema::{FieldId, Presence, Schema, Shape};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "FIELD_SAME_CARDINALITY",
        "fields stay single, repeated, required or a map",
        &[FILE, PACKAGE],
        include_str!("field_same_cardinality.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, |count| count as u8, findings)),
    )
    .shown_in(Media::Both, Recipe::Presence, SAME_SO_FAR)
    .older(&[(V1Beta1, &[FILE, PACKAGE, WIRE_JSON, WIRE])]),
    BreakingRule::new(
        "FIELD_WIRE_COMPATIBLE_CARDINALITY",
        "fields stay readable as bytes when single becomes repeated or the like",
        &[WIRE],
        include_str!("field_wire_compatible_cardinality.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, as_bytes, findings)),
    )
    .shown_in(Media::Wire, Recipe::Values, ALIKE),
    BreakingRule::new(
        "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
        "fields stay readable as bytes and as JSON when single becomes repeated or the like",
        &[WIRE_JSON, CSR],
        include_str!("field_wire_json_compatible_cardinality.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, as_json, findings)),
    )
    .shown_in(Media::Both, Recipe::Values, ALIKE),
];

/// The cardinality and presence that a program sees.
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
            Self::Plain => "a plain value",
            Self::Optional => "an optional value",
            Self::Required => "a required value",
            Self::List => "a list",
            Self::Map => "a map",
        }
    }

    /// Returns the [`words`](Self::words), with the term of the language if they are ambiguous.
    fn in_full(self) -> String {
        match self {
            Self::Plain => format!("{} (implicit presence)", self.words()),
            Self::Optional => format!("{} (explicit presence)", self.words()),
            Self::Required | Self::List | Self::Map => self.words().to_owned(),
        }
    }

    /// Returns the form of the value in JSON.
    const fn json(self) -> &'static str {
        match self {
            Self::Plain | Self::Optional | Self::Required => "a single value",
            Self::List => "an array",
            Self::Map => "an object",
        }
    }
}

/// Classifies by binary encoding: presence is invisible, and a map is a list of entries.
const fn as_bytes(count: Count) -> u8 {
    match count {
        Count::Plain | Count::Optional => 0,
        Count::Required => 1,
        Count::List | Count::Map => 2,
    }
}

/// Classifies by JSON: a map is an object and a list is an array.
const fn as_json(count: Count) -> u8 {
    match count {
        Count::Map => 3,
        count => as_bytes(count),
    }
}

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, class: fn(Count) -> u8, findings: &mut Findings) {
    let old = Count::of(cx.old, pair.old);
    let new = Count::of(cx.new, pair.new);
    // The key and the value of a map are singular, regardless of the file's default for presence.
    if class(old) != class(new) && !cx.new.is_map_entry(cx.new[pair.new].containing()) {
        findings
            .push(cx.now(pair.new, &[]), cx.was(pair.old, &[]), problem(cx, pair, old, new))
            .fix(SchemaEdit::restore(ElementPart::Cardinality, pair));
    }
}

fn problem(cx: &Comparison<'_>, pair: Pair<FieldId>, old: Count, new: Count) -> Problem {
    let now = new.words();
    let was = old.words();
    Problem {
        message: format!(
            "{} changed from {} to {}: {}",
            subject::field(cx.new, pair.new),
            old.in_full(),
            new.in_full(),
            effect(cx, pair, old, new)
        ),
        now: format!("{now} now"),
        was: format!("{was} before"),
        help: format!("keep it {was}; for {now}, add a field with another number{}", cx.such_as(pair)),
    }
}

fn effect(cx: &Comparison<'_>, pair: Pair<FieldId>, old: Count, new: Count) -> String {
    let old_field = (cx.old, pair.old);
    let new_field = (cx.new, pair.new);
    let json = |old: Count, new: Count| format!("JSON has {} where they expect {}", new.json(), old.json());
    match (old, new) {
        (_, Count::Required) => "messages from clients that do not set it are refused".to_owned(),
        (Count::Required, _) => "clients built before this change refuse messages without it".to_owned(),
        (Count::Plain | Count::Optional, Count::Plain | Count::Optional) => {
            format!("code that reads it as {} stops compiling", old.words())
        }
        (Count::Plain | Count::Optional, Count::List | Count::Map) => {
            let kept = match is_taken(new_field, old_field) {
                true => "keep at most one of the values",
                false => "ignore what they get in it",
            };
            format!("clients built before this change {kept}, and {}", json(old, new))
        }
        (Count::List | Count::Map, Count::Plain | Count::Optional) => {
            let kept = match is_taken(old_field, new_field) {
                true => "of the values that clients built before this change send, one is kept",
                false => "what clients built before this change send in it is ignored",
            };
            format!("{kept}, and {}", json(old, new))
        }
        (Count::List | Count::Map, Count::List | Count::Map) => {
            format!("JSON has {} where clients built before this change expect {}", new.json(), old.json())
        }
    }
}
