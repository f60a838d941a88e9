//! Constraints of `buf.validate`, interpreted by the names of their rules, and a comparison that finds stricter ones.
//!
//! A rule is a field nested in the option, such as `string.min_len`. Its name alone determines its meaning, so rules
//! for new types need no code here. CEL expressions cannot be compared; they are only equal or different.

mod implied;
mod value;

use std::cmp::Ordering;
use std::collections::BTreeMap;

pub(super) use implied::ConstrainedField;
use implied::Implied;
use protoward_schema::annotations::{Annotation, OptionMessage};
use protoward_schema::wire::WireReader;
use protoward_schema::{Cardinality, Element, Field, FieldType, MessageId, OptionValue, Schema};
use value::{ConstraintValue, Number, cel, expression, raw, scalars, time};

/// Maximum depth of nested rules: `repeated.items.map.values…` nests as deeply as types do.
const MAX_DEPTH: usize = 16;

/// The rules of one element by name, such as `string.min_len`.
pub(super) type Constraints = BTreeMap<String, Rules>;

/// The values of one rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rules {
    /// The path inside the option.
    pub(super) path: Vec<i32>,
    values: Vec<ConstraintValue>,
}

/// A constraint that became stricter, or that cannot be compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StricterConstraint {
    /// The name of the rule, such as `string.min_len`.
    pub(super) rule: String,
    /// The path inside the option of the new version.
    pub(super) path: Vec<i32>,
    /// The old value, such as `5` or `"[a-z]+"`; `None` if it was not set.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// `true` if the constraint is certainly stricter, `false` if it is only different.
    pub(super) is_certain: bool,
}

/// Returns the rules in an option, or `None` if it contains rules that the schema does not declare.
pub(super) fn of(annotation: Annotation, schema: &Schema, element: Element) -> Option<Constraints> {
    let mut constraints = Constraints::new();
    let Some(held) = annotation.message(schema, element) else { return Some(constraints) };
    held.ty?;
    collect(&held, &mut Vec::new(), "", &mut constraints);
    Some(constraints)
}

fn collect(held: &OptionMessage<'_>, path: &mut Vec<i32>, prefix: &str, into: &mut Constraints) {
    let Some(ty) = held.ty.filter(|_| path.len() < MAX_DEPTH) else { return };
    for wire in WireReader::new(&held.bytes).map_while(Result::ok) {
        let number = i32::try_from(wire.number).unwrap_or(i32::MAX);
        path.push(number);
        match declared(held.schema, ty, number) {
            Some(field) => rule(held.schema, &ConstraintEntry { field, value: wire.value }, path, prefix, into),
            // An extension of the rules.
            None => push(into, format!("{prefix}[{number}]"), path, vec![raw(wire.raw)], true),
        }
        path.pop();
    }
}

fn declared(schema: &Schema, ty: MessageId, number: i32) -> Option<&Field> {
    schema[ty].fields.iter().map(|&id| &schema[id]).find(|field| field.number.0 == number)
}

/// A field that is set in an option.
struct ConstraintEntry<'a> {
    field: &'a Field,
    value: OptionValue<'a>,
}

fn rule(schema: &Schema, entry: &ConstraintEntry<'_>, path: &mut Vec<i32>, prefix: &str, into: &mut Constraints) {
    let &ConstraintEntry { field, value } = entry;
    let name = format!("{prefix}{}", schema.text(field.name));
    let is_list = field.cardinality == Cardinality::Repeated;
    let bytes = match value {
        OptionValue::Bytes(bytes) | OptionValue::Group(bytes) => bytes,
        OptionValue::Varint(_) | OptionValue::Fixed32(_) | OptionValue::Fixed64(_) => &[],
    };
    match field.ty {
        FieldType::Message(ty) | FieldType::Group(ty) => match time(schema, ty, bytes) {
            Some(time) => push(into, name, path, vec![time], is_list),
            None if is_list => push(into, name, path, vec![expression(schema, ty, bytes)], true),
            None => {
                collect(&OptionMessage { schema, ty: Some(ty), bytes: bytes.to_vec() }, path, &format!("{name}."), into)
            }
        },
        FieldType::Scalar(_) if schema.text(field.name) == "cel_expression" => {
            push(into, name, path, vec![cel(bytes)], is_list);
        }
        FieldType::Scalar(_) | FieldType::Enum(_) => push(into, name, path, scalars(schema, field.ty, value), is_list),
    }
}

/// Records the values of a rule. The last value wins, except for lists.
fn push(into: &mut Constraints, name: String, path: &[i32], values: Vec<ConstraintValue>, is_list: bool) {
    let rules = into.entry(name).or_default();
    if !is_list {
        rules.values.clear();
    }
    rules.path = path.to_vec();
    rules.values.extend(values);
}

