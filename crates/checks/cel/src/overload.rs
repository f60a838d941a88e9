//! The overloads of operators and functions: their types. `functions` has their values.

use crate::bindings::Bindings;
use crate::types::Type;

/// The type of an argument or a result. `A` and `B` stand for any type, the same one in all places of an overload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are named after types of CEL")]
pub enum Of {
    Any,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Duration,
    Timestamp,
    A,
    B,
    List(&'static Self),
    Map(&'static Self, &'static Self),
    TypeOf(&'static Self),
    /// See [`Type::Object`].
    Object(&'static str),
}

/// One form of an operator or a function.
#[derive(Clone, Copy, Debug)]
pub struct Overload {
    /// The name, with its namespace.
    pub name: &'static str,
    /// `true` for `target.function()`: the target is the first argument.
    pub is_member: bool,
    /// The types of the arguments.
    pub arguments: &'static [Of],
    /// The type of the value.
    pub result: Of,
}

impl Overload {
    /// Creates the overload of an operator, or of `name(arguments)`.
    #[must_use]
    pub const fn global(name: &'static str, arguments: &'static [Of], result: Of) -> Self {
        Self { name, is_member: false, arguments, result }
    }

    /// Creates the overload of `target.name(arguments)`. The target is the first argument.
    #[must_use]
    pub const fn member(name: &'static str, arguments: &'static [Of], result: Of) -> Self {
        Self { name, is_member: true, arguments, result }
    }

    /// Returns the types of the arguments and the result, with new open types for `A` and `B`.
    pub(crate) fn types(&self, bindings: &mut Bindings) -> (Vec<Type>, Type) {
        let is_open = self.arguments.iter().any(|of| of.is_open());
        let open = if is_open { [bindings.open(), bindings.open()] } else { [Type::Dyn, Type::Dyn] };
        (self.arguments.iter().map(|of| of.ty(&open)).collect(), self.result.ty(&open))
    }
}

impl Of {
    /// Returns `true` if a value of a type can be passed.
    #[must_use]
    pub fn takes(self, ty: &Type) -> bool {
        let mut bindings = Bindings::default();
        let open = [bindings.open(), bindings.open()];
        bindings.fit_all(std::slice::from_ref(ty), &[self.ty(&open)])
    }

    const fn is_open(self) -> bool {
        match self {
            Self::A | Self::B => true,
            Self::List(of) | Self::TypeOf(of) => of.is_open(),
            Self::Map(key, value) => key.is_open() || value.is_open(),
            _ => false,
        }
    }

    fn ty(self, open: &[Type; 2]) -> Type {
        let [a, b] = open;
        match self {
            Self::Any => Type::Dyn,
            Self::Bool => Type::Bool,
            Self::Int => Type::Int,
            Self::Uint => Type::Uint,
            Self::Double => Type::Double,
            Self::Text => Type::Text,
            Self::Bytes => Type::Bytes,
            Self::Duration => Type::Duration,
            Self::Timestamp => Type::Timestamp,
            Self::A => a.clone(),
            Self::B => b.clone(),
            Self::List(of) => Type::list(of.ty(open)),
            Self::Map(key, value) => Type::map(key.ty(open), value.ty(open)),
            Self::TypeOf(of) => Type::Type(Box::new(of.ty(open))),
            Self::Object(name) => Type::Object(name),
        }
    }
}
