//! The phases of protoc, the declarations at which it finds mistakes, and its order inside a declaration.

use crate::link::report_order::Position;
use protoward_schema::{Element, MessageId};
use protoward_source::Diagnostic;

/// The phases of protoc in order. protoc often stops after a phase with errors; all phases run here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Phase {
    /// Declarations by themselves: names, numbers, ranges and nesting.
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
    /// Unused imports, which are warnings.
    Imports,
    /// The naming style, which editions from 2024 on enforce.
    Style,
    /// Numbers of members that exceed the limits of edition 2026.
    Limits,
    /// Exports that STRICT visibility forbids.
    Strict,
    /// Options that the edition lacks or deprecates.
    Lifetimes,
    /// Generic services, which are deprecated.
    Services,
    /// `import option` of a file whose options hold redacted values.
    Redacted,
    /// Numbers from 19000 to 19999, which are reserved for implementations.
    LibraryNumbers,
    /// Options on declarations that their `targets` exclude.
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

/// The errors of one message or enum, in protoc's order: reserved ranges and names, members, extension ranges.
pub(super) type RangeErrors = Vec<(Position, Diagnostic)>;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Group {
    ReservedRange,
    ReservedName,
    Member,
    ExtensionRange,
}
