//! What a field holds: the same type, or one that reads the same bytes, or the same bytes and the same JSON.

use std::collections::HashSet;

use crate::breaking::Category::{Csr, File, Package, Wire, WireJson};
use crate::breaking::ConfigVersion::V1Beta1;
use crate::breaking::comparison::{Comparison, Pair};
use crate::breaking::finding::{Findings, Problem};
use crate::breaking::rule::{Check, Rule};
use crate::breaking::subject;
use crate::breaking::wire::{self, Kind};
use crate::schema::{EnumId, FieldId, FieldType, Schema};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "FIELD_SAME_TYPE",
        "fields keep their types",
        &[File, Package, Csr],
        include_str!("field_same_type.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, Promise::SameCode, findings)),
    )
    .older(&[(V1Beta1, &[File, Package, WireJson, Wire])]),
    Rule::new(
        "FIELD_WIRE_COMPATIBLE_TYPE",
        "fields keep types that read the same bytes",
        &[Wire],
        include_str!("field_wire_compatible_type.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, Promise::SameBytes, findings)),
    )
    .older(&[(V1Beta1, &[])]),
    Rule::new(
        "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
        "fields keep types that read the same bytes and the same JSON",
        &[WireJson, Csr],
        include_str!("field_wire_json_compatible_type.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, Promise::SameBytesAndJson, findings)),
    )
    .older(&[(V1Beta1, &[])]),
];

/// What must hold after a change of type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    SameCode,
    SameBytes,
    SameBytesAndJson,
}

/// `type` and `type_name` in a descriptor; a field has a place for one of them.
const TYPE: &[&[i32]] = &[&[5], &[6]];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, promise: Promise, findings: &mut Findings) {
    let types = Pair { old: cx.old[pair.old].ty, new: cx.new[pair.new].ty };
    let kinds = Pair { old: Kind::of(cx.old, pair.old), new: Kind::of(cx.new, pair.new) };
    let names = Pair { old: subject::type_name(cx.old, types.old), new: subject::type_name(cx.new, types.new) };
    if kinds.old == kinds.new && names.old == names.new {
        return;
    }
    let kept = match (promise, types.old, types.new) {
        (Promise::SameCode, ..) => false,
        (_, FieldType::Enum(old), FieldType::Enum(new)) => is_replaced(cx, Pair { old, new }),
        (Promise::SameBytes, ..) => wire::same_bytes(kinds),
        (Promise::SameBytesAndJson, ..) => wire::same_json(kinds),
    };
    if !kept {
        let problem = problem(cx, pair, types, kinds, names);
        findings.push(cx.now_any(pair.new, TYPE), cx.was_any(pair.old, TYPE), problem);
    }
}

/// Whether an enum has the simple name and all the values of another one.
fn is_replaced(cx: &Comparison<'_>, pair: Pair<EnumId>) -> bool {
    let same_name = cx.old.text(cx.old[pair.old].name) == cx.new.text(cx.new[pair.new].name);
    same_name && values(cx.old, pair.old).is_subset(&values(cx.new, pair.new))
}

fn values(schema: &Schema, id: EnumId) -> HashSet<(i32, &str)> {
    let values = schema[id].values.iter().map(|&value| &schema[value]);
    values.map(|value| (value.number, schema.text(value.name))).collect()
}

fn problem(
    cx: &Comparison<'_>,
    pair: Pair<FieldId>,
    types: Pair<FieldType>,
    kinds: Pair<Kind>,
    names: Pair<&str>,
) -> Problem {
    let replaced = match (types.old, types.new) {
        (FieldType::Enum(old), FieldType::Enum(new)) => is_replaced(cx, Pair { old, new }),
        _ => false,
    };
    let [old, new] = [(kinds.old, names.old), (kinds.new, names.new)].map(|(kind, name)| match kind {
        Kind::Group => format!("group `{name}`"),
        Kind::Scalar(_) | Kind::Enum | Kind::Message => format!("`{name}`"),
    });
    let effect = if replaced || wire::same_json(kinds) {
        format!("code written for {old} stops compiling")
    } else if wire::same_bytes(kinds) {
        format!("code written for {old} stops compiling, and {}", wire::json_change(kinds))
    } else {
        let misread = wire::misread(Pair { old: cx.old, new: cx.new }, pair, kinds, names);
        format!("a client built before this change {misread}")
    };
    Problem {
        message: format!("{} changed from {old} to {new}: {effect}", subject::field(cx.new, pair.new)),
        now: format!("{new} now"),
        was: format!("{old} before"),
        help: format!("keep {old} and mark the field `[deprecated = true]`; add a field with another number for {new}"),
    }
}
