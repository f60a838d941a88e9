//! The codes of all diagnostics of refactorings. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// An input that has no texts to change.
pub const INPUT: Code = Code::new("input");

/// A refactoring that is not possible, or would change something else.
pub const REFACTORING: Code = Code::new("refactoring");

/// A string in an option that may refer to a renamed element.
pub const REFACTORING_TEXT: Code = Code::new("refactoring-text");

/// An element that the schema does not contain.
pub const UNKNOWN_ELEMENT: Code = Code::new("unknown-element");
