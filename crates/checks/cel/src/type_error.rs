//! Mistakes that the type checker finds. The caller words them.

use std::ops::Range;

use crate::error::Placed;
use crate::types::Type;

/// A mistake in an expression, with its place.
pub type TypeError = Placed<TypeErrorKind>;

/// A mistake in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeErrorKind {
    /// No variable has this name.
    UnknownVariable {
        /// The name as written.
        name: String,
        /// The variables of the macros around it, the innermost last.
        locals: Vec<String>,
    },
    /// No function has this name.
    UnknownFunction {
        /// The name.
        name: String,
        /// `true` for `target.name()`.
        is_member: bool,
    },
    /// No message has this name.
    UnknownMessage(String),
    /// The caller lacks the declaration of this name.
    Undeclared(String),
    /// A type has no field with this name.
    NoField(Type, String),
    /// The field of a message gets a value of another type.
    WrongField {
        /// The name of the field.
        name: String,
        /// The type of the field.
        wanted: Type,
        /// The type of the value.
        found: Type,
    },
    /// An operand of a logical operator or the condition of a macro is no boolean.
    NotBool {
        /// The operator or macro.
        by: &'static str,
        /// The type of the operand.
        found: Type,
    },
    /// A macro is applied to a value that is neither a list nor a map.
    NotIterable(Type),
    /// An operator does not take its operands.
    NoOperator {
        /// The operator as written; `[]` for an index, and `?:` for a choice.
        symbol: &'static str,
        /// The operands.
        operands: Vec<Operand>,
    },
    /// A function does not take its arguments.
    NoOverload {
        /// The name of the function.
        name: String,
        /// `true` if the first argument is the target.
        is_member: bool,
        /// The arguments.
        operands: Vec<Operand>,
    },
    /// A format does not fit its arguments.
    Format(String),
    /// A type has too many parts.
    TooLarge,
}

/// An operand or argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    /// The type of the value.
    pub ty: Type,
    /// The place.
    pub range: Range<usize>,
}
