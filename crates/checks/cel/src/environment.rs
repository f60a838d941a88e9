//! The names, types and functions that an expression can use.

use crate::literal::Literal;
use crate::overload::Overload;
use crate::types::Type;

/// The meaning of a name that is no variable of a macro.
#[derive(Clone, Debug)]
pub enum Name {
    /// A variable with its type.
    Variable(Type),
    /// A constant, such as an enum value.
    Constant(Literal),
    /// The name of a type, which is a value.
    Type(Type),
    /// A name whose declaration the caller lacks.
    Undeclared,
}

/// The names, types and functions of the caller.
pub trait Environment {
    /// Returns the meaning of a name, which may have dots; `None` for an unknown one.
    fn name(&self, name: &str) -> Option<Name>;

    /// Returns the type of a field of a [message](Type::Message) or an [object](Type::Object).
    fn field(&self, of: &str, field: &str) -> Option<Type>;

    /// Returns the type of a message that an expression can make.
    fn message(&self, _name: &str) -> Option<Type> {
        None
    }

    /// Returns the functions, such as those of [`STANDARD`](crate::STANDARD).
    fn functions(&self) -> impl Iterator<Item = &'static Overload>;

    /// Returns the type of the result of an operator for operands that CEL does not take. An index is `[]`, and a choice `?:`.
    fn operator(&self, _symbol: &str, _operands: &[Type]) -> Option<Type> {
        None
    }
}
