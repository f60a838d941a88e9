//! The kinds of declarations that a rule can be about, with the names that a configuration has for them.

use protoward_schema::Element;

/// The kind of declarations that a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the declarations of the language")]
pub enum Target {
    File,
    Message,
    Field,
    Oneof,
    Enum,
    Value,
    Service,
    Method,
}

impl Target {
    /// All targets, in the order of the documentation.
    pub const ALL: [Self; 8] =
        [Self::File, Self::Message, Self::Field, Self::Oneof, Self::Enum, Self::Value, Self::Service, Self::Method];

    /// Returns the name in a configuration, which is also the name of the variable in a condition.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Message => "message",
            Self::Field => "field",
            Self::Oneof => "oneof",
            Self::Enum => "enum",
            Self::Value => "value",
            Self::Service => "service",
            Self::Method => "method",
        }
    }

    /// Returns the target with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }

    /// Returns the message of `descriptor.proto` with the options.
    pub(crate) const fn options(self) -> &'static str {
        match self {
            Self::File => "google.protobuf.FileOptions",
            Self::Message => "google.protobuf.MessageOptions",
            Self::Field => "google.protobuf.FieldOptions",
            Self::Oneof => "google.protobuf.OneofOptions",
            Self::Enum => "google.protobuf.EnumOptions",
            Self::Value => "google.protobuf.EnumValueOptions",
            Self::Service => "google.protobuf.ServiceOptions",
            Self::Method => "google.protobuf.MethodOptions",
        }
    }

    /// Returns the kind of an element.
    pub(crate) const fn of(element: Element) -> Self {
        match element {
            Element::File(_) => Self::File,
            Element::Message(_) => Self::Message,
            Element::Field(_) => Self::Field,
            Element::Oneof(_) => Self::Oneof,
            Element::Enum(_) => Self::Enum,
            Element::EnumValue(_) => Self::Value,
            Element::Service(_) => Self::Service,
            Element::Method(_) => Self::Method,
        }
    }
}
