//! The functions that conditions can call, with their types.

use crate::types::Type;

/// The type of an argument or a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Any,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Texts,
    /// A value with a length: `string`, `bytes`, a list or a map.
    Sized,
    /// A declaration, such as a field.
    Declaration,
}

/// One form of a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    pub(crate) name: &'static str,
    /// The target of `target.function()`; `None` for `function()`.
    pub(crate) target: Option<Of>,
    pub(crate) arguments: &'static [Of],
    pub(crate) result: Of,
}

const fn global(name: &'static str, arguments: &'static [Of], result: Of) -> Signature {
    Signature { name, target: None, arguments, result }
}

const fn member(target: Of, name: &'static str, arguments: &'static [Of], result: Of) -> Signature {
    Signature { name, target: Some(target), arguments, result }
}

/// All functions: those with arguments only, and those that are called on a value.
pub(crate) const FUNCTIONS: &[Signature] = &[
    global("bool", &[Of::Any], Of::Bool),
    global("double", &[Of::Any], Of::Double),
    global("dyn", &[Of::Any], Of::Any),
    global("has_option", &[Of::Text], Of::Bool),
    global("int", &[Of::Any], Of::Int),
    global("lower_camel_case", &[Of::Text], Of::Text),
    global("lower_snake_case", &[Of::Text], Of::Text),
    global("matches", &[Of::Text, Of::Text], Of::Bool),
    global("pascal_case", &[Of::Text], Of::Text),
    global("size", &[Of::Sized], Of::Int),
    global("string", &[Of::Any], Of::Text),
    global("uint", &[Of::Any], Of::Uint),
    global("upper_snake_case", &[Of::Text], Of::Text),
    member(Of::Declaration, "has_option", &[Of::Text], Of::Bool),
    member(Of::Sized, "size", &[], Of::Int),
    member(Of::Text, "contains", &[Of::Text], Of::Bool),
    member(Of::Text, "endsWith", &[Of::Text], Of::Bool),
    member(Of::Text, "lowerAscii", &[], Of::Text),
    member(Of::Text, "matches", &[Of::Text], Of::Bool),
    member(Of::Text, "replace", &[Of::Text, Of::Text], Of::Text),
    member(Of::Text, "split", &[Of::Text], Of::Texts),
    member(Of::Text, "startsWith", &[Of::Text], Of::Bool),
    member(Of::Text, "trim", &[], Of::Text),
    member(Of::Text, "upperAscii", &[], Of::Text),
    member(Of::Texts, "join", &[Of::Text], Of::Text),
];

impl Of {
    /// Returns `true` if a value of this type can be passed.
    pub(crate) fn takes(self, ty: &Type) -> bool {
        match (self, ty) {
            (_, Type::Dyn) | (Self::Any, _) => true,
            (Self::Sized, Type::Text | Type::Bytes | Type::List(_) | Type::Map(..)) => true,
            (Self::Declaration, Type::Object(object)) => {
                use crate::types::ObjectType::{Declaration, Scope};
                matches!(object, Declaration(_) | Scope)
            }
            (Self::Sized | Self::Declaration, _) => false,
            (of, ty) => of.ty().fits(ty),
        }
    }

    /// Returns the type of a result.
    pub(crate) fn ty(self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Int => Type::Int,
            Self::Uint => Type::Uint,
            Self::Double => Type::Double,
            Self::Text => Type::Text,
            Self::Texts => Type::list(Type::Text),
            Self::Any | Self::Sized | Self::Declaration => Type::Dyn,
        }
    }

    /// Returns the name in messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Double => "double",
            Self::Text => "string",
            Self::Texts => "list(string)",
            Self::Sized => "string, bytes, list or map",
            Self::Declaration => "declaration",
        }
    }
}
