//! A dynamically typed message: values by field number, and their encoding.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::known_fields::KnownPart;
use super::shapes::Shape;
use protoward_schema::wire::Writer;
use protoward_schema::{FieldType, MessageId};

/// A field value in the form of the wire format.
pub(super) enum MessageValue<'m> {
    Varint(u64),
    Fixed32(u32),
    Fixed64(u64),
    Bytes(Cow<'m, [u8]>),
    Message(Message<'m>),
}

impl MessageValue<'_> {
    /// Returns `true` if a field without presence omits the value. `-0.0` is not zero.
    fn is_zero(&self) -> bool {
        match self {
            Self::Varint(value) | Self::Fixed64(value) => *value == 0,
            Self::Fixed32(value) => *value == 0,
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Message(_) => false,
        }
    }
}

/// Returns `true` if protoc knows all values of a field.
pub(super) fn are_known(values: &[MessageValue<'_>], known: KnownPart) -> bool {
    match known {
        KnownPart::Whole => true,
        KnownPart::Nothing => false,
        KnownPart::Values(known) => {
            values.iter().all(|value| matches!(value, MessageValue::Varint(value) if known.contains(&(*value as i32))))
        }
    }
}

/// The values of one field.
struct Slot<'m> {
    shape: &'m Shape<'m>,
    values: Values<'m>,
}

