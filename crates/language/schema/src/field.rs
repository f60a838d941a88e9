//! Fields and extensions: their types, cardinality and presence.

use super::{EnumId, FeatureSet, FieldOptions, FieldPresence, FileId, Id, MessageId, Name, OneofId, Parent};

/// The id of a [`Field`].
pub type FieldId = Id<Field>;

/// A field number. Valid schemas have 1 to 536,870,911; images may contain other numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldNumber(pub i32);

impl std::fmt::Display for FieldNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The declared number of values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cardinality {
    /// At most one value: `optional`, or no keyword.
    Optional,
    /// Exactly one value: `required` in proto2. Editions have a feature for it.
    Required,
    /// Any number of values: `repeated`, and maps.
    Repeated,
}

/// The scalar types of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the scalar types of the language, by their names")]
pub enum Scalar {
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
}

impl Scalar {
    /// Returns the keyword of the type: `sfixed32`.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Double => "double",
            Self::Float => "float",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
            Self::Sint32 => "sint32",
            Self::Sint64 => "sint64",
            Self::Fixed32 => "fixed32",
            Self::Fixed64 => "fixed64",
            Self::Sfixed32 => "sfixed32",
            Self::Sfixed64 => "sfixed64",
            Self::Bool => "bool",
            Self::String => "string",
            Self::Bytes => "bytes",
        }
    }

    /// Returns the scalar type of a keyword.
    pub fn from_keyword(keyword: &str) -> Option<Self> {
        Some(match keyword {
            "double" => Self::Double,
            "float" => Self::Float,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "uint32" => Self::Uint32,
            "uint64" => Self::Uint64,
            "sint32" => Self::Sint32,
            "sint64" => Self::Sint64,
            "fixed32" => Self::Fixed32,
            "fixed64" => Self::Fixed64,
            "sfixed32" => Self::Sfixed32,
            "sfixed64" => Self::Sfixed64,
            "bool" => Self::Bool,
            "string" => Self::String,
            "bytes" => Self::Bytes,
            _ => return None,
        })
    }

    /// Returns the keyword in edition `UNSTABLE`, which has different names for integers.
    pub const fn unstable_keyword(self) -> &'static str {
        match self {
            Self::Int32 => "varint32",
            Self::Int64 => "varint64",
            Self::Uint32 => "uvarint32",
            Self::Uint64 => "uvarint64",
            Self::Sint32 => "zigzag32",
            Self::Sint64 => "zigzag64",
            Self::Fixed32 => "uint32",
            Self::Fixed64 => "uint64",
            Self::Sfixed32 => "int32",
            Self::Sfixed64 => "int64",
            Self::Double | Self::Float | Self::Bool | Self::String | Self::Bytes => self.keyword(),
        }
    }

    /// Returns the scalar type of a keyword in edition `UNSTABLE`.
    pub fn from_unstable_keyword(keyword: &str) -> Option<Self> {
        Some(match keyword {
            "varint32" => Self::Int32,
            "varint64" => Self::Int64,
            "uvarint32" => Self::Uint32,
            "uvarint64" => Self::Uint64,
            "zigzag32" => Self::Sint32,
            "zigzag64" => Self::Sint64,
            "uint32" => Self::Fixed32,
            "uint64" => Self::Fixed64,
            "int32" => Self::Sfixed32,
            "int64" => Self::Sfixed64,
            "double" => Self::Double,
            "float" => Self::Float,
            "bool" => Self::Bool,
            "string" => Self::String,
            "bytes" => Self::Bytes,
            _ => return None,
        })
    }

    /// Returns `true` if a repeated field of this type can be packed.
    pub const fn is_packable(self) -> bool {
        !matches!(self, Self::String | Self::Bytes)
    }
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldType {
    /// A number, string, bytes or boolean.
    Scalar(Scalar),
    /// An enum, of which a field has one value.
    Enum(EnumId),
    /// A message, or the entry of a map.
    Message(MessageId),
    /// A proto2 group. A delimited message of an edition is a [`Message`](Self::Message) whose field has the feature.
    Group(MessageId),
}

impl FieldType {
    /// Returns the message of a message type or group.
    pub const fn message(self) -> Option<MessageId> {
        match self {
            Self::Message(id) | Self::Group(id) => Some(id),
            Self::Scalar(_) | Self::Enum(_) => None,
        }
    }
}

/// The presence of a singular field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// An unset field is distinguishable from its default value.
    Explicit,
    /// An unset field is not distinguishable from its default value, which is not sent.
    Implicit,
    /// A message without the field is invalid.
    Required,
}

/// The shape of a field from a user's perspective.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// At most one value.
    Single(Presence),
    /// Any number of values in order.
    Repeated {
        /// `true` if the values are packed.
        packed: bool,
    },
    /// Values by key. On the wire it is a repeated field of entry messages.
    Map {
        /// The key field of the entry.
        key: FieldId,
        /// The value field of the entry.
        value: FieldId,
    },
}

/// The owner of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldOwner {
    /// The message that declares the field.
    Message(MessageId),
    /// The field is declared in an `extend` block.
    Extension {
        /// The message that the block extends.
        extendee: MessageId,
        /// The scope of the declaration.
        scope: Parent,
    },
}

/// A field of a message, or an extension.
#[derive(Clone, Debug)]
pub struct Field {
    /// The file that declares the field.
    pub file: FileId,
    /// The owner of the field.
    pub owner: FieldOwner,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The name without its scope; that of a group is in lower case.
    pub name: Name,
    /// The number on the wire.
    pub number: FieldNumber,
    /// The declared cardinality, regardless of features.
    pub cardinality: Cardinality,
    /// The type, resolved to an element of the schema.
    pub ty: FieldType,
    /// The oneof of the field, including synthetic ones.
    pub oneof: Option<OneofId>,
    /// `true` for an `optional` field of proto3.
    pub proto3_optional: bool,
    /// The default value in descriptor form: a text that need not be UTF-8.
    pub default: Option<Box<[u8]>>,
    /// The JSON name, if the descriptor has it.
    pub json_name: Option<Name>,
    /// `true` if `json_name` is derived from the name. Descriptors contain derived names too.
    pub json_name_made: bool,
    /// The options, as the descriptor has them.
    pub options: FieldOptions,
    /// The features after inheritance and defaults.
    pub features: FeatureSet,
}

impl Field {
    /// Returns `true` if the field is declared in an `extend` block.
    pub const fn is_extension(&self) -> bool {
        matches!(self.owner, FieldOwner::Extension { .. })
    }

    /// Returns the message that contains the field on the wire: the declaring or the extended one.
    pub const fn containing(&self) -> MessageId {
        match self.owner {
            FieldOwner::Message(id) | FieldOwner::Extension { extendee: id, .. } => id,
        }
    }

    /// Returns the presence of a singular field, according to its features and type.
    ///
    /// Source: <https://protobuf.dev/editions/features/#field_presence>.
    pub fn presence(&self) -> Presence {
        if self.cardinality == Cardinality::Required || self.features.field_presence == FieldPresence::LegacyRequired {
            return Presence::Required;
        }
        let explicit = self.oneof.is_some()
            || self.is_extension()
            || self.ty.message().is_some()
            || self.features.field_presence == FieldPresence::Explicit;
        if explicit { Presence::Explicit } else { Presence::Implicit }
    }
}
