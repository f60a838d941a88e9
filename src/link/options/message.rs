//! A message whose type is known only now: values by field number, and their bytes.

use std::collections::BTreeMap;

use super::model::Shape;
use crate::schema::{FieldType, MessageId};
use crate::wire::Writer;

/// One value, as the wire wants it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Varint(u64),
    Fixed32(u32),
    Fixed64(u64),
    Bytes(Box<[u8]>),
    Message(Message),
}

impl Value {
    /// Whether a field without presence leaves it out; `-0.0` is no zero.
    fn is_zero(&self) -> bool {
        match self {
            Self::Varint(value) | Self::Fixed64(value) => *value == 0,
            Self::Fixed32(value) => *value == 0,
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Message(_) => false,
        }
    }
}

/// All values of one field.
#[derive(Clone, Debug, PartialEq)]
struct Slot {
    shape: Shape,
    values: Vec<Value>,
}

/// Fields in the order of their numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Message {
    slots: BTreeMap<u32, Slot>,
}

impl Message {
    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Whether a field has a value.
    pub(super) fn has(&self, shape: &Shape) -> bool {
        self.slots.contains_key(&shape.number)
    }

    /// Whether the last field of a path has a value.
    pub(super) fn has_path(&self, path: &[Shape]) -> bool {
        let Some((first, rest)) = path.split_first() else { return true };
        let Some(slot) = self.slots.get(&first.number) else { return false };
        match slot.values.last() {
            Some(Value::Message(inner)) => inner.has_path(rest),
            Some(_) | None => rest.is_empty(),
        }
    }

    /// Another field of the same oneof that has a value.
    pub(super) fn rival(&self, shape: &Shape) -> Option<Shape> {
        shape.oneof?;
        let others = self.slots.values().map(|slot| slot.shape);
        others.into_iter().find(|other| other.oneof == shape.oneof && other.number != shape.number)
    }

    /// Sets a field, or adds to it where it is repeated. The last one of a oneof stays.
    pub(super) fn put(&mut self, shape: Shape, value: Value) {
        if let Some(rival) = self.rival(&shape) {
            self.slots.remove(&rival.number);
        }
        let slot = self.slots.entry(shape.number).or_insert_with(|| Slot { shape, values: Vec::new() });
        if !shape.repeated {
            slot.values.clear();
        }
        slot.values.push(value);
    }

    /// Sets the last field of a path, and makes the messages on the way.
    pub(super) fn put_path(&mut self, path: &[Shape], value: Value) {
        match path {
            [] => {}
            [shape] => self.put(*shape, value),
            [shape, rest @ ..] => self.inner(*shape).put_path(rest, value),
        }
    }

    fn inner(&mut self, shape: Shape) -> &mut Self {
        if !matches!(self.slots.get(&shape.number).and_then(|slot| slot.values.last()), Some(Value::Message(_))) {
            self.put(shape, Value::Message(Self::default()));
        }
        match self.slots.get_mut(&shape.number).and_then(|slot| slot.values.last_mut()) {
            Some(Value::Message(inner)) => inner,
            _ => unreachable!("a message was put there"),
        }
    }

    /// Fields that have values, by their numbers.
    pub(super) fn fields(&self) -> impl Iterator<Item = (Shape, &[Value])> {
        self.slots.values().map(|slot| (slot.shape, &slot.values[..]))
    }

    /// The value of the field of this type.
    pub(super) fn message_of(&self, ty: MessageId) -> Option<&Self> {
        self.messages().find(|(shape, _)| shape.ty.message() == Some(ty) && !shape.extension).map(|(_, inner)| inner)
    }

    /// The messages inside, each with the field it is the value of.
    pub(super) fn messages(&self) -> impl Iterator<Item = (Shape, &Self)> {
        self.slots.values().flat_map(|slot| {
            slot.values.iter().filter_map(|value| match value {
                Value::Message(inner) => Some((slot.shape, inner)),
                _ => None,
            })
        })
    }

    /// Takes the extensions out.
    pub(super) fn without_extensions(mut self) -> Self {
        self.slots.retain(|_, slot| !slot.shape.extension);
        self
    }

    /// Drops what is meant for the source only. Groups are not searched; protoc does not either.
    pub(super) fn strip(&mut self) {
        self.slots.retain(|_, slot| !slot.shape.source_only);
        let searched = self.slots.values_mut().filter(|slot| matches!(slot.shape.ty, FieldType::Message(_)));
        for value in searched.flat_map(|slot| &mut slot.values) {
            if let Value::Message(inner) = value {
                inner.strip();
            }
        }
    }

    pub(super) fn bytes(&self) -> Box<[u8]> {
        let mut writer = Writer::default();
        self.write(&mut writer);
        writer.into_bytes().into()
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        for slot in self.slots.values() {
            slot.write(writer);
        }
    }
}

impl Slot {
    fn write(&self, writer: &mut Writer) {
        if self.shape.packed {
            return writer.message(self.shape.number, |inner| self.values.iter().for_each(|value| bare(value, inner)));
        }
        for value in &self.values {
            if !(self.shape.implicit && value.is_zero()) {
                self.field(value, writer);
            }
        }
    }

    fn field(&self, value: &Value, writer: &mut Writer) {
        let number = self.shape.number;
        match value {
            Value::Varint(value) => writer.uint64(number, *value),
            Value::Fixed32(value) => writer.fixed32(number, *value),
            Value::Fixed64(value) => writer.fixed64(number, *value),
            Value::Bytes(bytes) => writer.bytes(number, bytes),
            Value::Message(inner) if self.shape.in_message_set => message_set_item(number, inner, writer),
            Value::Message(inner) if matches!(self.shape.ty, FieldType::Group(_)) => {
                writer.group(number, |writer| inner.write(writer));
            }
            Value::Message(inner) => writer.message(number, |writer| inner.write(writer)),
        }
    }
}

/// Source: the comment on `message_set_wire_format` in `descriptor.proto`.
fn message_set_item(number: u32, inner: &Message, writer: &mut Writer) {
    writer.group(1, |writer| {
        writer.uint64(2, u64::from(number));
        writer.message(3, |writer| inner.write(writer));
    });
}

/// A value without its tag, as packed fields have it.
fn bare(value: &Value, writer: &mut Writer) {
    match value {
        Value::Varint(value) => writer.varint(*value),
        Value::Fixed32(value) => writer.raw(&value.to_le_bytes()),
        Value::Fixed64(value) => writer.raw(&value.to_le_bytes()),
        Value::Bytes(_) | Value::Message(_) => {}
    }
}
