//! The kinds of declarations that a rule can be about.

use crate::types::ObjectType;

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
    /// All targets.
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

    /// Returns the variables of a condition with their types. `this` is the declaration, and the others are around it.
    pub(crate) fn variables(self) -> Vec<(&'static str, ObjectType)> {
        let own = ObjectType::Declaration(self);
        let declaration = |target: Self| (target.name(), ObjectType::Declaration(target));
        let parent = |target| ("parent", ObjectType::Declaration(target));
        let mut variables = vec![("this", own), (self.name(), own)];
        match self {
            Self::File => {}
            Self::Message | Self::Enum => variables.push(("parent", ObjectType::Scope)),
            Self::Service => variables.push(parent(Self::File)),
            Self::Field | Self::Oneof => variables.extend([declaration(Self::Message), parent(Self::Message)]),
            Self::Value => variables.extend([declaration(Self::Enum), parent(Self::Enum)]),
            Self::Method => variables.extend([declaration(Self::Service), parent(Self::Service)]),
        }
        if self != Self::File {
            variables.push(declaration(Self::File));
        }
        variables
    }
}