/// The way in which a rule constrains values, derived from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ConstraintDirection {
    /// A minimum: larger is stricter.
    Least,
    /// A maximum: smaller is stricter.
    Greatest,
    /// One bound of a range, which may be inverted.
    Range,
    /// A single value that remains.
    Exact,
    /// One of a list of values: fewer is stricter.
    OneOf,
    /// None of a list of values: more is stricter.
    NoneOf,
    /// Conditions under which other rules are skipped: more is looser.
    Ignore,
    /// A flag that is on by default.
    OnByDefault,
    /// No constraint, but an example for readers.
    Example,
    /// A flag, or a value without an order.
    Other,
}

fn sense(rule: &str) -> ConstraintDirection {
    match rule.rsplit('.').next().unwrap_or(rule) {
        "min_len" | "min_bytes" | "min_items" | "min_pairs" => ConstraintDirection::Least,
        "max_len" | "max_bytes" | "max_items" | "max_pairs" | "within" => ConstraintDirection::Greatest,
        "gt" | "gte" | "lt" | "lte" => ConstraintDirection::Range,
        "const" | "len" | "len_bytes" => ConstraintDirection::Exact,
        "in" => ConstraintDirection::OneOf,
        "not_in" => ConstraintDirection::NoneOf,
        "ignore" => ConstraintDirection::Ignore,
        "strict" => ConstraintDirection::OnByDefault,
        "example" => ConstraintDirection::Example,
        _ => ConstraintDirection::Other,
    }
}

/// Returns the constraints that became stricter or different, by name of the rule, without those that others imply.
pub(super) fn stricter(old: &Constraints, new: &Constraints, field: ConstrainedField) -> Vec<StricterConstraint> {
    let implied = Implied { old, new, field };
    let mut found = changed(old, new);
    found.retain(|stricter| !implied.has(&stricter.rule));
    found
}

fn changed(old: &Constraints, new: &Constraints) -> Vec<StricterConstraint> {
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let none = Rules::default();
    let mut found = Vec::new();
    let mut ranges = std::collections::BTreeSet::new();
    for name in names {
        let before = old.get(name).unwrap_or(&none);
        let after = new.get(name).unwrap_or(&none);
        if before.values == after.values {
            continue;
        }
        let verdict = match sense(name) {
            ConstraintDirection::Range => {
                ranges.insert(name.rsplit_once('.').map_or("", |(parent, _)| parent));
                None
            }
            sense => compared(sense, &before.values, &after.values),
        };
        found.extend(verdict.map(|is_certain| stricter_rule(name, before, after, is_certain)));
    }
    found.extend(ranges.into_iter().flat_map(|parent| range(parent, old, new)));
    found
}

