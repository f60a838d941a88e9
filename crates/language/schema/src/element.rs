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
