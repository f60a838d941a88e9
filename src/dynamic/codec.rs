use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use foldhash::fast::RandomState;

use super::{Content, Message};
use crate::schema::{
    Cardinality, EnumId, EnumType, EnumValueId, Field, FieldId, FieldNumber, MessageId, Presence, Schema,
};

type Map<K, V> = HashMap<K, V, RandomState>;
/// Fields of a message by what JSON may call them.
type Keys = Map<String, FieldId>;

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
    numbers: Map<(MessageId, FieldNumber), FieldId>,
    extensions: Map<String, FieldId>,
    required: Map<MessageId, Vec<FieldId>>,
    values: Map<(EnumId, i32), EnumValueId>,
    /// Of messages that were read as JSON.
    keys: Mutex<Map<MessageId, Arc<Keys>>>,
}

impl<'a> Codec<'a> {
    /// Prepares all messages of the schema, extensions included.
    pub fn new(schema: &'a Schema) -> Self {
        let mut this = Self {
            schema,
            numbers: Map::with_capacity_and_hasher(schema.fields.len(), RandomState::default()),
            extensions: Map::default(),
            required: Map::default(),
            values: Map::with_capacity_and_hasher(schema.enum_values.len(), RandomState::default()),
            keys: Mutex::default(),
        };
        for (id, field) in schema.fields.iter() {
            this.numbers.entry((field.containing(), field.number)).or_insert(id);
            if field.is_extension() {
                this.extensions.entry(schema.full_name(id.into())).or_insert(id);
            } else if field.presence() == Presence::Required && field.cardinality != Cardinality::Repeated {
                this.required.entry(field.containing()).or_default().push(id);
            }
        }
        for (id, value) in schema.enum_values.iter() {
            this.values.entry((value.parent, value.number)).or_insert(id);
        }
        this
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

    /// The fields of a message without which a parser refuses it.
    pub fn required(&self, message: MessageId) -> &[FieldId] {
        self.required.get(&message).map_or(&[], Vec::as_slice)
    }

    /// Whether a field of this enum holds a number, which need not have a name in an open one.
    pub(super) fn takes(&self, id: EnumId, number: i32) -> bool {
        self.schema[id].features.enum_type == EnumType::Open || self.value_name(id, number).is_some()
    }

    /// The name of a number; where it has several, the first one in the file.
    pub fn value_name(&self, id: EnumId, number: i32) -> Option<&'a str> {
        let value = self.values.get(&(id, number))?;
        Some(self.schema.text(self.schema[*value].name))
    }

    /// The fields of a message by their JSON names and, where those leave room, by their names as declared.
    pub(super) fn keys(&self, message: MessageId) -> Arc<Keys> {
        let mut all = self.keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let keys = all.entry(message).or_insert_with(|| {
            let fields = &self.schema[message].fields;
            let mut keys = Keys::default();
            for &id in fields {
                keys.entry(self.schema.json_name(id)).or_insert(id);
            }
            for &id in fields {
                keys.entry(self.schema.text(self.schema[id].name).to_owned()).or_insert(id);
            }
            Arc::new(keys)
        });
        Arc::clone(keys)
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