fn stricter_rule(name: &str, before: &Rules, after: &Rules, is_certain: bool) -> StricterConstraint {
    let shown = |rules: &Rules| {
        let texts: Vec<_> = rules.values.iter().map(|value| value.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    let before = shown(before);
    let path = after.path.clone();
    let after = shown(after);
    StricterConstraint { rule: name.to_owned(), path, before, after, is_certain }
}

/// Returns `Some(true)` if a rule became stricter, `Some(false)` if that cannot be decided, else `None`.
fn compared(sense: ConstraintDirection, before: &[ConstraintValue], after: &[ConstraintValue]) -> Option<bool> {
    let last = |values: &[ConstraintValue]| values.last().and_then(|value| value.number);
    let flag = |values: &[ConstraintValue], default: i128| last(values).unwrap_or(Number::Integer(default));
    let rose = |before: Number, after: Number| match before.compare(after) {
        Some(Ordering::Less) => Some(true),
        Some(_) => None,
        None => Some(false),
    };
    match sense {
        ConstraintDirection::Example => None,
        ConstraintDirection::Least => rose(flag(before, 0), flag(after, 0)),
        ConstraintDirection::Greatest => match (last(before), last(after)) {
            (_, None) => None,
            (None, Some(_)) => Some(true),
            (Some(before), Some(after)) => rose(after, before),
        },
        ConstraintDirection::Exact => (!after.is_empty()).then_some(true),
        ConstraintDirection::OneOf => (!after.is_empty()
            && (before.is_empty() || before.iter().any(|value| !after.contains(value))))
        .then_some(true),
        ConstraintDirection::NoneOf => after.iter().any(|value| !before.contains(value)).then_some(true),
        ConstraintDirection::Ignore => rose(flag(after, 0), flag(before, 0)),
        ConstraintDirection::OnByDefault => rose(flag(before, 1), flag(after, 1)),
        ConstraintDirection::Other => match (last(before), last(after)) {
            // Flags.
            (None | Some(Number::Integer(0)), Some(Number::Integer(1))) => Some(true),
            (Some(Number::Integer(0 | 1)), None | Some(Number::Integer(0))) => None,
            _ => other(before, after),
        },
        ConstraintDirection::Range => None,
    }
}

/// Compares patterns and expressions: an additional one is stricter, a removed one is not, and a changed one may be
/// either.
fn other(before: &[ConstraintValue], after: &[ConstraintValue]) -> Option<bool> {
    let is_new = after.iter().any(|value| !before.contains(value));
    let is_all_there = before.iter().all(|value| after.contains(value));
    is_new.then_some(is_all_there)
}

/// One bound of a range, with `true` if the bound is excluded.
type End = Option<(Number, bool)>;

fn ends(parent: &str, constraints: &Constraints) -> [End; 2] {
    let number = |name: &str| {
        let name = if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") };
        constraints.get(&name).and_then(|rules| rules.values.last()).and_then(|value| value.number)
    };
    let end = |open: &str, closed: &str| {
        number(open).map(|number| (number, true)).or_else(|| number(closed).map(|number| (number, false)))
    };
    [end("gt", "gte"), end("lt", "lte")]
}

/// Returns `true` for an inverted range: `gt: 5, lt: 1` allows everything except the interval.
fn is_inside_out([low, high]: [End; 2]) -> bool {
    matches!((low, high), (Some((low, _)), Some((high, _))) if low.compare(high) == Some(Ordering::Greater))
}

/// Returns the bounds of a range that is not inverted without those that all values satisfy. Bounds of integers are
/// included: `gt: 4` is `gte: 5`.
fn closed_ends(parent: &str, [low, high]: [End; 2]) -> [End; 2] {
    let closed = |end: End, step: i128| match end {
        Some((Number::Integer(number), true)) => Some((Number::Integer(number.saturating_add(step)), false)),
        end => end,
    };
    let low = closed(low, 1);
    let high = closed(high, -1);
    let limits: Option<(i128, i128)> = match parent.rsplit('.').next() {
        Some("int32" | "sint32" | "sfixed32") => Some((i32::MIN.into(), i32::MAX.into())),
        Some("int64" | "sint64" | "sfixed64") => Some((i64::MIN.into(), i64::MAX.into())),
        Some("uint32" | "fixed32") => Some((0, u32::MAX.into())),
        Some("uint64" | "fixed64") => Some((0, u64::MAX.into())),
        _ => None,
    };
    let is_limit = |end: &End, is_low: bool| match (end, limits) {
        (Some((Number::Integer(number), _)), Some((least, most))) => {
            if is_low {
                *number <= least
            } else {
                *number >= most
            }
        }
        _ => false,
    };
    [low.filter(|_| !is_limit(&low, true)), high.filter(|_| !is_limit(&high, false))]
}

fn range(parent: &str, old: &Constraints, new: &Constraints) -> Vec<StricterConstraint> {
    let before = ends(parent, old);
    let after = ends(parent, new);
    let is_turned = is_inside_out(before) || is_inside_out(after);
    let (before, after) =
        if is_turned { (before, after) } else { (closed_ends(parent, before), closed_ends(parent, after)) };
    if before == after || after == [None, None] {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, names) in [["gt", "gte"], ["lt", "lte"]].into_iter().enumerate() {
        let verdict = match (before[index], after[index]) {
            (before, after) if before == after => None,
            _ if is_turned => Some(false),
            (_, None) => None,
            (None, Some(_)) => Some(true),
            (Some((old, was_open)), Some((new, is_open))) => match (index, old.compare(new)) {
                (_, None) => Some(false),
                (_, Some(Ordering::Equal)) => (is_open && !was_open).then_some(true),
                (0, Some(Ordering::Less)) | (1, Some(Ordering::Greater)) => Some(true),
                (_, Some(_)) => None,
            },
        };
        found.extend(verdict.map(|is_certain| stricter_end(parent, names, old, new, is_certain)));
    }
    // Both bounds form one constraint when the range is or becomes inverted.
    if is_turned {
        found.truncate(1);
    }
    found
}

fn stricter_end(
    parent: &str,
    names: [&str; 2],
    old: &Constraints,
    new: &Constraints,
    is_certain: bool,
) -> StricterConstraint {
    let find = |constraints: &Constraints| {
        names.iter().find_map(|name| {
            let rule = if parent.is_empty() { (*name).to_owned() } else { format!("{parent}.{name}") };
            constraints.get(&rule).map(|rules| (rule, rules.clone()))
        })
    };
    let before = find(old);
    let after = find(new);
    let shown = |found: &Option<(String, Rules)>| {
        found.as_ref().and_then(|(rule, rules)| {
            let sign = match rule.rsplit('.').next() {
                Some("gt") => "> ",
                Some("gte") => ">= ",
                Some("lt") => "< ",
                _ => "<= ",
            };
            Some(format!("{sign}{}", rules.values.last()?.text))
        })
    };
    let rule = after.as_ref().or(before.as_ref()).map(|(rule, _)| rule.clone()).unwrap_or_default();
    let path = after.as_ref().map(|(_, rules)| rules.path.clone()).unwrap_or_default();
    StricterConstraint { rule, path, before: shown(&before), after: shown(&after), is_certain }
}
