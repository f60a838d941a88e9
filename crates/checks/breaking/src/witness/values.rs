//! Candidate values, the simplest first: negative and large numbers, invalid UTF-8, unnamed enum numbers, lists of
//! two elements, zeros.

use std::collections::BTreeMap;

use protoward_dynamic::{Codec, Content, DynamicValue, Message};
use protoward_schema::{
    EnumId, EnumType, FieldId, FieldNumber, FieldType, MessageId, Scalar, Schema, Shape, Utf8Validation,
};

/// Maximum depth of messages inside a value.
const MAX_DEPTH: u32 = 3;
/// Maximum depth of required fields to fill in.
const MAX_REQUIRED: u32 = 12;
/// Maximum number of fields of a message to try inside a value.
const MAX_FIELDS: usize = 12;
/// Maximum number of messages to try for a field.
const MAX_CONTENTS: usize = 64;
/// Maximum number of values of an enum to try inside of a message.
const MAX_NAMED: usize = 16;

/// A recognizable timestamp in seconds.
const SOME_TIME: i64 = 1_700_000_000;

/// Returns contents for a field; for an enum only those in `enum_values`, unless that is empty.
pub(super) fn contents(codec: &Codec<'_>, id: FieldId, enum_values: &[i32]) -> Vec<Content> {
    all_contents(codec, id, enum_values, MAX_DEPTH)
}

/// Returns contents for a field; messages in it have only their required fields.
pub(super) fn shallow_contents(codec: &Codec<'_>, id: FieldId) -> Vec<Content> {
    all_contents(codec, id, &[], 0)
}

/// Returns a content with this message, or `None` for a field that holds no messages.
pub(super) fn content_with(codec: &Codec<'_>, id: FieldId, message: Message) -> Option<Content> {
    Some(match codec.schema().shape(id) {
        Shape::Single(_) => Content::One(DynamicValue::Message(message)),
        Shape::Repeated { .. } => Content::Many(vec![DynamicValue::Message(message)]),
        Shape::Map { key, .. } => {
            let key = values(codec, key, &[], 0).into_iter().find_map(DynamicValue::into_key)?;
            Content::Map(BTreeMap::from([(key, DynamicValue::Message(message))]))
        }
    })
}

/// Returns invalid UTF-8 for a field that the writer does not validate; for a map, in the half of its entries with
/// this number.
pub(super) fn not_utf8(codec: &Codec<'_>, id: FieldId, half: Option<FieldNumber>) -> Option<Content> {
    let schema = codec.schema();
    let text = |id: FieldId| {
        let is_text = schema[id].ty == FieldType::Scalar(Scalar::String);
        let is_unchecked = schema[id].features.utf8_validation == Utf8Validation::None;
        (is_text && is_unchecked).then(|| DynamicValue::Text(vec![0xff]))
    };
    let plain = |id: FieldId| values(codec, id, &[], MAX_DEPTH).into_iter().next();
    Some(match schema.shape(id) {
        Shape::Single(_) => Content::One(text(id)?),
        Shape::Repeated { .. } => Content::Many(vec![text(id)?]),
        Shape::Map { key, value } if half == Some(schema[key].number) => {
            Content::Map(BTreeMap::from([(text(key)?.into_key()?, plain(value)?)]))
        }
        Shape::Map { key, value } => Content::Map(BTreeMap::from([(plain(key)?.into_key()?, text(value)?)])),
    })
}

fn all_contents(codec: &Codec<'_>, id: FieldId, enum_values: &[i32], depth: u32) -> Vec<Content> {
    match codec.schema().shape(id) {
        Shape::Single(_) => values(codec, id, enum_values, depth).into_iter().map(Content::One).collect(),
        Shape::Repeated { .. } => {
            let values = values(codec, id, enum_values, depth);
            let two: Vec<_> = values.iter().take(2).cloned().collect();
            let two = Some(two).filter(|two| two.len() == 2).map(Content::Many);
            let mut lists: Vec<_> = values.into_iter().map(|value| Content::Many(vec![value])).collect();
            lists.splice(lists.len().min(1)..lists.len().min(1), two);
            lists
        }
        Shape::Map { key, value } => maps(codec, key, value, enum_values, depth),
    }
}

fn maps(codec: &Codec<'_>, key: FieldId, value: FieldId, enum_values: &[i32], depth: u32) -> Vec<Content> {
    let keys: Vec<_> = values(codec, key, &[], depth).into_iter().filter_map(DynamicValue::into_key).collect();
    let values = values(codec, value, enum_values, depth);
    let (Some(first_key), Some(first_value)) = (keys.first(), values.first()) else { return Vec::new() };
    let by_value = values.iter().map(|value| BTreeMap::from([(first_key.clone(), value.clone())]));
    let by_key = keys.iter().skip(1).map(|key| BTreeMap::from([(key.clone(), first_value.clone())]));
    let two = keys.iter().take(2).map(|key| (key.clone(), first_value.clone())).collect();
    by_value.chain(by_key).chain([two]).map(Content::Map).collect()
}

