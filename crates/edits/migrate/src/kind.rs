//! The kinds of declarations that may set features.

use protoward_schema::Element;

/// A kind of declarations that may set features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the constructs of the language")]
pub enum DeclarationKind {
    File,
    Message,
    Field,
    Oneof,
    Enum,
    EnumValue,
    Service,
    Method,
}

impl DeclarationKind {
    /// Returns the kind of an element.
    pub const fn of(element: Element) -> Self {
        match element {
            Element::File(_) => Self::File,
            Element::Message(_) => Self::Message,
            Element::Field(_) => Self::Field,
            Element::Oneof(_) => Self::Oneof,
            Element::Enum(_) => Self::Enum,
            Element::EnumValue(_) => Self::EnumValue,
            Element::Service(_) => Self::Service,
            Element::Method(_) => Self::Method,
        }
    }
}
