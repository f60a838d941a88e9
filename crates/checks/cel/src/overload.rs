//! The overloads of operators and functions: their types. `functions` has their values.

use std::sync::LazyLock;

use crate::bindings::Bindings;
use crate::types::Type;

/// A table of overloads, made when it is used for the first time.
pub type Overloads = LazyLock<Vec<Overload>>;

/// One form of an operator or a function.
#[derive(Clone, Debug)]
pub struct Overload {
    /// The name, with its namespace.
    pub name: &'static str,
    /// `true` for `target.function()`: the target is the first argument.
    pub is_member: bool,
    /// The types of the arguments.
    pub arguments: Vec<Type>,
    /// The type of the value.
    pub result: Type,
}

impl Overload {
    /// Creates the overload of an operator, or of `name(arguments)`.
    #[must_use]
    pub fn global<const N: usize>(name: &'static str, arguments: [Type; N], result: Type) -> Self {
        Self { name, is_member: false, arguments: arguments.into(), result }
    }

    /// Creates the overload of `target.name(arguments)`. The target is the first argument.
    #[must_use]
    pub fn member<const N: usize>(name: &'static str, arguments: [Type; N], result: Type) -> Self {
        Self { is_member: true, ..Self::global(name, arguments, result) }
    }

    /// Returns the types of the arguments and the result, with new open types for those that stand for any type.
    pub(crate) fn types(&self, bindings: &mut Bindings) -> (Vec<Type>, Type) {
        let first = bindings.open_pair();
        (self.arguments.iter().map(|ty| ty.shifted(first)).collect(), self.result.shifted(first))
    }
}
