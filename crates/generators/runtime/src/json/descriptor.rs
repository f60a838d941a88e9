//! The descriptors in generated code: all that JSON needs to know of a message, in statics that are built at compile time.

use super::context::Context;
use super::node::Node;

/// The descriptor of a message: its full name, its fields, and its form in JSON.
#[derive(Debug)]
pub struct Descriptor {
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// The fields, sorted by number.
    pub(super) fields: &'static [Field],
    /// The names of the oneofs.
    pub(super) oneofs: &'static [&'static str],
    /// The context of the code that the message is part of.
    pub(super) context: Option<&'static Context>,
}

/// The JSON form of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// An object with the fields.
    Object,
    // The special forms of messages of `google.protobuf`.
    Any,
    Duration,
    FieldMask,
    List,
    Struct,
    Timestamp,
    Value,
    Wrapper,
}

impl Descriptor {
    /// Creates the descriptor of a message whose JSON is an object. `fields` are sorted by number.
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, form: Form::Object, fields, oneofs: &[], context: None }
    }

    /// Returns this descriptor with the names of the oneofs.
    pub const fn oneofs(self, oneofs: &'static [&'static str]) -> Self {
        Self { oneofs, ..self }
    }

    /// Returns this descriptor with the context of the code that the message is part of. An `Any` in the message may hold the
    /// types of this context, also if the message is part of a message of another crate.
    pub const fn within(self, context: &'static Context) -> Self {
        Self { context: Some(context), ..self }
    }

    /// Returns the context of a message with this descriptor inside of another one.
    #[inline]
    pub(super) const fn context_in(&self, outer: Context) -> Context {
        match self.context {
            Some(context) => outer.with_types_of(context),
            None => outer,
        }
    }

    /// Returns the field that a message is read and written in if it is not in another message. The Rust type of a wrapper is
    /// that of its value.
    pub(super) fn as_field(&self) -> &'static Field {
        static NO_FIELD: Field = Field::new(0, "", "", Kind::Null);
        self.fields.first().filter(|_| self.form == Form::Wrapper).unwrap_or(&NO_FIELD)
    }

    pub(super) const fn form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// Returns the index of the field with a number. `hint` is the most likely index.
    #[inline]
    pub(super) fn field(&self, number: u32, hint: usize) -> Option<usize> {
        match self.fields.get(hint) {
            Some(field) if field.number == number => Some(hint),
            _ => self.fields.binary_search_by_key(&number, |field| field.number).ok(),
        }
    }

    /// Returns the index of the field with a key. A JSON name takes precedence over the other names of any field. `hint` is the
    /// most likely index.
    #[inline]
    pub(super) fn field_with_key(&self, key: &str, hint: usize) -> Option<usize> {
        if self.fields.get(hint).is_some_and(|field| field.json_name == key) {
            return Some(hint);
        }
        let find = |has_key: fn(&Field, &str) -> bool| self.fields.iter().position(|field| has_key(field, key));
        find(|field, key| field.json_name == key)
            .or_else(|| find(|field, key| field.name == key))
            .or_else(|| find(|field, key| field.alias == Some(key)))
    }
}

/// A function that returns a descriptor. Descriptors refer to each other by functions, because they may be circular.
pub type Lookup = fn() -> &'static Descriptor;

/// A row for a field: its number and names, the kind of its values, and its shape.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub(super) number: u32,
    pub(super) json_name: &'static str,
    /// The declared name.
    pub(super) name: &'static str,
    /// A further name that is read, if the text format has another name for the field: that of a group.
    pub(super) alias: Option<&'static str>,
    pub(super) kind: Kind,
    pub(super) shape: Shape,
    pub(super) is_required: bool,
    /// `true` if a value is written even if it is the default: the field has presence, or is one that clients rely on.
    pub(super) is_default_written: bool,
}

/// The number of values that a field has, and its presence.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// One value. Its default is as good as no value.
    Implicit,
    /// No value, or one, with presence: a default is written too.
    Explicit,
    /// A member of the oneof with this index.
    Member(u16),
    List,
    /// A list whose values follow each other in the binary encoding.
    Packed,
    /// A map with keys of this kind.
    Map(Kind),
}

impl Field {
    /// Creates a field without presence. The names are the JSON name, which is written, and the declared name. Both are read.
    pub const fn new(number: u32, json_name: &'static str, name: &'static str, kind: Kind) -> Self {
        let alias = None;
        let shape = Shape::Implicit;
        Self { number, json_name, name, alias, kind, shape, is_required: false, is_default_written: false }
    }

