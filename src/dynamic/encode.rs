//! Values to bytes: fields by number, maps by key, as the deterministic writers of protobuf do it.

use super::{Codec, Content, Key, Message, Value};
use crate::schema::{FieldId, FieldType, Scalar, Shape};
use crate::wire::Writer;

impl Codec<'_> {
    /// The bytes of a message. Fields without presence that hold a zero are left out; nothing is asked of required ones.
    pub fn encode(&self, message: &Message) -> Vec<u8> {
        let mut writer = Writer::default();
        self.write(message, &mut writer);
        writer.into_bytes()
    }

    fn write(&self, message: &Message, writer: &mut Writer) {
        for (_, id, content) in message.iter() {
            self.write_field(id, content, writer);
        }
        writer.raw(message.unknown());
    }

    fn write_field(&self, id: FieldId, content: &Content, writer: &mut Writer) {
        let Some(number) = self.tag(id) else { return };
        let field = &self.schema[id];
        match content {
            Content::One(value) if Self::is_implicit(field) && value.is_zero() => {}
            Content::One(value) => self.write_value(id, number, value, writer),
            Content::Many(values) if self.schema.shape(id) == (Shape::Repeated { packed: true }) => {
                writer.message(number, |inner| values.iter().for_each(|value| self.write_bare(id, value, inner)));
            }
            Content::Many(values) => values.iter().for_each(|value| self.write_value(id, number, value, writer)),
            Content::Map(entries) => {
                let Shape::Map { key: key_field, value: value_field } = self.schema.shape(id) else { return };
                for (key, value) in entries {
                    writer.message(number, |entry| self.write_entry(key_field, key, value_field, value, entry));
                }
            }
        }
    }

    /// Both halves of an entry are written, zeros too.
    fn write_entry(&self, key_field: FieldId, key: &Key, value_field: FieldId, value: &Value, entry: &mut Writer) {
        self.write_value(key_field, 1, &key.clone().into(), entry);
        self.write_value(value_field, 2, value, entry);
    }

    fn write_value(&self, id: FieldId, number: u32, value: &Value, writer: &mut Writer) {
        match value {
            Value::Message(inner) if self.schema.is_delimited(id) => {
                writer.group(number, |writer| self.write(inner, writer));
            }
            Value::Message(inner) => writer.message(number, |writer| self.write(inner, writer)),
            Value::Text(bytes) | Value::Bytes(bytes) => writer.bytes(number, bytes),
            Value::Double(value) => writer.fixed64(number, value.to_bits()),
            Value::Float(value) => writer.fixed32(number, value.to_bits()),
            Value::Enum(_) | Value::Bool(_) | Value::Int(_) | Value::Uint(_) => match self.bare(id, value) {
                Bare::Varint(value) => writer.uint64(number, value),
                Bare::Fixed32(value) => writer.fixed32(number, value),
                Bare::Fixed64(value) => writer.fixed64(number, value),
            },
        }
    }

    fn write_bare(&self, id: FieldId, value: &Value, writer: &mut Writer) {
        match self.bare(id, value) {
            Bare::Varint(value) => writer.varint(value),
            Bare::Fixed32(value) => writer.raw(&value.to_le_bytes()),
            Bare::Fixed64(value) => writer.raw(&value.to_le_bytes()),
        }
    }

    /// A number as it travels.
    fn bare(&self, id: FieldId, value: &Value) -> Bare {
        let bits = match *value {
            Value::Int(value) => value as u64,
            Value::Uint(value) => value,
            Value::Bool(value) => u64::from(value),
            Value::Enum(value) => i64::from(value) as u64,
            Value::Double(value) => return Bare::Fixed64(value.to_bits()),
            Value::Float(value) => return Bare::Fixed32(value.to_bits()),
            Value::Text(_) | Value::Bytes(_) | Value::Message(_) => 0,
        };
        match self.schema[id].ty {
            FieldType::Scalar(Scalar::Fixed32 | Scalar::Sfixed32) => Bare::Fixed32(bits as u32),
            FieldType::Scalar(Scalar::Fixed64 | Scalar::Sfixed64) => Bare::Fixed64(bits),
            FieldType::Scalar(Scalar::Sint32 | Scalar::Sint64) => {
                Bare::Varint(bits << 1 ^ ((bits as i64) >> 63) as u64)
            }
            _ => Bare::Varint(bits),
        }
    }
}

enum Bare {
    Varint(u64),
    Fixed32(u32),
    Fixed64(u64),
}