fn values(codec: &Codec<'_>, id: FieldId, enum_values: &[i32], depth: u32) -> Vec<DynamicValue> {
    let schema = codec.schema();
    let field = &schema[id];
    match field.ty {
        FieldType::Enum(_) if !enum_values.is_empty() => enum_values.iter().copied().map(DynamicValue::Enum).collect(),
        FieldType::Enum(of) => {
            of_enum(schema, of, if depth == MAX_DEPTH || depth == 0 { usize::MAX } else { MAX_NAMED })
        }
        FieldType::Message(of) | FieldType::Group(of) => of_message(codec, of, depth),
        FieldType::Scalar(scalar) => of_scalar(scalar, is_time(schema.text(field.name))),
    }
}

/// Returns `true` if the name suggests a timestamp.
fn is_time(name: &str) -> bool {
    ["_at", "_time", "timestamp", "_ts"].iter().any(|end| name.ends_with(end))
}

fn of_scalar(scalar: Scalar, is_time: bool) -> Vec<DynamicValue> {
    let ints = |wide: &[i64]| {
        let time = is_time.then_some(SOME_TIME);
        let plain = time.into_iter().chain([42, -1]);
        plain.chain(wide.iter().copied()).chain([0]).map(DynamicValue::Int).collect::<Vec<_>>()
    };
    let uints = |wide: &[u64]| {
        let time = is_time.then_some(SOME_TIME as u64);
        let plain = time.into_iter().chain([42]);
        plain.chain(wide.iter().copied()).chain([0]).map(DynamicValue::Uint).collect::<Vec<_>>()
    };
    match scalar {
        Scalar::Double => vec![
            DynamicValue::Double(1.5),
            DynamicValue::Double(0.1),
            DynamicValue::Double(1e300),
            DynamicValue::Double(0.0),
        ],
        Scalar::Float => vec![DynamicValue::Float(1.5), DynamicValue::Float(0.0)],
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => ints(&[i32::MAX.into()]),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => ints(&[1 << 40, i64::MAX]),
        Scalar::Uint32 | Scalar::Fixed32 => uints(&[u32::MAX.into()]),
        Scalar::Uint64 | Scalar::Fixed64 => uints(&[1 << 40, u64::MAX]),
        Scalar::Bool => vec![DynamicValue::Bool(true), DynamicValue::Bool(false)],
        Scalar::String => [b"hi".to_vec(), Vec::new()].into_iter().map(DynamicValue::Text).collect(),
        Scalar::Bytes => [b"hi".to_vec(), vec![0xff], Vec::new()].into_iter().map(DynamicValue::Bytes).collect(),
    }
}

/// Returns named values first, zeros after the others, then an unnamed number if the enum is open.
fn of_enum(schema: &Schema, id: EnumId, most: usize) -> Vec<DynamicValue> {
    let named = || schema[id].values.iter().map(|&value| schema[value].number);
    let others = named().filter(|&number| number != 0);
    let zero = named().find(|&number| number == 0);
    let mut numbers: Vec<_> = others.take(most).chain(zero).collect();
    if schema[id].features.enum_type == EnumType::Open {
        numbers.extend((1..).find(|number| named().all(|known| known != *number)));
    }
    numbers.into_iter().map(DynamicValue::Enum).collect()
}

/// Returns the minimal message, then messages with one additional field each.
fn of_message(codec: &Codec<'_>, id: MessageId, depth: u32) -> Vec<DynamicValue> {
    let Some(bare) = bare(codec, id) else { return Vec::new() };
    let mut messages = vec![bare.clone()];
    if depth > 0 {
        let schema = codec.schema();
        for &field in schema[id].fields.iter().take(MAX_FIELDS) {
            for content in all_contents(codec, field, &[], depth - 1) {
                let mut message = bare.clone();
                codec.put(&mut message, field, content);
                messages.push(message);
                if messages.len() >= MAX_CONTENTS {
                    return messages.into_iter().map(DynamicValue::Message).collect();
                }
            }
        }
    }
    messages.into_iter().map(DynamicValue::Message).collect()
}

/// Returns a message with only its required fields; `None` if that recursion does not end.
pub(super) fn bare(codec: &Codec<'_>, id: MessageId) -> Option<Message> {
    bare_within(codec, id, MAX_REQUIRED)
}

fn bare_within(codec: &Codec<'_>, id: MessageId, depth: u32) -> Option<Message> {
    let mut message = Message::new(id);
    for &field in codec.required(id) {
        codec.put(&mut message, field, plainest(codec, field, depth)?);
    }
    Some(message)
}

/// Returns the simplest content of a field.
pub(super) fn plainest(codec: &Codec<'_>, id: FieldId, depth: u32) -> Option<Content> {
    match codec.schema()[id].ty.message() {
        Some(message) => {
            let inner = bare_within(codec, message, depth.checked_sub(1)?)?;
            Some(Content::One(DynamicValue::Message(inner)))
        }
        None => values(codec, id, &[], 0).into_iter().next().map(Content::One),
    }
}
