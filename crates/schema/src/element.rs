use super::{EnumId, EnumValueId, FieldId, FileId, MessageId, MethodId, OneofId, ServiceId};

/// Anything in a schema that has a place of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// A file.
    File(FileId),
    /// A message, map entries and groups included.
    Message(MessageId),
    /// A field of a message, or an extension.
    Field(FieldId),
    /// A oneof, synthetic ones included.
    Oneof(OneofId),
    /// An enum.
    Enum(EnumId),
    /// A value of an enum.
    EnumValue(EnumValueId),
    /// A service.
    Service(ServiceId),
    /// A method of a service.
    Method(MethodId),
}

/// What a message, an enum or an extension is declared in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Parent {
    /// The top level of a file.
    File(FileId),
    /// Another message.
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
