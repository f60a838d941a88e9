//! Candidates for values that one version accepts and the other one rejects: those at and beside each limit of both.
//!
//! The rules of numbers, flags, enums and times change their verdict only at their own values, so for these the candidates stand for
//! all values: if no candidate shows a difference, there is none.

use super::hints::Hints;
use super::texts;
use crate::cel::value::Value;
use crate::model::rules::Test;
use crate::validation::now;
use protoward_dynamic::{Content, DynamicValue, Message};
use protoward_schema::{EnumId, FieldId, FieldType, MessageId, Scalar, Schema};
use std::collections::BTreeSet;

/// Maximum number of integers between two bounds that are all candidates.
pub(super) const MAX_ENUMERATED: i128 = 40;
const SECOND: i128 = 1_000_000_000;

/// Returns candidates for one value of a field of the old version.
pub(super) fn values(schema: &Schema, ty: FieldType, hints: &Hints<'_>) -> Vec<DynamicValue> {
    match ty {
        FieldType::Scalar(scalar) => scalars(scalar, hints),
        FieldType::Enum(id) => numbers_of(schema, id, hints).into_iter().map(DynamicValue::Enum).collect(),
        FieldType::Message(id) | FieldType::Group(id) => messages(schema, id, hints),
    }
}

fn scalars(scalar: Scalar, hints: &Hints<'_>) -> Vec<DynamicValue> {
    let int = |low: i128, high: i128| integers(hints, low, high);
    match scalar {
        Scalar::Bool => vec![DynamicValue::Bool(false), DynamicValue::Bool(true)],
        Scalar::String => texts::texts(hints).into_iter().map(DynamicValue::Text).collect(),
        Scalar::Bytes => texts::bytes(hints).into_iter().map(DynamicValue::Bytes).collect(),
        Scalar::Double => doubles(hints).into_iter().map(DynamicValue::Double).collect(),
        Scalar::Float => floats(hints).into_iter().map(DynamicValue::Float).collect(),
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => int(i32::MIN.into(), i32::MAX.into())
            .into_iter()
            .filter_map(|number| i64::try_from(number).ok())
            .map(DynamicValue::Int)
            .collect(),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => int(i64::MIN.into(), i64::MAX.into())
            .into_iter()
            .filter_map(|number| i64::try_from(number).ok())
            .map(DynamicValue::Int)
            .collect(),
        Scalar::Uint32 | Scalar::Fixed32 => int(0, u32::MAX.into())
            .into_iter()
            .filter_map(|number| u64::try_from(number).ok())
            .map(DynamicValue::Uint)
            .collect(),
        Scalar::Uint64 | Scalar::Fixed64 => int(0, u64::MAX.into())
            .into_iter()
            .filter_map(|number| u64::try_from(number).ok())
            .map(DynamicValue::Uint)
            .collect(),
    }
}

/// Returns integers near the limits, small ones first.
fn integers(hints: &Hints<'_>, low: i128, high: i128) -> Vec<i128> {
    let points = hints.points();
    let points: BTreeSet<i128> = points.iter().filter_map(whole).collect();
    let mut all: BTreeSet<i128> = [0, 1, -1, low, high].into();
    all.extend(points.iter().flat_map(|&point| [point - 1, point, point + 1]));
    let sorted: Vec<i128> = points.iter().copied().collect();
    for pair in sorted.windows(2).filter(|pair| pair[1] - pair[0] <= MAX_ENUMERATED) {
        all.extend(pair[0]..=pair[1]);
    }
    let mut all: Vec<i128> = all.into_iter().filter(|number| (low..=high).contains(number)).collect();
    all.sort_by_key(|number| (number.unsigned_abs(), *number < 0));
    all
}

fn whole(value: &Value) -> Option<i128> {
    match value {
        Value::Int(number) => Some(i128::from(*number)),
        Value::Uint(number) => Some(i128::from(*number)),
        Value::Double(number) if number.abs() < 1e19 => Some(*number as i128),
        _ => None,
    }
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Double(number) => Some(*number),
        Value::Int(number) => Some(*number as f64),
        Value::Uint(number) => Some(*number as f64),
        _ => None,
    }
}

fn doubles(hints: &Hints<'_>) -> Vec<f64> {
    let mut all = vec![0.0, 1.0, -1.0, 0.5, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN];
    for point in hints.points().iter().filter_map(float) {
        all.extend([point, point.next_up(), point.next_down(), point + 1.0, point - 1.0]);
    }
    all
}

fn floats(hints: &Hints<'_>) -> Vec<f32> {
    let mut all = vec![0.0, 1.0, -1.0, 0.5, -0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN];
    for point in hints.points().iter().filter_map(float) {
        let point = point as f32;
        all.extend([point, point.next_up(), point.next_down(), point + 1.0, point - 1.0]);
    }
    all
}

/// Returns the numbers of an enum that matter: all declared ones, and others if the enum is open.
fn numbers_of(schema: &Schema, id: EnumId, hints: &Hints<'_>) -> Vec<i32> {
    let declared: Vec<i32> = schema[id].values.iter().map(|&value| schema[value].number).collect();
    if schema[id].features.enum_type == protoward_schema::EnumType::Closed {
        return declared;
    }
    let near = integers(hints, i32::MIN.into(), i32::MAX.into());
    let near = near.into_iter().filter_map(|number| i32::try_from(number).ok());
    let mut all: Vec<i32> = declared.iter().copied().chain(hints.numbers.iter().copied()).collect();
    // A number that neither version declares.
    let last = all.iter().copied().max().unwrap_or(0);
    all.extend(near.chain([last.saturating_add(1)]));
    let mut known = BTreeSet::new();
    all.retain(|&number| known.insert(number));
    all
}

