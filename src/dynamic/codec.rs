use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{Content, Message};
use crate::schema::{Cardinality, EnumId, EnumType, Field, FieldId, FieldNumber, MessageId, Presence, Schema};

/// Reads and writes the messages of one schema.
///
/// ```
/// use protoward::compile::{Inputs, Options, compile};
/// use protoward::dynamic::{Codec, UnknownKeys};
/// use protoward::schema::Element;
/// use protoward::source::{MemoryTree, Sources};
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message User { string name = 2; }")]);
/// let schema = compile(&Inputs::tree(tree, ["a.proto"]), &Options::default(), &mut Sources::default()).schema;
/// let Some(Element::Message(user)) = schema.find("User") else { panic!() };
/// let codec = Codec::new(&schema);
/// let message = codec.from_json(user, r#"{"name": "Ada"}"#, UnknownKeys::Refuse)?;
/// assert_eq!(codec.encode(&message), b"\x12\x03Ada");
/// assert_eq!(codec.to_json(&codec.decode(user, b"\x12\x03Ada")?)?, r#"{"name":"Ada"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Codec<'a> {
    pub(super) schema: &'a Schema,
    numbers: HashMap<(MessageId, FieldNumber), FieldId, RandomState>,
    extensions: HashMap<String, FieldId, RandomState>,
}

impl<'a> Codec<'a> {
    /// Prepares all messages of the schema, extensions included.
    pub fn new(schema: &'a Schema) -> Self {
        let mut numbers = HashMap::with_capacity_and_hasher(schema.fields.len(), RandomState::default());
        let mut extensions = HashMap::default();
        for (id, field) in schema.fields.iter() {
            numbers.entry((field.containing(), field.number)).or_insert(id);
            if field.is_extension() {
                extensions.entry(schema.full_name(id.into())).or_insert(id);
            }
        }
        Self { schema, numbers, extensions }
    }

    /// The schema.
    pub const fn schema(&self) -> &'a Schema {
        self.schema
    }

    /// The field of a message, or the extension of it, with this number.
    pub fn field(&self, message: MessageId, number: FieldNumber) -> Option<FieldId> {
        self.numbers.get(&(message, number)).copied()
    }

    /// Sets a field as a parser does: the other members of its oneof go, and a zero without presence is as good as
    /// nothing.
    pub fn put(&self, message: &mut Message, id: FieldId, content: Content) {
        let field = &self.schema[id];
        for rival in self.rivals(id) {
            message.clear(rival);
        }
        match &content {
            Content::One(value) if Self::is_implicit(field) && value.is_zero() => drop(message.clear(field.number)),
            _ => message.set(field.number, id, content),
        }
    }

    /// The extension of this full name.
    pub(super) fn extension(&self, full_name: &str) -> Option<FieldId> {
        self.extensions.get(full_name).copied()
    }

    /// Whether a field of this enum holds numbers that have no name.
    pub(super) fn takes(&self, id: EnumId, number: i32) -> bool {
        self.schema[id].features.enum_type == EnumType::Open || self.names(id, number).next().is_some()
    }

    /// The names of a number, in the order of the file.
    pub(super) fn names(&self, id: EnumId, number: i32) -> impl Iterator<Item = &'a str> {
        let schema = self.schema;
        let values = schema[id].values.iter().map(|&value| &schema[value]);
        values.filter(move |value| value.number == number).map(|value| schema.text(value.name))
    }

    /// The other members of the oneof that a field is in.
    pub(super) fn rivals(&self, id: FieldId) -> impl Iterator<Item = FieldNumber> {
        let oneof = self.schema[id].oneof;
        let members = oneof.map_or(&[][..], |oneof| &self.schema[oneof].fields);
        members.iter().filter(move |&&other| other != id).map(|&other| self.schema[other].number)
    }

    /// The number as the wire has it; `None` for numbers that no tag can hold.
    pub(super) fn tag(&self, id: FieldId) -> Option<u32> {
        u32::try_from(self.schema[id].number.0).ok().filter(|number| (1..1 << 29).contains(number))
    }

    /// Whether a single field of this kind leaves out a zero.
    pub(super) fn is_implicit(field: &Field) -> bool {
        field.cardinality != Cardinality::Repeated && field.presence() == Presence::Implicit
    }
}
