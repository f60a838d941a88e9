//! Types of expressions.

use std::fmt;
use std::sync::Arc;

use crate::literal::Literal;

/// Maximum number of parts of a type. Without it, a few nested maps would make a type of any size.
pub(crate) const MAX_SIZE: usize = 500;

/// A type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are named after types of CEL")]
pub enum Type {
    Dyn,
    /// `google.protobuf.Any`
    Any,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Duration,
    Timestamp,
    /// A wrapper message such as `google.protobuf.Int32Value`: its scalar, or `null`.
    Wrapper(Box<Self>),
    List(Box<Self>),
    Map(Box<Self>, Box<Self>),
    /// A message, by its full name. It may be `null`.
    Message(Arc<str>),
    /// A value of the caller that is no message, by its name, such as a declaration.
    Object(&'static str),
    /// A type as a value.
    Type(Box<Self>),
    /// A type that is not known yet. A checked expression has none. In an overload, 0 and 1 stand for any two types.
    Open(usize),
}

impl Type {
    /// Returns the type of a list.
    #[must_use]
    pub fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    /// Returns the type of a map.
    #[must_use]
    pub fn map(key: Self, value: Self) -> Self {
        Self::Map(Box::new(key), Box::new(value))
    }

    /// Returns the type of a literal.
    #[must_use]
    pub const fn of_literal(literal: &Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Bool(_) => Self::Bool,
            Literal::Int(_) => Self::Int,
            Literal::Uint(_) => Self::Uint,
            Literal::Double(_) => Self::Double,
            Literal::Text(_) => Self::Text,
            Literal::Bytes(_) => Self::Bytes,
        }
    }

    /// Returns the type with higher numbers of open types.
    pub(crate) fn shifted(&self, by: usize) -> Self {
        match self {
            Self::Open(at) => Self::Open(at + by),
            Self::List(of) => Self::list(of.shifted(by)),
            Self::Map(key, value) => Self::map(key.shifted(by), value.shifted(by)),
            Self::Type(of) => Self::Type(Box::new(of.shifted(by))),
            other => other.clone(),
        }
    }

    /// Returns `true` for a type that fits everything.
    #[must_use]
    pub const fn is_dyn(&self) -> bool {
        matches!(self, Self::Dyn | Self::Any)
    }

    /// Returns `true` for the three types of numbers.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Uint | Self::Double)
    }

    /// Returns `true` if the type has few parts.
    pub(crate) fn is_small(&self) -> bool {
        let mut left = MAX_SIZE;
        self.count(&mut left)
    }

    fn count(&self, left: &mut usize) -> bool {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        match self {
            Self::Wrapper(of) | Self::List(of) | Self::Type(of) => of.count(left),
            Self::Map(key, value) => key.count(left) && value.count(left),
            _ => true,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dyn | Self::Open(_) => f.write_str("dyn"),
            Self::Any => f.write_str("google.protobuf.Any"),
            Self::Null => f.write_str("null"),
            Self::Bool => f.write_str("bool"),
            Self::Int => f.write_str("int"),
            Self::Uint => f.write_str("uint"),
            Self::Double => f.write_str("double"),
            Self::Text => f.write_str("string"),
            Self::Bytes => f.write_str("bytes"),
            Self::Duration => f.write_str("duration"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Wrapper(of) => write!(f, "wrapper({of})"),
            Self::List(of) => write!(f, "list({of})"),
            Self::Map(key, value) => write!(f, "map({key}, {value})"),
            Self::Message(name) => f.write_str(name),
            Self::Object(name) => f.write_str(name),
            Self::Type(of) => write!(f, "type({of})"),
        }
    }
}