fn messages(schema: &Schema, id: MessageId, hints: &Hints<'_>) -> Vec<DynamicValue> {
    let name = schema.text(schema[id].full_name);
    let made = match name.strip_prefix("google.protobuf.").unwrap_or_default() {
        "Duration" => times(hints, false).into_iter().filter_map(|nanos| time(schema, id, nanos, false)).collect(),
        "Timestamp" => times(hints, true).into_iter().filter_map(|nanos| time(schema, id, nanos, true)).collect(),
        "Any" => urls(hints).into_iter().filter_map(|url| with_text(schema, id, "type_url", url)).collect(),
        "FieldMask" => masks(hints).into_iter().filter_map(|paths| mask(schema, id, paths)).collect(),
        wrapper if wrapper.ends_with("Value") && schema[id].fields.len() == 1 && wrapper != "ListValue" => {
            wrapped(schema, id, hints)
        }
        _ => Vec::new(),
    };
    std::iter::once(Message::new(id)).chain(made).map(DynamicValue::Message).collect()
}

fn wrapped(schema: &Schema, id: MessageId, hints: &Hints<'_>) -> Vec<Message> {
    let field = schema[id].fields[0];
    let of = |value: DynamicValue| {
        let mut message = Message::new(id);
        message.set(schema[field].number, field, Content::One(value));
        message
    };
    values(schema, schema[field].ty, hints).into_iter().filter(|value| !value.is_zero()).map(of).collect()
}

fn field(schema: &Schema, id: MessageId, name: &str) -> Option<FieldId> {
    crate::cel::field_types::field(schema, id, name)
}

fn times(hints: &Hints<'_>, is_absolute: bool) -> Vec<i128> {
    let mut points: BTreeSet<i128> = hints
        .points()
        .iter()
        .filter_map(|point| match point {
            Value::Duration(nanos) => Some(i128::from(*nanos)),
            Value::Timestamp(nanos) => Some(*nanos),
            _ => None,
        })
        .collect();
    points.insert(0);
    let mut all: Vec<i128> = points.iter().flat_map(|&it| [it, it - 1, it + 1, it - SECOND, it + SECOND]).collect();
    if is_absolute {
        // The first and the last time come first, so that a shown message does not depend on the day.
        all.extend([-62_135_596_800 * SECOND, 253_402_300_799 * SECOND]);
        let now = now() / SECOND * SECOND;
        // Some time passes until others look at a candidate.
        let day = 86_400 * SECOND;
        all.extend([now - day, now + day, now - 36_500 * day, now + 36_500 * day]);
        let within = hints.tests().filter_map(|test| if let Test::Within(most) = test { Some(*most) } else { None });
        for most in within.map(i128::from) {
            all.extend([now - most - day, now + most + day, now - most / 2, now + most / 2]);
        }
    } else {
        all.extend([SECOND, -SECOND, 315_576_000_000 * SECOND, -315_576_000_000 * SECOND]);
    }
    all
}

/// Makes a duration or timestamp; `None` for one that is out of range.
fn time(schema: &Schema, id: MessageId, nanos: i128, is_timestamp: bool) -> Option<Message> {
    let (seconds, rest) = match is_timestamp {
        true => (nanos.div_euclid(SECOND), nanos.rem_euclid(SECOND)),
        false => (nanos / SECOND, nanos % SECOND),
    };
    let range = if is_timestamp { -62_135_596_800..=253_402_300_799 } else { -315_576_000_000..=315_576_000_000 };
    let mut message = Message::new(id);
    for (name, number) in [("seconds", seconds), ("nanos", rest)] {
        let field = field(schema, id, name)?;
        let value = DynamicValue::Int(i64::try_from(number).ok()?);
        if !value.is_zero() {
            message.set(schema[field].number, field, Content::One(value));
        }
    }
    range.contains(&seconds).then_some(message)
}

fn urls(hints: &Hints<'_>) -> Vec<String> {
    let mut all: BTreeSet<String> = ["type.googleapis.com/google.protobuf.Empty".to_owned()].into();
    for test in hints.tests() {
        if let Test::TypeIn(urls) | Test::TypeNotIn(urls) = test {
            all.extend(urls.iter().cloned());
        }
    }
    all.into_iter().collect()
}

fn with_text(schema: &Schema, id: MessageId, name: &str, text: String) -> Option<Message> {
    let field = field(schema, id, name)?;
    let mut message = Message::new(id);
    message.set(schema[field].number, field, Content::One(DynamicValue::Text(text.into_bytes())));
    Some(message)
}

/// Returns lists of paths: each path of a rule alone, one below it, one beside all, and all paths of a constant.
fn masks(hints: &Hints<'_>) -> Vec<Vec<String>> {
    let mut all = vec![vec!["other".to_owned()]];
    for test in hints.tests() {
        match test {
            Test::Paths(paths) => all.push(paths.clone()),
            Test::PathsIn(paths) | Test::PathsNotIn(paths) => {
                for path in paths {
                    all.extend([vec![path.clone()], vec![format!("{path}.below")], vec![format!("{path}_beside")]]);
                    all.extend(path.rsplit_once('.').map(|(above, _)| vec![above.to_owned()]));
                }
            }
            _ => {}
        }
    }
    all
}

fn mask(schema: &Schema, id: MessageId, paths: Vec<String>) -> Option<Message> {
    let field = field(schema, id, "paths")?;
    let mut message = Message::new(id);
    let paths = paths.into_iter().map(|path| DynamicValue::Text(path.into_bytes())).collect();
    message.set(schema[field].number, field, Content::Many(paths));
    Some(message)
}
