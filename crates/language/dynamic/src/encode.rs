//! Encoding with the rules of protobuf's deterministic serialization: fields by number, maps by key.

use super::codec::MessageKind;
use super::{Codec, Content, DynamicValue, Message, message_set};
use protoward_schema::wire::Writer;
use protoward_schema::{FieldId, FieldType, Scalar, Shape};

/// The order of fields and map entries. It does not affect decoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Fields by number. Entries in original order are kept.
    #[default]
    ByNumber,
    /// Fields by number, map entries by key.
    Sorted,
    /// Go's order: extensions first, oneof members last, map entries by key.
    Go,
}

impl Codec<'_> {
    /// Encodes a message. Omits zeros without presence, and does not check required fields.
    pub fn encode(&self, message: &Message) -> Vec<u8> {
        self.encode_as(message, Layout::ByNumber)
    }

    /// Encodes a message in a given order.
    pub fn encode_as(&self, message: &Message, layout: Layout) -> Vec<u8> {
        let encoder = Encoder { codec: self, layout };
        let mut writer = Writer::default();
        encoder.write(message, &mut writer);
        writer.into_bytes()
    }
}

struct Encoder<'c> {
    codec: &'c Codec<'c>,
    layout: Layout,
}

impl Encoder<'_> {
    fn write(&self, message: &Message, writer: &mut Writer) {
        match self.codec.kind(message.ty) {
            MessageKind::Plain if self.layout == Layout::Go => self.write_as_go(message, writer),
            MessageKind::Plain => message.iter().for_each(|(_, id, content)| self.write_field(id, content, writer)),
            MessageKind::Entry => return self.write_kept_entry(message, writer),
            MessageKind::MessageSet => self.write_set(message, writer),
        }
        writer.raw(message.unknown());
    }

    fn write_as_go(&self, message: &Message, writer: &mut Writer) {
        let schema = self.codec.schema;
        let mut fields: Vec<_> = message.iter().collect();
        fields.sort_by_key(|&(number, id, _)| {
            let oneof = schema[id].oneof.filter(|&oneof| !schema[oneof].synthetic);
            let oneof = oneof.map(|oneof| schema[oneof].index);
            (!schema[id].is_extension(), oneof, number)
        });
        fields.into_iter().for_each(|(_, id, content)| self.write_field(id, content, writer));
    }

    fn write_set(&self, message: &Message, writer: &mut Writer) {
        for (number, id, content) in message.iter() {
            match content {
                Content::One(DynamicValue::Message(inner)) => {
                    let number = number.0.unsigned_abs();
                    message_set::write_item(number, writer, |writer| self.write(inner, writer));
                }
                _ => self.write_field(id, content, writer),
            }
        }
    }

    fn write_field(&self, id: FieldId, content: &Content, writer: &mut Writer) {
        let Some(number) = self.codec.tag(id) else { return };
        let schema = self.codec.schema;
        match (content, schema.shape(id)) {
            (Content::One(value), _) if Codec::is_implicit(&schema[id]) && value.is_zero() => {}
            (Content::One(value), _) => self.write_value(id, number, value, writer),
            (Content::Many(values), Shape::Repeated { packed: true }) => {
                writer.message(number, |inner| values.iter().for_each(|value| self.write_bare(id, value, inner)));
            }
            (Content::Many(values), Shape::Map { .. }) if self.layout != Layout::ByNumber => {
                for entry in self.codec.sorted(values) {
                    writer.message(number, |writer| self.write(entry, writer));
                }
            }
            (Content::Many(values), _) => values.iter().for_each(|value| self.write_value(id, number, value, writer)),
            (Content::Map(entries), Shape::Map { key: key_field, value: value_field }) => {
                for (key, value) in entries {
                    // Key and value of an entry are written even if zero.
                    writer.message(number, |entry| {
                        self.write_value(key_field, 1, &key.clone().into(), entry);
                        self.write_value(value_field, 2, value, entry);
                    });
                }
            }
            (Content::Map(_), _) => {}
        }
    }

    /// Writes a map entry that is kept as a message.
    fn write_kept_entry(&self, entry: &Message, writer: &mut Writer) {
        let schema = self.codec.schema;
        for (&half, number) in schema[entry.ty].fields.iter().zip(1..) {
            match entry.get(schema[half].number) {
                Some(Content::One(value)) => self.write_value(half, number, value, writer),
                _ => self.write_value(half, number, &self.codec.zero(half), writer),
            }
        }
    }

    fn write_value(&self, id: FieldId, number: u32, value: &DynamicValue, writer: &mut Writer) {
        match value {
            DynamicValue::Message(inner) if self.codec.schema.is_delimited(id) => {
                writer.group(number, |writer| self.write(inner, writer));
            }
            DynamicValue::Message(inner) => writer.message(number, |writer| self.write(inner, writer)),
            DynamicValue::Text(bytes) | DynamicValue::Bytes(bytes) => writer.bytes(number, bytes),
            DynamicValue::Double(value) => writer.fixed64(number, value.to_bits()),
            DynamicValue::Float(value) => writer.fixed32(number, value.to_bits()),
            DynamicValue::Enum(_) | DynamicValue::Bool(_) | DynamicValue::Int(_) | DynamicValue::Uint(_) => {
                match self.bare(id, value) {
                    ScalarEncoding::Varint(value) => writer.uint64(number, value),
                    ScalarEncoding::Fixed32(value) => writer.fixed32(number, value),
                    ScalarEncoding::Fixed64(value) => writer.fixed64(number, value),
                }
            }
        }
    }

    fn write_bare(&self, id: FieldId, value: &DynamicValue, writer: &mut Writer) {
        match self.bare(id, value) {
            ScalarEncoding::Varint(value) => writer.varint(value),
            ScalarEncoding::Fixed32(value) => writer.raw(&value.to_le_bytes()),
            ScalarEncoding::Fixed64(value) => writer.raw(&value.to_le_bytes()),
        }
    }

    /// Converts a value to its wire form.
    fn bare(&self, id: FieldId, value: &DynamicValue) -> ScalarEncoding {
        let bits = match *value {
            DynamicValue::Int(value) => value as u64,
            DynamicValue::Uint(value) => value,
            DynamicValue::Bool(value) => u64::from(value),
            DynamicValue::Enum(value) => i64::from(value) as u64,
            DynamicValue::Double(value) => return ScalarEncoding::Fixed64(value.to_bits()),
            DynamicValue::Float(value) => return ScalarEncoding::Fixed32(value.to_bits()),
            DynamicValue::Text(_) | DynamicValue::Bytes(_) | DynamicValue::Message(_) => 0,
        };
        match self.codec.schema[id].ty {
            FieldType::Scalar(Scalar::Fixed32 | Scalar::Sfixed32) => ScalarEncoding::Fixed32(bits as u32),
            FieldType::Scalar(Scalar::Fixed64 | Scalar::Sfixed64) => ScalarEncoding::Fixed64(bits),
            FieldType::Scalar(Scalar::Sint32 | Scalar::Sint64) => {
                ScalarEncoding::Varint(bits << 1 ^ ((bits as i64) >> 63) as u64)
            }
            _ => ScalarEncoding::Varint(bits),
        }
    }
}

enum ScalarEncoding {
    Varint(u64),
    Fixed32(u32),
    Fixed64(u64),
}
