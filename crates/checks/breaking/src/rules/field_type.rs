//! Field types: the same type, one with compatible bytes, or one with compatible bytes and JSON.

use std::collections::HashSet;

use crate::comparison::{Comparison, Pair};
use crate::enum_replaced;
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::wire::{self, Side, TypeKind};
use crate::witness::plan::{ALIKE, Media, Recipe};
use protoward_policy::ConfigVersion::V1Beta1;
use protoward_schema::{EnumId, FieldId, FieldType, Schema, Shape};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "FIELD_SAME_TYPE",
        "fields keep their types",
        &[FILE, PACKAGE, CSR],
        include_str!("field_same_type.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, Compatibility::Code, findings)),
    )
    .older(&[(V1Beta1, &[FILE, PACKAGE, WIRE_JSON, WIRE])]),
    BreakingRule::new(
        "FIELD_WIRE_COMPATIBLE_TYPE",
        "fields keep types that read the same bytes",
        &[WIRE],
        include_str!("field_wire_compatible_type.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, Compatibility::Bytes, findings)),
    )
    .shown_in(Media::Wire, Recipe::Values, ALIKE)
    .older(&[(V1Beta1, &[])]),
    BreakingRule::new(
        "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
        "fields keep types that read the same bytes and the same JSON",
        &[WIRE_JSON, CSR],
        include_str!("field_wire_json_compatible_type.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, Compatibility::BytesAndJson, findings)),
    )
    .shown_in(Media::Both, Recipe::Values, ALIKE)
    .older(&[(V1Beta1, &[])]),
];

/// The compatibility that a rule requires.
#[derive(Clone, Copy)]
enum Compatibility {
    Code,
    Bytes,
    BytesAndJson,
}

/// The paths of `type` and `type_name` in a descriptor; a field has a location for one of them.
const TYPE: &[&[i32]] = &[&[5], &[6]];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, promise: Compatibility, findings: &mut Findings) {
    let old = side(cx.old, pair.old);
    let new = side(cx.new, pair.new);
    if old.kind == new.kind && old.name == new.name {
        return;
    }
    if !is_kept(cx, pair, promise) {
        let problem = problem(cx, pair, Pair { old, new }, promise);
        findings
            .push(cx.now_any(pair.new, TYPE), cx.was_any(pair.old, TYPE), problem)
            .fix(SchemaEdit::restore(ElementPart::Type, pair));
    }
}

/// Returns `true` if a field with another type keeps a promise. buf compares the names of enums and of map entries.
fn is_kept(cx: &Comparison<'_>, pair: Pair<FieldId>, promise: Compatibility) -> bool {
    let kinds = Pair { old: TypeKind::of(cx.old, pair.old), new: TypeKind::of(cx.new, pair.new) };
    let is_same = match promise {
        Compatibility::Code => return false,
        Compatibility::Bytes => wire::same_bytes,
        Compatibility::BytesAndJson => wire::same_json,
    };
    match (cx.old[pair.old].ty, cx.new[pair.new].ty) {
        (FieldType::Enum(old), FieldType::Enum(new)) if cx.as_buf => is_replaced(cx, Pair { old, new }),
        (FieldType::Enum(old), FieldType::Enum(new)) => enum_harm(cx, Pair { old, new }, promise).is_none(),
        (FieldType::Message(_), FieldType::Message(_)) if !cx.as_buf => is_same_map(cx, pair, promise),
        _ => is_same(kinds),
    }
}

/// Returns `true` for a map whose keys and values keep a promise. The entry of a map has the name of the field.
fn is_same_map(cx: &Comparison<'_>, pair: Pair<FieldId>, promise: Compatibility) -> bool {
    let (Shape::Map { key: old_key, value: old }, Shape::Map { key: new_key, value: new }) =
        (cx.old.shape(pair.old), cx.new.shape(pair.new))
    else {
        return false;
    };
    let is_same = |pair: Pair<FieldId>| {
        let [was, is] = [side(cx.old, pair.old), side(cx.new, pair.new)];
        was.kind == is.kind && was.name == is.name || is_kept(cx, pair, promise)
    };
    is_same(Pair { old: old_key, new: new_key }) && is_same(Pair { old, new })
}

