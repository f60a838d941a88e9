use super::{EnumId, FeatureSet, FieldOptions, FieldPresence, FileId, Id, MessageId, Name, OneofId, Parent};

/// Names a [`Field`].
pub type FieldId = Id<Field>;

/// The number of a field: from 1 to 536,870,911 in a correct schema; what an image says otherwise is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldNumber(pub i32);

impl std::fmt::Display for FieldNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// How many values a field holds, as it is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cardinality {
    /// At most one.
    Optional,
    /// Exactly one (proto2).
    Required,
    /// Any number.
    Repeated,
}

/// The types that are neither messages nor enums.
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
    /// The keyword of the language.
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

    /// The scalar type with this keyword.
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

    /// The keyword in edition `UNSTABLE`, which has other words for integers.
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

    /// The scalar type with this keyword in edition `UNSTABLE`.
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

    /// Whether a repeated field of this type can be packed.
    pub const fn is_packable(self) -> bool {
        !matches!(self, Self::String | Self::Bytes)
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldType {
    /// A number, a text, bytes or a truth value.
    Scalar(Scalar),
    /// A value of an enum.
    Enum(EnumId),
    /// A message.
    Message(MessageId),
    /// A proto2 group. A delimited message of an edition is a [`Message`](Self::Message) whose field has the feature.
    Group(MessageId),
}

impl FieldType {
    /// The message, for messages and groups.
    pub const fn message(self) -> Option<MessageId> {
        match self {
            Self::Message(id) | Self::Group(id) => Some(id),
            Self::Scalar(_) | Self::Enum(_) => None,
        }
    }
}

/// Whether a field that was not set can be told from one that holds its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// It can be told.
    Explicit,
    /// It cannot be told: the default is not sent.
    Implicit,
    /// It must be set.
    Required,
}

/// What a field looks like to a program that uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One value.
    Single(Presence),
    /// Any number of values.
    Repeated {
        /// Whether they are sent in one run of bytes.
        packed: bool,
    },
    /// A map.
    Map {
        /// The field of the entry that holds the key.
        key: FieldId,
        /// The field of the entry that holds the value.
        value: FieldId,
    },
}

/// What a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldOwner {
    /// The message that declares it.
    Message(MessageId),
    /// It is an extension.
    Extension {
        /// The message it extends.
        extendee: MessageId,
        /// Where it is declared.
        scope: Parent,
    },
}

/// A field of a message, or an extension.
#[derive(Clone, Debug)]
pub struct Field {
    /// The file that declares it.
    pub file: FileId,
    /// What it belongs to.
    pub owner: FieldOwner,
    /// Position among its siblings in the descriptor.
    pub index: u32,
    /// The name as declared.
    pub name: Name,
    /// The number.
    pub number: FieldNumber,
    /// How many values it holds.
    pub cardinality: Cardinality,
    /// What it holds.
    pub ty: FieldType,
    /// The oneof it is a member of, synthetic ones included.
    pub oneof: Option<OneofId>,
    /// Whether it is an `optional` field of proto3.
    pub proto3_optional: bool,
    /// The default, in the form that a descriptor keeps it: text, which need not be UTF-8.
    pub default: Option<Box<[u8]>>,
    /// The name in JSON, where the descriptor tells it.
    pub json_name: Option<Name>,
    /// Whether the compiler made `json_name` of the name, as no text says it; descriptors have it all the same.
    pub json_name_made: bool,
    /// Options.
    pub options: FieldOptions,
    /// Features, resolved.
    pub features: FeatureSet,
}

impl Field {
    /// Whether it is declared in an `extend` block.
    pub const fn is_extension(&self) -> bool {
        matches!(self.owner, FieldOwner::Extension { .. })
    }

    /// The message in whose bytes the field travels: the declaring one, or the extended one.
    pub const fn containing(&self) -> MessageId {
        match self.owner {
            FieldOwner::Message(id) | FieldOwner::Extension { extendee: id, .. } => id,
        }
    }

    /// Presence of a field that is not repeated; features and the type decide.
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
