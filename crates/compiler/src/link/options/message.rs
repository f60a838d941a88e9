//! A message whose type is known only now: values by field number, and their bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::generated::Known;
use super::shapes::Shape;
use protoward_schema::wire::Writer;
use protoward_schema::{FieldType, MessageId};

/// One value, as the wire wants it.
pub(super) enum Value<'m> {
    Varint(u64),
    Fixed32(u32),
    Fixed64(u64),
    Bytes(Cow<'m, [u8]>),
    Message(Message<'m>),
}

impl Value<'_> {
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

/// Returns whether protoc knows all of some values of a field.
pub(super) fn are_known(values: &[Value<'_>], known: Known) -> bool {
    match known {
        Known::Whole => true,
        Known::Nothing => false,
        Known::Values(known) => {
            values.iter().all(|value| matches!(value, Value::Varint(value) if known.contains(&(*value as i32))))
        }
    }
}

/// All values of one field.
struct Slot<'m> {
    shape: &'m Shape<'m>,
    values: Values<'m>,
}

/// Most fields have one value.
enum Values<'m> {
    One(Value<'m>),
    Many(Vec<Value<'m>>),
}

impl<'m> Values<'m> {
    fn as_slice(&self) -> &[Value<'m>] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    fn as_mut_slice(&mut self) -> &mut [Value<'m>] {
        match self {
            Self::One(value) => std::slice::from_mut(value),
            Self::Many(values) => values,
        }
    }

    fn push(&mut self, value: Value<'m>) {
        match self {
            Self::Many(values) => values.push(value),
            Self::One(_) => {
                let Self::One(first) = std::mem::replace(self, Self::Many(Vec::with_capacity(4))) else { return };
                if let Self::Many(values) = self {
                    values.push(first);
                    values.push(value);
                }
            }
        }
    }
}

/// Fields in the order of their numbers.
#[derive(Default)]
pub(super) struct Message<'m> {
    slots: BTreeMap<u32, Slot<'m>>,
    /// The fields that protoc does not know, one after the other as statements set them: protoc merges these only where
    /// it strips options. Empty where options are stripped, and in a message that has one value as a whole.
    unmerged: Vec<u8>,
}

impl<'m> Message<'m> {
    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Whether a field has a value.
    pub(super) fn has(&self, shape: &Shape<'_>) -> bool {
        self.slots.contains_key(&shape.number)
    }

    /// How many values a field has.
    pub(super) fn count(&self, shape: &Shape<'_>) -> i32 {
        self.slots.get(&shape.number).map_or(0, |slot| slot.values.as_slice().len() as i32)
    }

    /// Whether the last field of a path has a value.
    pub(super) fn has_path(&self, path: &[&Shape<'_>]) -> bool {
        let Some((first, rest)) = path.split_first() else { return true };
        let Some(slot) = self.slots.get(&first.number) else { return false };
        match slot.values.as_slice().last() {
            Some(Value::Message(inner)) => inner.has_path(rest),
            Some(_) | None => rest.is_empty(),
        }
    }

    /// Another field of the same oneof that has a value.
    pub(super) fn rival(&self, shape: &Shape<'_>) -> Option<&'m Shape<'m>> {
        shape.oneof?;
        let others = self.slots.values().map(|slot| slot.shape);
        others.into_iter().find(|other| other.oneof == shape.oneof && other.number != shape.number)
    }

    /// Sets a field, or adds to it where it is repeated. The last one of a oneof stays.
    pub(super) fn put(&mut self, shape: &'m Shape<'m>, value: Value<'m>) {
        if let Some(rival) = self.rival(shape) {
            self.slots.remove(&rival.number);
        }
        match self.slots.get_mut(&shape.number) {
            Some(slot) if shape.repeated => slot.values.push(value),
            Some(slot) => slot.values = Values::One(value),
            None => drop(self.slots.insert(shape.number, Slot { shape, values: Values::One(value) })),
        }
    }

    /// Sets the last field of a path, and makes the messages on the way.
    pub(super) fn put_path(&mut self, path: &[&'m Shape<'m>], value: Value<'m>) {
        match path {
            [] => {}
            [shape] => self.put(shape, value),
            [shape, rest @ ..] => self.inner(shape).put_path(rest, value),
        }
    }

    /// Adds fields that protoc does not know to the message at a path, as they are written.
    pub(super) fn add_unmerged(&mut self, path: &[&'m Shape<'m>], bytes: &[u8]) {
        match path {
            [] => self.unmerged.extend_from_slice(bytes),
            [shape, rest @ ..] => self.inner(shape).add_unmerged(rest, bytes),
        }
    }

    fn inner(&mut self, shape: &'m Shape<'m>) -> &mut Self {
        let last = |slot: &Slot<'m>| matches!(slot.values.as_slice().last(), Some(Value::Message(_)));
        if !self.slots.get(&shape.number).is_some_and(last) {
            self.put(shape, Value::Message(Self::default()));
        }
        match self.slots.get_mut(&shape.number).and_then(|slot| slot.values.as_mut_slice().last_mut()) {
            Some(Value::Message(inner)) => inner,
            _ => unreachable!("a message was put there"),
        }
    }

    /// Fields that have values, by their numbers.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'m Shape<'m>, &[Value<'m>])> {
        self.slots.values().map(|slot| (slot.shape, slot.values.as_slice()))
    }

    /// The value of the field of this type.
    pub(super) fn message_of(&self, ty: MessageId) -> Option<&Self> {
        for (shape, inner) in self.messages() {
            if shape.ty.message() == Some(ty) && !shape.extension {
                return Some(inner);
            }
        }
        None
    }

    /// The messages inside, each with the field it is the value of.
    pub(super) fn messages(&self) -> impl Iterator<Item = (&'m Shape<'m>, &Self)> {
        self.slots.values().flat_map(|slot| {
            slot.values.as_slice().iter().filter_map(|value| match value {
                Value::Message(inner) => Some((slot.shape, inner)),
                _ => None,
            })
        })
    }

    /// Whether a field of the message itself is for the source only.
    pub(super) fn has_source_only(&self) -> bool {
        self.slots.values().any(|slot| slot.shape.source_only)
    }

    /// Drops what is meant for the source only. Groups are not searched; protoc does not either.
    pub(super) fn strip(&mut self) {
        self.slots.retain(|_, slot| !slot.shape.source_only);
        for slot in self.slots.values_mut() {
            if !matches!(slot.shape.ty, FieldType::Message(_)) {
                continue;
            }
            for value in slot.values.as_mut_slice() {
                if let Value::Message(inner) = value {
                    inner.strip();
                }
            }
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        self.write(&mut writer);
        writer.into_bytes()
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        self.write_known(writer);
        if !self.unmerged.is_empty() {
            return writer.raw(&self.unmerged);
        }
        for slot in self.slots.values().filter(|slot| !slot.is_known()) {
            slot.write(writer, Message::write_raw);
        }
    }

    /// Writes what protoc knows.
    pub(super) fn write_known(&self, writer: &mut Writer) {
        for slot in self.slots.values().filter(|slot| slot.is_known()) {
            slot.write(writer, Message::write);
        }
    }

    /// Writes a message that protoc does not look into, all by number.
    fn write_raw(&self, writer: &mut Writer) {
        self.slots.values().for_each(|slot| slot.write(writer, Message::write_raw));
    }
}

/// How the messages inside are written.
type Write<'m> = fn(&Message<'m>, &mut Writer);

/// Writes a message with one value in it. What is set by name is written as it is: neither packed nor left out, nor as an
/// item of a message set.
pub(super) fn write_alone(path: &[&Shape<'_>], value: &Value<'_>, writer: &mut Writer) {
    let Some((shape, rest)) = path.split_first() else { return };
    let is_group = matches!(shape.ty, FieldType::Group(_));
    match (rest, value) {
        ([], Value::Message(inner)) if is_group => writer.group(shape.number, |writer| inner.write_raw(writer)),
        ([], Value::Message(inner)) => writer.message(shape.number, |writer| inner.write_raw(writer)),
        ([], _) => write_field(shape, writer, value, Message::write_raw),
        _ if is_group => writer.group(shape.number, |writer| write_alone(rest, value, writer)),
        _ => writer.message(shape.number, |writer| write_alone(rest, value, writer)),
    }
}

impl<'m> Slot<'m> {
    fn is_known(&self) -> bool {
        are_known(self.values.as_slice(), self.shape.known)
    }

    fn write(&self, writer: &mut Writer, inside: Write<'m>) {
        let values = self.values.as_slice();
        if self.shape.packed {
            return writer.message(self.shape.number, |inner| values.iter().for_each(|value| bare(value, inner)));
        }
        for value in values {
            if !(self.shape.implicit && value.is_zero()) {
                write_field(self.shape, writer, value, inside);
            }
        }
    }
}

fn write_field<'m>(shape: &Shape<'_>, writer: &mut Writer, value: &Value<'m>, inside: Write<'m>) {
    let number = shape.number;
    match value {
        Value::Varint(value) => writer.uint64(number, *value),
        Value::Fixed32(value) => writer.fixed32(number, *value),
        Value::Fixed64(value) => writer.fixed64(number, *value),
        Value::Bytes(bytes) => writer.bytes(number, bytes),
        Value::Message(inner) if shape.in_message_set => {
            message_set_item(number, writer, |writer| inside(inner, writer));
        }
        Value::Message(inner) if matches!(shape.ty, FieldType::Group(_)) => {
            writer.group(number, |writer| inside(inner, writer));
        }
        Value::Message(inner) => writer.message(number, |writer| inside(inner, writer)),
    }
}

/// Source: the comment on `message_set_wire_format` in `descriptor.proto`.
fn message_set_item(number: u32, writer: &mut Writer, write: impl FnOnce(&mut Writer)) {
    writer.group(1, |writer| {
        writer.uint64(2, u64::from(number));
        writer.message(3, write);
    });
}

/// A value without its tag, as packed fields have it.
fn bare(value: &Value<'_>, writer: &mut Writer) {
    match value {
        Value::Varint(value) => writer.varint(*value),
        Value::Fixed32(value) => writer.raw(&value.to_le_bytes()),
        Value::Fixed64(value) => writer.raw(&value.to_le_bytes()),
        Value::Bytes(_) | Value::Message(_) => {}
    }
}
