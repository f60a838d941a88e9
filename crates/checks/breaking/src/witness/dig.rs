//! The search inside of messages of different types, field by field.
//!
//! The types of a field may agree in what was tried first and differ in the last of many fields, or several messages
//! below. The search visits each pair of types once. A type that is in both versions ends it, because its changes have
//! findings of their own.

use std::collections::{HashSet, VecDeque};

use super::direction::WitnessDirection;
use super::landing::WitnessEncoding;
use super::{Version, values};
use protoward_dynamic::{Content, DynamicValue, Message, UnknownKeys};
use protoward_schema::{FieldId, MessageId, Shape};

/// Maximum number of pairs of types to visit.
const MAX_PAIRS: usize = 2_000;

/// Two types to compare, and the fields that lead to them.
struct Visit {
    written: MessageId,
    read: MessageId,
    path: Vec<FieldId>,
}

impl WitnessDirection<'_> {
    /// Returns a content of a field in which some message differs.
    pub(super) fn dig(&self, id: FieldId) -> Option<Content> {
        let mut waiting = VecDeque::from_iter(self.visit(id, self.read, &[]));
        let mut seen = HashSet::new();
        while let Some(visit) = waiting.pop_front() {
            if self.are_the_same(&visit) || !seen.insert((visit.written, visit.read)) {
                continue;
            }
            if seen.len() > MAX_PAIRS {
                self.leave_out();
                return None;
            }
            if let Some(message) = self.differing(&visit) {
                return self.wrapped(&visit.path, message);
            }
            waiting.extend(
                self.fields(visit.written).into_iter().filter_map(|id| self.visit(id, visit.read, &visit.path)),
            );
        }
        None
    }

    /// Returns the types of the messages in a field, unless one of them has a form of its own in JSON.
    fn visit(&self, id: FieldId, read: MessageId, path: &[FieldId]) -> Option<Visit> {
        let at = self.ends().landing(id, read, self.medium)?;
        let written = held(self.from, id)?;
        let read = held(self.to, at)?;
        let is_json = self.medium == WitnessEncoding::Json;
        if is_json && (self.from.has_own_json(written) || self.to.has_own_json(read)) {
            return None;
        }
        Some(Visit { written, read, path: path.iter().copied().chain([id]).collect() })
    }

    fn are_the_same(&self, visit: &Visit) -> bool {
        let counterparts = self.witnesses.counterparts();
        match self.writer {
            Version::Old => counterparts.new_message(visit.written) == Some(visit.read),
            Version::New => counterparts.old_message(visit.written) == Some(visit.read),
        }
    }

    fn fields(&self, message: MessageId) -> Vec<FieldId> {
        let extensions = self.witnesses.carriers_of(self.writer).extensions(message).iter();
        let extensions = extensions.filter_map(|&number| self.from.field(message, number));
        self.from.schema()[message].fields.iter().copied().chain(extensions).collect()
    }

    /// Returns a message with at most one field besides the required ones that the reader does not read as written.
    fn differing(&self, visit: &Visit) -> Option<Message> {
        let Some(bare) = values::bare(self.from, visit.written) else {
            self.leave_out();
            return None;
        };
        if self.differs(&bare, visit.read) {
            return Some(bare);
        }
        self.fields(visit.written).into_iter().find_map(|id| {
            values::shallow_contents(self.from, id).into_iter().find_map(|content| {
                let mut message = bare.clone();
                self.from.put(&mut message, id, content);
                self.differs(&message, visit.read).then_some(message)
            })
        })
    }

    fn differs(&self, message: &Message, reader: MessageId) -> bool {
        let read = match self.medium {
            WitnessEncoding::Wire => self.to.decode_partial(reader, &self.from.encode(message)).ok(),
            WitnessEncoding::Json => match self.from.to_json(message) {
                Ok(json) => self.to.from_json(reader, &json, UnknownKeys::Refuse).ok(),
                Err(_) => return false,
            },
        };
        read.is_none_or(|read| {
            !self.to.missing(&read).is_empty() || !self.comparison().messages(message, &read, |_| true)
        })
    }

    /// Returns the content of the first field of a path that ends in a message.
    fn wrapped(&self, path: &[FieldId], message: Message) -> Option<Content> {
        let (&first, rest) = path.split_first()?;
        let mut message = message;
        for &id in rest.iter().rev() {
            let mut outer = values::bare(self.from, self.from.schema()[id].containing())?;
            self.from.put(&mut outer, id, values::content_with(self.from, id, message)?);
            message = outer;
        }
        values::content_with(self.from, first, message)
    }

    /// Returns a field of type `Any` with a message in it. Only the old version has the message.
    pub(super) fn packed(&self, id: FieldId, message: MessageId) -> Option<Content> {
        if self.writer == Version::New {
            return None;
        }
        let schema = self.from.schema();
        let any = held(self.from, id)?;
        let [url, value] = schema[any].fields[..] else { return None };
        let packed = values::bare(self.from, message)?;
        let name = format!("type.googleapis.com/{}", schema.text(schema[message].full_name));
        let mut content = Message::new(any);
        self.from.put(&mut content, url, Content::One(DynamicValue::Text(name.into_bytes())));
        self.from.put(&mut content, value, Content::One(DynamicValue::Bytes(self.from.encode(&packed))));
        values::content_with(self.from, id, content)
    }
}

/// Returns the type of the messages in a field, or in the values of a map.
fn held(codec: &protoward_dynamic::Codec<'_>, id: FieldId) -> Option<MessageId> {
    let schema = codec.schema();
    match schema.shape(id) {
        Shape::Map { value, .. } => schema[value].ty.message(),
        Shape::Single(_) | Shape::Repeated { .. } => schema[id].ty.message(),
    }
}
