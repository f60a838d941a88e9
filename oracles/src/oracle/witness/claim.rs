//! Tests the claim of WIRE and WIRE_JSON. A message of one schema, read with the other, must have the same data in all parts that
//! both know. Converted back, it must have all of its data.

use std::collections::BTreeMap;

use protoward_dynamic::{Codec, Content, Data, DynamicValue, Key, Message, UnknownKeys, WidestValue};
use protoward_schema::{EnumId, EnumType, FieldId, FieldType, MessageId, Schema, Shape};

/// The codecs of two schemas: the writer's and the reader's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Direction<'a> {
    pub(super) from: &'a Codec<'a>,
    pub(super) to: &'a Codec<'a>,
}

/// The form of the comparison, which decides what the other side has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Bytes,
    Json,
    /// Bytes that were read and written by the other side. Everything is compared.
    RoundTrip,
}

impl<'a> Direction<'a> {
    pub(super) fn back(self) -> Direction<'a> {
        Direction { from: self.to, to: self.from }
    }

    /// Checks that the bytes of a message are read as the same data, and come back completely. Returns a description of the
    /// difference otherwise.
    pub(super) fn bytes(self, message: &Message, read: MessageId) -> Result<(), String> {
        let bytes = self.from.encode(message);
        let there = self.to.decode(read, &bytes).map_err(|error| format!("refused: {error}"))?;
        let was = Some(message.ty);
        let now = Some(read);
        same(&self.data(message, now, Form::Bytes), &self.back().data(&there, was, Form::Bytes))?;
        let back = self.from.decode(message.ty, &self.to.encode(&there)).map_err(|error| format!("back: {error}"))?;
        same(&self.data(message, now, Form::RoundTrip), &self.data(&back, now, Form::RoundTrip))
            .map_err(|why| format!("on the way back: {why}"))
    }

    /// Checks that the JSON of a message is read as the same data. Returns `None` if the message has no JSON form.
    pub(super) fn json(self, message: &Message, read: MessageId) -> Option<Result<(), String>> {
        let text = self.from.to_json(message).ok()?;
        let there = match self.to.from_json(read, &text, UnknownKeys::Ignore) {
            Ok(there) => there,
            Err(error) => return Some(Err(format!("refused: {error}: {text}"))),
        };
        let was = Some(message.ty);
        let now = Some(read);
        let data = same(&self.data(message, now, Form::Json), &self.back().data(&there, was, Form::Json));
        Some(data.map_err(|why| format!("{why}: {text}")))
    }

    /// Returns the data of a message in the parts that the other side knows, or all of it with [`Form::RoundTrip`]. Omits zeros of
    /// single values, which need not be sent.
    fn data(self, message: &Message, other: Option<MessageId>, form: Form) -> Data {
        let mut data = Data::new();
        for (number, id, content) in message.iter() {
            let counterpart = other.and_then(|other| self.to.field(other, number));
            if counterpart.is_none() && form != Form::RoundTrip {
                continue;
            }
            let mut values = self.values(id, counterpart, content, form);
            // Map entries have no order.
            if is_map(self.from.schema(), id) || counterpart.is_some_and(|other| is_map(self.to.schema(), other)) {
                values.sort();
            }
            if !values.is_empty() {
                data.insert(number.0, values);
            }
        }
        data
    }

    fn values(self, id: FieldId, other: Option<FieldId>, content: &Content, form: Form) -> Vec<WidestValue> {
        match content {
            Content::One(value) if value.is_zero() => Vec::new(),
            Content::One(value) => self.value(id, other, value, form).into_iter().collect(),
            Content::Many(values) => values.iter().filter_map(|value| self.value(id, other, value, form)).collect(),
            Content::Map(entries) => {
                let Shape::Map { key, value: half } = self.from.schema().shape(id) else { return Vec::new() };
                let (other_key, other_half) = other.and_then(|other| self.halves(other)).unzip();
                let entry = |(map_key, value): (&Key, &DynamicValue)| {
                    let map_key = DynamicValue::from(map_key.clone());
                    let data = self.value(half, other_half, value, form)?;
                    let key = (!map_key.is_zero()).then(|| self.value(key, other_key, &map_key, form)).flatten();
                    let data = Some(data).filter(|_| !value.is_zero());
                    let halves = [(1, key), (2, data)].into_iter();
                    Some(WidestValue::Message(halves.filter_map(|(at, it)| Some((at, vec![it?]))).collect()))
                };
                entries.iter().filter_map(entry).collect()
            }
        }
    }

    /// Returns the key and value fields of the other side's message, if it looks like a map entry.
    fn halves(self, other: FieldId) -> Option<(FieldId, FieldId)> {
        let schema = self.to.schema();
        match schema[schema[other].ty.message()?].fields[..] {
            [key, value] => Some((key, value)),
            _ => None,
        }
    }

    /// Returns `None` for a value that the other side does not know.
    fn value(self, id: FieldId, other: Option<FieldId>, value: &DynamicValue, form: Form) -> Option<WidestValue> {
        let other = other.map(|other| self.to.schema()[other].ty);
        Some(match value {
            DynamicValue::Int(value) => WidestValue::Integer((*value).into()),
            DynamicValue::Uint(value) => WidestValue::Integer((*value).into()),
            DynamicValue::Bool(value) => WidestValue::Integer((*value).into()),
            DynamicValue::Enum(number) => {
                let known = match other {
                    Some(FieldType::Enum(of)) => knows(self.to.schema(), of, *number, form),
                    Some(FieldType::Scalar(_) | FieldType::Message(_) | FieldType::Group(_)) | None => true,
                };
                known.then_some(WidestValue::Integer((*number).into()))?
            }
            DynamicValue::Double(value) => real(*value),
            DynamicValue::Float(value) => real((*value).into()),
            DynamicValue::Text(bytes) | DynamicValue::Bytes(bytes) => WidestValue::Text(bytes.clone()),
            DynamicValue::Message(message) => {
                debug_assert_eq!(self.from.schema()[id].ty.message(), Some(message.ty));
                WidestValue::Message(self.data(message, other.and_then(FieldType::message), form))
            }
        })
    }
}

fn is_map(schema: &Schema, id: FieldId) -> bool {
    matches!(schema.shape(id), Shape::Map { .. })
}

/// Returns `true` if the enum can hold the number. JSON transmits names, while an open enum in binary can hold any number.
fn knows(schema: &Schema, id: EnumId, number: i32, form: Form) -> bool {
    let is_open = schema[id].features.enum_type == EnumType::Open;
    form == Form::RoundTrip || form == Form::Bytes && is_open || is_named(schema, id, number)
}

pub(super) fn is_named(schema: &Schema, id: EnumId, number: i32) -> bool {
    schema[id].values.iter().any(|&value| schema[value].number == number)
}

fn real(value: f64) -> WidestValue {
    WidestValue::Float(if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() })
}

fn same(written: &Data, read: &Data) -> Result<(), String> {
    if written == read { Ok(()) } else { Err(format!("wrote {}, reads {}", shown(written), shown(read))) }
}

fn shown(data: &Data) -> String {
    let fields: BTreeMap<_, _> = data.iter().collect();
    format!("{fields:?}")
}
