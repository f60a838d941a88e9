//! The phases of protoc, and the declarations at which it finds mistakes.

use protoward_schema::{Element, MessageId};

/// The phases of protoc in order. protoc often stops after a phase with errors; all phases run here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Phase {
    /// Declarations and their names.
    Build,
    /// Type names and field numbers.
    Link,
    /// Options of all declarations, except custom options.
    Options,
    /// Resolved features. They must be known before custom options are looked up.
    Features,
    /// Custom options, whose names start with parentheses.
    CustomOptions,
    /// Rules that need resolved types and options.
    Validate,
    /// Unused imports.
    Imports,
    /// Naming style.
    Style,
    /// Maximum numbers of members.
    Limits,
    /// Strict visibility.
    Strict,
    /// Options that the edition lacks or deprecates.
    Lifetimes,
    /// Generic services.
    Services,
    /// Redacted values.
    Redacted,
    /// Numbers reserved for implementations.
    LibraryNumbers,
    /// Options on unsupported targets.
    Targets,
}

/// The declaration at which protoc finds a mistake in a phase.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum DeclarationKey {
    Element(Element),
    /// The `extensions` statements of a message.
    Extensions(MessageId),
    /// The `reserved` number ranges of a message.
    Reserved(MessageId),
}

impl<E: Into<Element>> From<E> for DeclarationKey {
    fn from(element: E) -> Self {
        Self::Element(element.into())
    }
}
