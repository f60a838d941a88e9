//! The contents of messages for comparisons between two schemas: numbers and values, without names and widths.

use std::collections::BTreeMap;

use super::{Codec, Content, DynamicValue, Message};
use protoward_schema::{FieldId, FieldType};

/// The contents of a message without names and type widths: values by field number. Unset fields and unknown fields are
/// absent.
pub type Data = BTreeMap<i32, Vec<WidestValue>>;

/// One value in the widest type of its kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WidestValue {
    /// An integer, a boolean, or a known enum value.
    Integer(i128),
    /// An enum number that the enum does not declare.
    UnknownEnum(i32),
    /// The bits of a `double`. A `float` is converted, and all NaNs are the same.
    Float(u64),
    /// The bytes of a `string` or `bytes` field.
    Text(Vec<u8>),
    /// A message. A map entry has its key as field 1 and its value as field 2.
    Message(Data),
}

impl Codec<'_> {
    /// Returns the contents of a message.
    pub fn data(&self, message: &Message) -> Data {
        message.iter().map(|(number, id, content)| (number.0, self.content_data(id, content))).collect()
    }

    /// Returns the contents of a field; for a map, one message per entry.
    pub fn content_data(&self, id: FieldId, content: &Content) -> Vec<WidestValue> {
        match content {
            Content::One(value) => vec![self.datum(id, value)],
            Content::Many(values) => values.iter().map(|value| self.datum(id, value)).collect(),
            Content::Map(entries) => {
                let halves = self.schema[id].ty.message().map_or(&[][..], |entry| &self.schema[entry].fields);
                let [key_field, value_field] = halves else { return Vec::new() };
                let entry = |key: DynamicValue, value: &DynamicValue| {
                    BTreeMap::from([
                        (1, vec![self.datum(*key_field, &key)]),
                        (2, vec![self.datum(*value_field, value)]),
                    ])
                };
                entries.iter().map(|(key, value)| WidestValue::Message(entry(key.clone().into(), value))).collect()
            }
        }
    }

    fn datum(&self, id: FieldId, value: &DynamicValue) -> WidestValue {
        match value {
            DynamicValue::Int(value) => WidestValue::Integer((*value).into()),
            DynamicValue::Uint(value) => WidestValue::Integer((*value).into()),
            DynamicValue::Bool(value) => WidestValue::Integer((*value).into()),
            DynamicValue::Enum(value) => match self.schema[id].ty {
                FieldType::Enum(of) if self.value_name(of, *value).is_none() => WidestValue::UnknownEnum(*value),
                _ => WidestValue::Integer((*value).into()),
            },
            DynamicValue::Double(value) => WidestValue::float(*value),
            DynamicValue::Float(value) => WidestValue::float((*value).into()),
            DynamicValue::Text(bytes) | DynamicValue::Bytes(bytes) => WidestValue::Text(bytes.clone()),
            DynamicValue::Message(message) => WidestValue::Message(self.data(message)),
        }
    }
}

impl WidestValue {
    fn float(value: f64) -> Self {
        Self::Float(if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() })
    }
}