/// Returns what a reader of the other version loses if one enum takes the place of another one. A renamed enum is one enum,
/// which rules about enums compare.
fn enum_harm(cx: &Comparison<'_>, pair: Pair<EnumId>, promise: Compatibility) -> Option<String> {
    if cx.moves.new_of(pair.old.into()) == Some(pair.new.into()) {
        return None;
    }
    let schemas = cx.schemas();
    match promise {
        Compatibility::Code => enum_replaced::exchange(schemas, pair),
        Compatibility::Bytes => enum_replaced::harm_in_bytes(schemas, pair),
        Compatibility::BytesAndJson => {
            enum_replaced::harm_in_bytes(schemas, pair).or_else(|| enum_replaced::harm_in_json(schemas, pair))
        }
    }
}

fn side(schema: &Schema, field: FieldId) -> Side<'_> {
    Side { schema, field, kind: TypeKind::of(schema, field), name: schema.type_name(schema[field].ty) }
}

/// Returns `true` if an enum has the simple name and all the values of another one.
fn is_replaced(cx: &Comparison<'_>, pair: Pair<EnumId>) -> bool {
    let same_name = cx.old.text(cx.old[pair.old].name) == cx.new.text(cx.new[pair.new].name);
    same_name && lost_value(cx, pair).is_none()
}

/// Returns the first value of the old enum that the new one lacks with this name and number.
fn lost_value<'a>(cx: &Comparison<'a>, pair: Pair<EnumId>) -> Option<(i32, &'a str)> {
    let new: HashSet<_> = values(cx.new, pair.new).collect();
    values(cx.old, pair.old).find(|value| !new.contains(value))
}

fn values(schema: &Schema, id: EnumId) -> impl Iterator<Item = (i32, &str)> {
    let values = schema[id].values.iter().map(|&value| &schema[value]);
    values.map(|value| (value.number, schema.text(value.name)))
}

fn problem(cx: &Comparison<'_>, pair: Pair<FieldId>, sides: Pair<Side<'_>>, promise: Compatibility) -> Problem {
    let [old, new] = [sides.old, sides.new].map(|side| match side.kind {
        TypeKind::Group => format!("group `{}`", side.name),
        TypeKind::Scalar(_) | TypeKind::Enum | TypeKind::Message => format!("`{}`", side.name),
    });
    Problem {
        message: format!(
            "{} changed from {old} to {new}: {}",
            subject::field(cx.new, pair.new),
            effect(cx, pair, sides, (promise, &old))
        ),
        now: format!("{new} now"),
        was: format!("{old} before"),
        help: format!(
            "keep {old} and mark the field `[deprecated = true]`; for {new}, add a field with another number{}",
            cx.such_as(pair)
        ),
    }
}

/// Returns the different enums of a field, or of the values of a map.
fn enums(cx: &Comparison<'_>, pair: Pair<FieldId>) -> Option<Pair<EnumId>> {
    let pair = match (cx.old.shape(pair.old), cx.new.shape(pair.new)) {
        (Shape::Map { value: old, .. }, Shape::Map { value: new, .. }) => Pair { old, new },
        _ => pair,
    };
    let (FieldType::Enum(old), FieldType::Enum(new)) = (cx.old[pair.old].ty, cx.new[pair.new].ty) else { return None };
    (cx.old.full_name(old.into()) != cx.new.full_name(new.into())).then_some(Pair { old, new })
}

fn effect(
    cx: &Comparison<'_>,
    pair: Pair<FieldId>,
    sides: Pair<Side<'_>>,
    (promise, old): (Compatibility, &str),
) -> String {
    let kinds = Pair { old: sides.old.kind, new: sides.new.kind };
    let enums = enums(cx, pair);
    if let Some(harm) = enums.and_then(|pair| enum_harm(cx, pair, promise)) {
        return harm;
    }
    if let Some(pair) = enums.filter(|_| kinds.old == TypeKind::Enum) {
        return match lost_value(cx, pair) {
            None => format!("code written for {old} stops compiling"),
            Some((number, name)) => format!(
                "a client built before this change sends {number} for `{name}`, which `{}` does not know by that name",
                sides.new.name
            ),
        };
    }
    if wire::same_json(kinds) {
        format!("code written for {old} stops compiling")
    } else if wire::same_bytes(kinds) {
        format!("code written for {old} stops compiling, and {}", wire::json_change(kinds))
    } else {
        format!("a client built before this change {}", wire::misread(sides))
    }
}
