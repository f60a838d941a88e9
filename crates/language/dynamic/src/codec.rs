//! The entry point: a schema with the tables that reading and writing look up again and again.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;

use super::{Content, DynamicValue, Key, Message};
use protoward_schema::annotations::value_in_json;
use protoward_schema::{
    Cardinality, EnumId, EnumType, EnumValueId, Field, FieldId, FieldNumber, MessageId, Presence, Schema, Syntax,
    Utf8Validation,
};

type Map<K, V> = HashMap<K, V, RandomState>;

/// The fields of a message by name.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The fields by JSON name, declared or derived.
    json: Map<String, FieldId>,
    /// The fields by declared name, the one of text format.
    declared: Map<String, FieldId>,
    /// By message name, for groups and fields like groups.
    groups: Map<String, FieldId>,
}

impl Keys {
    /// Returns the field for a JSON key: its JSON name, or its name in text format.
    pub(super) fn in_json(&self, key: &str) -> Option<FieldId> {
        self.json.get(key).or_else(|| self.groups.get(key)).or_else(|| self.declared.get(key)).copied()
    }

    /// Returns the field for a name in text format.
    pub(super) fn in_text(&self, name: &str) -> Option<FieldId> {
        self.declared.get(name).or_else(|| self.groups.get(name)).copied()
    }
}

/// A special encoding of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MessageKind {
    Plain,
    /// A map entry: key and value are always written.
    Entry,
    /// A message set: extensions are encoded as items.
    MessageSet,
}

/// A reader and writer of the messages of one schema.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_dynamic::{Codec, UnknownKeys};
/// use protoward_schema::Element;
/// use protoward_source::{MemoryTree, Sources};
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message User { string name = 2; }")]);
/// let schema = Compiler::new().resolver(tree).compile(["a.proto"]).unwrap().into_schema();
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
    /// The messages with a special encoding.
    kinds: Map<MessageId, MessageKind>,
    any: Option<MessageId>,
    /// A cache of field names by message.
    keys: Mutex<Map<MessageId, Arc<Keys>>>,
    /// A cache of value names by enum.
    value_names: Mutex<Map<EnumId, Arc<Map<String, i32>>>>,
    pub(super) keeps_entries: bool,
    pub(super) is_go: bool,
}

impl<'a> Codec<'a> {
    /// Creates a codec for all messages of the schema, including extensions.
    pub fn new(schema: &'a Schema) -> Self {
        let mut this = Self {
            schema,
            numbers: Map::with_capacity_and_hasher(schema.fields.len(), RandomState::default()),
            extensions: Map::default(),
            required: Map::default(),
            values: Map::with_capacity_and_hasher(schema.enum_values.len(), RandomState::default()),
            kinds: Map::default(),
            any: None,
            keys: Mutex::default(),
            value_names: Mutex::default(),
            keeps_entries: false,
            is_go: false,
        };
        for (id, message) in schema.messages.iter() {
            if message.options.map_entry() == Some(true) {
                this.kinds.insert(id, MessageKind::Entry);
            } else if message.options.message_set_wire_format() == Some(true) {
                this.kinds.insert(id, MessageKind::MessageSet);
            }
        }
        this.any = schema.find_message("google.protobuf.Any");
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

    /// Returns whether the text of a field must be UTF-8. Go does not check extensions in files of an edition.
    pub(super) fn wants_utf8(&self, id: FieldId) -> bool {
        let field = &self.schema[id];
        let is_edition = matches!(self.schema[field.file].syntax, Syntax::Edition(_));
        let is_passed = self.is_go && field.is_extension() && is_edition;
        field.features.utf8_validation == Utf8Validation::Verify && !is_passed
    }

    /// Keeps map entries as a list of messages in their original order, including duplicate keys.
    #[must_use]
    pub fn keeping_entries(mut self) -> Self {
        self.keeps_entries = true;
        self
    }

    /// Reads and writes as Go programs do: closed enums accept any number, varints have at most 64 bits, and enum values have the
    /// names in JSON that the option `(pb.enumvalue.json).string` gives them.
    #[must_use]
    pub fn as_go(mut self) -> Self {
        self.is_go = true;
        self
    }

    /// Returns the schema whose messages the codec reads.
    pub const fn schema(&self) -> &'a Schema {
        self.schema
    }

    /// Returns the field or extension of a message with this number.
    pub fn field(&self, message: MessageId, number: FieldNumber) -> Option<FieldId> {
        self.numbers.get(&(message, number)).copied()
    }

    /// Sets a field as a parser does. Clears other members of its oneof. A zero without presence leaves the field
    /// unset.
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