    const fn shape(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }

    /// Returns the field with presence.
    pub const fn explicit(self) -> Self {
        self.shape(Shape::Explicit).always_written()
    }

    /// Returns the field as a member of the oneof with an index.
    pub const fn member(self, oneof: u16) -> Self {
        self.shape(Shape::Member(oneof)).always_written()
    }

    /// Returns the field as a list.
    pub const fn list(self) -> Self {
        self.shape(Shape::List)
    }

    /// Returns the field as a list that is packed in the binary encoding.
    pub const fn packed(self) -> Self {
        self.shape(Shape::Packed)
    }

    /// Returns the field as a map with these keys. Its kind is that of the values.
    pub const fn map(self, key: Kind) -> Self {
        self.shape(Shape::Map(key))
    }

    /// Returns the field with a further name that is read.
    pub const fn alias(self, name: &'static str) -> Self {
        Self { alias: Some(name), ..self }
    }

    /// Returns the field as one that must be there when a message is read: `required` in proto2, and `LEGACY_REQUIRED`.
    pub const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// Returns the field as one that is written even if it has its default.
    pub const fn always_written(self) -> Self {
        Self { is_default_written: true, ..self }
    }
}

/// The kind of a value: a scalar type of protobuf, an enum or a message.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names of scalar types")]
pub enum Kind {
    Double,
    Float,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Bool,
    String,
    Bytes,
    /// A value of an enum.
    Enum(&'static EnumDescriptor),
    /// `google.protobuf.NullValue`, the only enum with a JSON form of its own.
    Null,
    /// A message with its length in the encoding.
    Message(Lookup),
    /// A message between two tags in the encoding: a group, or a delimited message of an edition.
    Group(Lookup),
    /// A message of another crate.
    Foreign(Foreign),
}

impl Kind {
    /// Returns `true` if `null` is a value. Otherwise `null` means that there is no value.
    #[inline]
    pub(super) fn takes_null(self) -> bool {
        match self {
            Self::Null => true,
            Self::Message(descriptor) => descriptor().form == Form::Value,
            _ => false,
        }
    }
}

/// A message of another crate, read and written by its `serde` implementation. Options do not apply to it.
#[derive(Clone, Copy, Debug)]
pub struct Foreign {
    /// Decodes a message and returns its JSON.
    pub(super) write: fn(&[u8]) -> Result<Node, String>,
    /// Reads the JSON of a message and returns its encoding.
    pub(super) read: fn(Node) -> Result<Vec<u8>, String>,
    /// The message has the encoding of groups.
    pub(super) is_group: bool,
}

impl Foreign {
    /// Returns the functions for a message in the encoding of groups.
    pub const fn group(self) -> Self {
        Self { is_group: true, ..self }
    }
}

/// The descriptor of an enum: its full name, its values, and whether it accepts other numbers.
#[derive(Debug)]
pub struct EnumDescriptor {
    pub(super) name: &'static str,
    pub(super) is_closed: bool,
    /// The names of the values with their numbers.
    pub(super) values: &'static [(&'static str, i32)],
    /// `true` if the index of each value is its number.
    is_counted: bool,
}

impl EnumDescriptor {
    /// Creates a descriptor from the names of the values and their numbers. A number with several names is written with the first
    /// one.
    pub const fn new(name: &'static str, is_closed: bool, values: &'static [(&'static str, i32)]) -> Self {
        Self { name, is_closed, values, is_counted: is_counted(values) }
    }

    /// Returns the name of a number.
    #[inline]
    pub(super) fn value_name(&self, number: i32) -> Option<&'static str> {
        // Most enums count from zero.
        let at_number = || usize::try_from(number).ok().and_then(|index| self.values.get(index));
        let found = if self.is_counted { at_number() } else { self.values.iter().find(|(_, it)| *it == number) };
        found.map(|(name, _)| *name)
    }

    /// Returns the number of the first value, which is the default.
    pub(super) fn first(&self) -> i32 {
        self.values.first().map_or(0, |&(_, number)| number)
    }

    /// Returns the number of a name.
    pub(super) fn number(&self, name: &str) -> Option<i32> {
        self.values.iter().find(|(it, _)| *it == name).map(|(_, number)| *number)
    }
}

const fn is_counted(values: &[(&str, i32)]) -> bool {
    let mut index = 0;
    while index < values.len() {
        if values[index].1 != index as i32 {
            return false;
        }
        index += 1;
    }
    true
}
