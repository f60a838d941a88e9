//! Values of expressions, their equality and order. Numbers of different types are compared by value.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use protoward_cel_functions::Number;

use crate::literal::Literal;

/// A value. Values share their parts, so copies are cheap.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variants are named after types of CEL")]
pub enum Value<O> {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
    /// A duration in nanoseconds.
    Duration(i64),
    /// A point of time in nanoseconds since 1970-01-01T00:00:00Z.
    Timestamp(i128),
    List(Arc<Vec<Self>>),
    /// The entries of a map, in any order.
    Map(Arc<Vec<(Self, Self)>>),
    /// The name of a type.
    Type(Arc<str>),
    /// A value of the caller, such as a message.
    Object(O),
}

/// A value that only the caller can read, such as a message.
pub trait Object: Clone + fmt::Debug + PartialEq {
    /// Returns the name of the type.
    fn type_name(&self) -> &str;
}

impl<O> From<&Literal> for Value<O> {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Bool(value) => Self::Bool(*value),
            Literal::Int(value) => Self::Int(*value),
            Literal::Uint(value) => Self::Uint(*value),
            Literal::Double(value) => Self::Double(*value),
            Literal::Text(text) => Self::Text(text.clone()),
            Literal::Bytes(bytes) => Self::Bytes(bytes.clone()),
        }
    }
}

impl<O> From<&str> for Value<O> {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl<O> From<String> for Value<O> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<O> From<Number> for Value<O> {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(value) => Self::Int(value),
            Number::Uint(value) => Self::Uint(value),
            Number::Double(value) => Self::Double(value),
        }
    }
}

impl<O> Value<O> {
    /// Returns a list.
    #[must_use]
    pub fn list(values: Vec<Self>) -> Self {
        Self::List(Arc::new(values))
    }

    /// Returns a number of any type.
    #[must_use]
    pub const fn number(&self) -> Option<Number> {
        match self {
            Self::Int(value) => Some(Number::Int(*value)),
            Self::Uint(value) => Some(Number::Uint(*value)),
            Self::Double(value) => Some(Number::Double(*value)),
            _ => None,
        }
    }

    /// Returns `true` for the values that a map can have as keys.
    pub(crate) const fn is_key(&self) -> bool {
        matches!(self, Self::Bool(_) | Self::Int(_) | Self::Uint(_) | Self::Text(_))
    }

    /// Returns the approximate number of steps to compare the value, or more than the limit if there are too many to count: values
    /// share parts, so a value may have far more parts than memory.
    pub(crate) fn weight(&self, limit: u64) -> u64 {
        let mut total = 0;
        self.add_weight(&mut total, limit);
        total
    }

    fn add_weight(&self, total: &mut u64, limit: u64) {
        *total = total.saturating_add(1);
        if *total > limit {
            return;
        }
        match self {
            Self::Text(text) => *total += text.len() as u64 / 16,
            Self::Bytes(bytes) => *total += bytes.len() as u64 / 16,
            Self::List(values) => values.iter().for_each(|value| value.add_weight(total, limit)),
            Self::Map(entries) => {
                // Each key is searched in the other map.
                *total = total.saturating_add((entries.len() as u64).saturating_pow(2));
                for (key, value) in entries.iter() {
                    key.add_weight(total, limit);
                    value.add_weight(total, limit);
                }
            }
            _ => {}
        }
    }

    /// Compares two values; `None` if they have no order.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(one), Self::Bool(other)) => Some(one.cmp(other)),
            (Self::Text(one), Self::Text(other)) => Some(one.cmp(other)),
            (Self::Bytes(one), Self::Bytes(other)) => Some(one.cmp(other)),
            (Self::Duration(one), Self::Duration(other)) => Some(one.cmp(other)),
            (Self::Timestamp(one), Self::Timestamp(other)) => Some(one.cmp(other)),
            (one, other) => one.number()?.partial_cmp(&other.number()?),
        }
    }
}

impl<O: Object> Value<O> {
    /// Returns the name of the type.
    pub fn type_name(&self) -> &str {
        match self {
            Self::Null => "null_type",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Double(_) => "double",
            Self::Text(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::Duration(_) => "google.protobuf.Duration",
            Self::Timestamp(_) => "google.protobuf.Timestamp",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Type(_) => "type",
            Self::Object(object) => object.type_name(),
        }
    }

    /// Returns `true` for equal values. Values of different types are different, apart from numbers.
    #[must_use]
    pub fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len() && one.iter().zip(other.iter()).all(|(one, other)| one.equals(other))
            }
            (Self::Map(one), Self::Map(entries)) => {
                one.len() == entries.len()
                    && one.iter().all(|(key, value)| other.get(key).is_some_and(|found| found.equals(value)))
            }
            (Self::Type(one), Self::Type(other)) => one == other,
            (Self::Object(one), Self::Object(other)) => one == other,
            (one, other) => one.compare(other) == Some(Ordering::Equal),
        }
    }

    /// Returns the value of a key in a map.
    #[must_use]
    pub fn get(&self, key: &Self) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(known, _)| known.equals(key)).map(|(_, value)| value)
    }
}

/// Returns the names of the types of values.
pub(crate) fn type_names<'v, O: Object + 'v>(values: impl IntoIterator<Item = &'v Value<O>>) -> Vec<String> {
    values.into_iter().map(|value| value.type_name().to_owned()).collect()
}