    /// Appends a value to a list, or inserts an entry into a map.
    pub(super) fn push(&self, message: &mut Message, id: FieldId, value: DynamicValue) {
        let number = self.schema[id].number;
        let content = match (message.clear(number), value) {
            (Some(Content::Many(mut values)), value) => {
                values.push(value);
                Content::Many(values)
            }
            (content, DynamicValue::Message(entry))
                if self.kind(entry.ty) == MessageKind::Entry && !self.keeps_entries =>
            {
                let mut entries = match content {
                    Some(Content::Map(entries)) => entries,
                    _ => BTreeMap::new(),
                };
                self.insert(&mut entries, entry);
                Content::Map(entries)
            }
            (_, value) => Content::Many(vec![value]),
        };
        message.set(number, id, content);
    }

    fn insert(&self, entries: &mut BTreeMap<Key, DynamicValue>, mut entry: Message) {
        let Some(&value) = self.schema[entry.ty].fields.get(1) else { return };
        let Some(key) = self.key_of(&entry) else { return };
        let held = match entry.clear(self.schema[value].number) {
            Some(Content::One(held)) => held,
            _ => self.zero(value),
        };
        entries.insert(key, held);
    }

    /// Returns the extension with this full name.
    pub(super) fn extension(&self, full_name: &str) -> Option<FieldId> {
        self.extensions.get(full_name).copied()
    }

    /// Returns the required fields of a message.
    pub fn required(&self, message: MessageId) -> &[FieldId] {
        self.required.get(&message).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a field of this enum can hold a number. Open enums accept unknown numbers.
    pub fn takes(&self, id: EnumId, number: i32) -> bool {
        self.is_go || self.schema[id].features.enum_type == EnumType::Open || self.value_name(id, number).is_some()
    }

    /// Returns the name of an enum number. The first value with the number wins.
    pub fn value_name(&self, id: EnumId, number: i32) -> Option<&'a str> {
        let value = self.values.get(&(id, number))?;
        Some(self.schema.text(self.schema[*value].name))
    }

    /// Returns the number of an enum value by name.
    pub fn value_by_name(&self, id: EnumId, name: &str) -> Option<i32> {
        let mut all = self.value_names.lock().unwrap_or_else(PoisonError::into_inner);
        let names = all.entry(id).or_insert_with(|| {
            let values = self.schema[id].values.iter().map(|&value| &self.schema[value]);
            Arc::new(values.map(|value| (self.schema.text(value.name).to_owned(), value.number)).collect())
        });
        names.get(name).copied()
    }

    /// Returns the name of an enum number in JSON. Go programs write the name that an option gives to the value.
    pub(super) fn json_value_name(&self, id: EnumId, number: i32) -> Option<Cow<'a, str>> {
        let &value = self.values.get(&(id, number))?;
        let given = if self.is_go { value_in_json::name(self.schema, value) } else { None };
        Some(given.map_or_else(|| self.schema.text(self.schema[value].name).into(), Cow::Owned))
    }

    /// Returns the number of an enum value by its name in JSON. Go programs also read the names that options give.
    pub(super) fn json_value_by_name(&self, id: EnumId, name: &str) -> Option<i32> {
        self.value_by_name(id, name).or_else(|| {
            let mut values = self.schema[id].values.iter().filter(|_| self.is_go);
            let &value = values.find(|&&value| value_in_json::name(self.schema, value).as_deref() == Some(name))?;
            Some(self.schema[value].number)
        })
    }

    /// Returns the fields of a message by name.
    pub(super) fn keys(&self, message: MessageId) -> Arc<Keys> {
        let mut all = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(message).or_insert_with(|| Arc::new(self.read_keys(message))))
    }

    fn read_keys(&self, message: MessageId) -> Keys {
        let mut keys = Keys::default();
        for &id in &self.schema[message].fields {
            keys.json.entry(self.schema.json_name(id)).or_insert(id);
            keys.declared.entry(self.schema.text(self.schema[id].name).to_owned()).or_insert(id);
            if self.is_group_like(id) {
                keys.groups.entry(self.text_name(id).to_owned()).or_insert(id);
            }
        }
        keys
    }

    pub(super) fn kind(&self, message: MessageId) -> MessageKind {
        self.kinds.get(&message).copied().unwrap_or(MessageKind::Plain)
    }

    pub(super) fn is_any(&self, message: MessageId) -> bool {
        self.any == Some(message)
    }

    /// Returns the other members of the oneof of a field.
    pub(super) fn rivals(&self, id: FieldId) -> impl Iterator<Item = FieldNumber> {
        let oneof = self.schema[id].oneof;
        let members = oneof.map_or(&[][..], |oneof| &self.schema[oneof].fields);
        members.iter().filter(move |&&other| other != id).map(|&other| self.schema[other].number)
    }

    /// Returns the field number for the wire format; `None` if no tag can represent it.
    pub(super) fn tag(&self, id: FieldId) -> Option<u32> {
        u32::try_from(self.schema[id].number.0).ok().filter(|number| (1..1 << 29).contains(number))
    }

    /// Returns whether a zero is omitted on the wire.
    pub(super) fn is_implicit(field: &Field) -> bool {
        field.cardinality != Cardinality::Repeated && field.presence() == Presence::Implicit
    }
}