/// The values of a field. Most fields have a single one.
enum Values<'m> {
    One(MessageValue<'m>),
    Many(Vec<MessageValue<'m>>),
}

impl<'m> Values<'m> {
    fn as_slice(&self) -> &[MessageValue<'m>] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    fn as_mut_slice(&mut self) -> &mut [MessageValue<'m>] {
        match self {
            Self::One(value) => std::slice::from_mut(value),
            Self::Many(values) => values,
        }
    }

    fn push(&mut self, value: MessageValue<'m>) {
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

/// A message with its fields in number order.
#[derive(Default)]
pub(super) struct Message<'m> {
    slots: BTreeMap<u32, Slot<'m>>,
    /// Encoded fields unknown to protoc in statement order. protoc merges them only while it strips options. Empty if
    /// options are stripped or the message was set as a whole.
    unmerged: Vec<u8>,
}

impl<'m> Message<'m> {
    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Returns `true` if a field is set.
    pub(super) fn has(&self, shape: &Shape<'_>) -> bool {
        self.slots.contains_key(&shape.number)
    }

    /// Returns the number of values of a field.
    pub(super) fn count(&self, shape: &Shape<'_>) -> i32 {
        self.slots.get(&shape.number).map_or(0, |slot| slot.values.as_slice().len() as i32)
    }

    /// Returns `true` if the last field of a path is set.
    pub(super) fn has_path(&self, path: &[&Shape<'_>]) -> bool {
        let Some((first, rest)) = path.split_first() else { return true };
        let Some(slot) = self.slots.get(&first.number) else { return false };
        match slot.values.as_slice().last() {
            Some(MessageValue::Message(inner)) => inner.has_path(rest),
            Some(_) | None => rest.is_empty(),
        }
    }

    /// Returns another field of the same oneof that is set.
    pub(super) fn rival(&self, shape: &Shape<'_>) -> Option<&'m Shape<'m>> {
        shape.oneof?;
        let others = self.slots.values().map(|slot| slot.shape);
        others.into_iter().find(|other| other.oneof == shape.oneof && other.number != shape.number)
    }

    /// Sets a field, or appends to a repeated field. Clears other fields of the same oneof.
    pub(super) fn put(&mut self, shape: &'m Shape<'m>, value: MessageValue<'m>) {
        if let Some(rival) = self.rival(shape) {
            self.slots.remove(&rival.number);
        }
        match self.slots.get_mut(&shape.number) {
            Some(slot) if shape.repeated => slot.values.push(value),
            Some(slot) => slot.values = Values::One(value),
            None => drop(self.slots.insert(shape.number, Slot { shape, values: Values::One(value) })),
        }
    }

    /// Sets the last field of a path. Creates messages along the path.
    pub(super) fn put_path(&mut self, path: &[&'m Shape<'m>], value: MessageValue<'m>) {
        match path {
            [] => {}
            [shape] => self.put(shape, value),
            [shape, rest @ ..] => self.inner(shape).put_path(rest, value),
        }
    }

    /// Adds encoded fields unknown to protoc to the message at a path.
    pub(super) fn add_unmerged(&mut self, path: &[&'m Shape<'m>], bytes: &[u8]) {
        match path {
            [] => self.unmerged.extend_from_slice(bytes),
            [shape, rest @ ..] => self.inner(shape).add_unmerged(rest, bytes),
        }
    }

    fn inner(&mut self, shape: &'m Shape<'m>) -> &mut Self {
        let last = |slot: &Slot<'m>| matches!(slot.values.as_slice().last(), Some(MessageValue::Message(_)));
        if !self.slots.get(&shape.number).is_some_and(last) {
            self.put(shape, MessageValue::Message(Self::default()));
        }
        match self.slots.get_mut(&shape.number).and_then(|slot| slot.values.as_mut_slice().last_mut()) {
            Some(MessageValue::Message(inner)) => inner,
            _ => unreachable!("a message was put there"),
        }
    }

    /// Returns the set fields with their values, in number order.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'m Shape<'m>, &[MessageValue<'m>])> {
        self.slots.values().map(|slot| (slot.shape, slot.values.as_slice()))
    }

    /// Returns the first message value of this type.
    pub(super) fn message_of(&self, ty: MessageId) -> Option<&Self> {
        for (shape, inner) in self.messages() {
            if shape.ty.message() == Some(ty) && !shape.extension {
                return Some(inner);
            }
        }
        None
    }

    /// Returns the nested messages with their fields.
    pub(super) fn messages(&self) -> impl Iterator<Item = (&'m Shape<'m>, &Self)> {
        self.slots.values().flat_map(|slot| {
            slot.values.as_slice().iter().filter_map(|value| match value {
                MessageValue::Message(inner) => Some((slot.shape, inner)),
                _ => None,
            })
        })
    }

    /// Returns `true` if a field of the message itself has source retention.
    pub(super) fn has_source_only(&self) -> bool {
        self.slots.values().any(|slot| slot.shape.source_only)
    }

    /// Removes fields of source retention. Like protoc, does not look into groups.
    pub(super) fn strip(&mut self) {
        self.slots.retain(|_, slot| !slot.shape.source_only);
        for slot in self.slots.values_mut() {
            if !matches!(slot.shape.ty, FieldType::Message(_)) {
                continue;
            }
            for value in slot.values.as_mut_slice() {
                if let MessageValue::Message(inner) = value {
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

    /// Writes the fields that protoc knows.
    pub(super) fn write_known(&self, writer: &mut Writer) {
        for slot in self.slots.values().filter(|slot| slot.is_known()) {
            slot.write(writer, Message::write);
        }
    }

    /// Writes all fields in number order, as protoc does for messages unknown to it.
    fn write_raw(&self, writer: &mut Writer) {
        self.slots.values().for_each(|slot| slot.write(writer, Message::write_raw));
    }
}

/// A function that writes nested messages.
type Write<'m> = fn(&Message<'m>, &mut Writer);

/// Writes the messages along a path with a single value. Like protoc, does not pack the value, omit a zero, or use
/// message set items.
pub(super) fn write_alone(path: &[&Shape<'_>], value: &MessageValue<'_>, writer: &mut Writer) {
    let Some((shape, rest)) = path.split_first() else { return };
    let is_group = matches!(shape.ty, FieldType::Group(_));
    match (rest, value) {
        ([], MessageValue::Message(inner)) if is_group => writer.group(shape.number, |writer| inner.write_raw(writer)),
        ([], MessageValue::Message(inner)) => writer.message(shape.number, |writer| inner.write_raw(writer)),
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

fn write_field<'m>(shape: &Shape<'_>, writer: &mut Writer, value: &MessageValue<'m>, inside: Write<'m>) {
    let number = shape.number;
    match value {
        MessageValue::Varint(value) => writer.uint64(number, *value),
        MessageValue::Fixed32(value) => writer.fixed32(number, *value),
        MessageValue::Fixed64(value) => writer.fixed64(number, *value),
        MessageValue::Bytes(bytes) => writer.bytes(number, bytes),
        MessageValue::Message(inner) if shape.in_message_set => {
            message_set_item(number, writer, |writer| inside(inner, writer));
        }
        MessageValue::Message(inner) if matches!(shape.ty, FieldType::Group(_)) => {
            writer.group(number, |writer| inside(inner, writer));
        }
        MessageValue::Message(inner) => writer.message(number, |writer| inside(inner, writer)),
    }
}

/// Writes an item of a message set. Source: the comment on `message_set_wire_format` in `descriptor.proto`.
fn message_set_item(number: u32, writer: &mut Writer, write: impl FnOnce(&mut Writer)) {
    writer.group(1, |writer| {
        writer.uint64(2, u64::from(number));
        writer.message(3, write);
    });
}

/// Writes a value without a tag, as in packed fields.
fn bare(value: &MessageValue<'_>, writer: &mut Writer) {
    match value {
        MessageValue::Varint(value) => writer.varint(*value),
        MessageValue::Fixed32(value) => writer.raw(&value.to_le_bytes()),
        MessageValue::Fixed64(value) => writer.raw(&value.to_le_bytes()),
        MessageValue::Bytes(_) | MessageValue::Message(_) => {}
    }
}
