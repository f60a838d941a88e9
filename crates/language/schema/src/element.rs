//! Ids of elements of any kind, and the scopes in which elements are declared.

use super::{EnumId, EnumValueId, FieldId, FileId, MessageId, MethodId, OneofId, ServiceId};

/// The id of any element of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// A `.proto` file of the schema.
    File(FileId),
    /// A message, including map entries and messages of groups.
    Message(MessageId),
    /// A field of a message, or an extension.
    Field(FieldId),
    /// A oneof, including synthetic ones.
    Oneof(OneofId),
    /// An enum, at the top level or nested.
    Enum(EnumId),
    /// A value of an enum.
    EnumValue(EnumValueId),
    /// A service of a file.
    Service(ServiceId),
    /// A method of a service.
    Method(MethodId),
}

/// A kind of [`Element`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the constructs of the language")]
pub enum ElementKind {
    File,
    Message,
    Field,
    Oneof,
    Enum,
    EnumValue,
    Service,
    Method,
}

impl ElementKind {
    /// Returns the full name of the message with the options.
    pub const fn options_message(self) -> &'static str {
        match self {
            Self::File => "google.protobuf.FileOptions",
            Self::Message => "google.protobuf.MessageOptions",
            Self::Field => "google.protobuf.FieldOptions",
            Self::Oneof => "google.protobuf.OneofOptions",
            Self::Enum => "google.protobuf.EnumOptions",
            Self::EnumValue => "google.protobuf.EnumValueOptions",
            Self::Service => "google.protobuf.ServiceOptions",
            Self::Method => "google.protobuf.MethodOptions",
        }
    }

    /// Returns the number of `options` in the descriptor.
    pub const fn options_number(self) -> i32 {
        match self {
            Self::File | Self::Field => 8,
            Self::Message => 7,
            Self::Oneof => 2,
            Self::Enum | Self::EnumValue | Self::Service => 3,
            Self::Method => 4,
        }
    }

    /// Returns the number of `features` in the options.
    pub const fn features_number(self) -> u32 {
        match self {
            Self::File => 50,
            Self::Message => 12,
            Self::Field => 21,
            Self::Oneof => 1,
            Self::Enum => 7,
            Self::EnumValue => 2,
            Self::Service => 34,
            Self::Method => 35,
        }
    }
}

impl Element {
    /// Returns the kind of the element.
    pub const fn kind(self) -> ElementKind {
        match self {
            Self::File(_) => ElementKind::File,
            Self::Message(_) => ElementKind::Message,
            Self::Field(_) => ElementKind::Field,
            Self::Oneof(_) => ElementKind::Oneof,
            Self::Enum(_) => ElementKind::Enum,
            Self::EnumValue(_) => ElementKind::EnumValue,
            Self::Service(_) => ElementKind::Service,
            Self::Method(_) => ElementKind::Method,
        }
    }
}

/// The scope of a message, an enum or an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Parent {
    /// The top level of a file.
    File(FileId),
    /// The body of another message.
    Message(MessageId),
}

macro_rules! element_from {
    ($($kind:ident($id:ident)),* $(,)?) => {
        $(impl From<$id> for Element {
            fn from(id: $id) -> Self {
                Self::$kind(id)
            }
        })*
    };
}

element_from!(
    File(FileId),
    Message(MessageId),
    Field(FieldId),
    Oneof(OneofId),
    Enum(EnumId),
    EnumValue(EnumValueId),
    Service(ServiceId),
    Method(MethodId),
);

impl From<Parent> for Element {
    fn from(parent: Parent) -> Self {
        match parent {
            Parent::File(id) => Self::File(id),
            Parent::Message(id) => Self::Message(id),
        }
    }
}
