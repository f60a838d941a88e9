//! Values of expressions. Texts of the schema are borrowed, and its parts are read when a condition asks for them.

use crate::limits::MAX_STEPS;
use crate::types::{ObjectType, Type};
use protoward_cel::Number;
use protoward_dynamic::Message;
use protoward_schema::{Element, FeatureSet, FileId};
use std::cmp::Ordering;
use std::sync::Arc;

/// A value. Parts of the schema are values too, and their attributes are read when a condition asks for them.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(Text<'a>),
    Bytes(Arc<[u8]>),
    List(Arc<Vec<Value<'a>>>),
    Map(Arc<Vec<(Value<'a>, Value<'a>)>>),
    Declaration(Element),
    /// An import of a file, by its index.
    Import(FileId, usize),
    Comments(Element),
    Features(FeatureSet),
    Options(Element),
    /// A message in a custom option.
    Message(Arc<Message>),
}

/// A string, of the schema or of the evaluation.
#[derive(Clone, Debug)]
pub(crate) enum Text<'a> {
    Borrowed(&'a str),
    Shared(Arc<str>),
}

impl Text<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Shared(text) => text,
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Text::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Text::Shared(text.into()))
    }
}

impl From<Number> for Value<'_> {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(value) => Self::Int(value),
            Number::Uint(value) => Self::Uint(value),
            Number::Double(value) => Self::Double(value),
        }
    }
}

impl<'a> Value<'a> {
    pub(crate) fn list(values: Vec<Self>) -> Self {
        Self::List(Arc::new(values))
    }

    /// Returns the name of the type in messages.
    pub(crate) fn type_name(&self) -> String {
        match self {
            Self::Null => Type::Null.to_string(),
            Self::Bool(_) => Type::Bool.to_string(),
            Self::Int(_) => Type::Int.to_string(),
            Self::Uint(_) => Type::Uint.to_string(),
            Self::Double(_) => Type::Double.to_string(),
            Self::Text(_) => Type::Text.to_string(),
            Self::Bytes(_) => Type::Bytes.to_string(),
            Self::List(_) => "list".to_owned(),
            Self::Map(_) => "map".to_owned(),
            Self::Declaration(_) => "declaration".to_owned(),
            Self::Import(..) => ObjectType::Import.name().to_owned(),
            Self::Comments(_) => ObjectType::Comments.name().to_owned(),
            Self::Features(_) => ObjectType::Features.name().to_owned(),
            Self::Options(_) => ObjectType::Options(None).name().to_owned(),
            Self::Message(_) => "message".to_owned(),
        }
    }

    /// Returns the steps that a comparison of the value takes, or more than the limit if there are too many to count: a
    /// list may contain another one many times, so that its elements are far more than its memory.
    pub(crate) fn weight(&self) -> u64 {
        let mut total = 0;
        self.add_weight(&mut total);
        total
    }

    fn add_weight(&self, total: &mut u64) {
        *total += 1;
        if *total > MAX_STEPS {
            return;
        }
        match self {
            Self::Text(text) => *total += text.as_str().len() as u64 / 16,
            Self::Bytes(bytes) => *total += bytes.len() as u64 / 16,
            Self::Message(_) => *total += 16,
            Self::List(values) => {
                for value in values.iter() {
                    if *total > MAX_STEPS {
                        break;
                    }
                    value.add_weight(total);
                }
            }
            Self::Map(entries) => {
                // Each key is searched in the other map.
                *total = total.saturating_add((entries.len() as u64).saturating_pow(2));
                for (key, value) in entries.iter() {
                    if *total > MAX_STEPS {
                        break;
                    }
                    key.add_weight(total);
                    value.add_weight(total);
                }
            }
            _ => {}
        }
    }

    /// Returns `true` for the values that a map can have as keys.
    pub(crate) const fn is_key(&self) -> bool {
        matches!(self, Self::Bool(_) | Self::Int(_) | Self::Uint(_) | Self::Text(_))
    }

    /// Returns `true` for equal values. Numbers of different types are equal if they are the same number.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len() && one.iter().zip(other.iter()).all(|(one, other)| one.equals(other))
            }
            (Self::Map(one), Self::Map(others)) => {
                one.len() == others.len()
                    && one.iter().all(|(key, value)| {
                        others.iter().any(|(other, content)| key.equals(other) && value.equals(content))
                    })
            }
            (Self::Declaration(one), Self::Declaration(other))
            | (Self::Comments(one), Self::Comments(other))
            | (Self::Options(one), Self::Options(other)) => one == other,
            (Self::Import(one, index), Self::Import(other, at)) => (one, index) == (other, at),
            (Self::Features(one), Self::Features(other)) => one == other,
            (Self::Message(one), Self::Message(other)) => one == other,
            (one, other) => one.compare(other) == Some(Ordering::Equal),
        }
    }

    /// Compares values; `None` if they have no order.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(one), Self::Bool(other)) => Some(one.cmp(other)),
            (Self::Text(one), Self::Text(other)) => Some(one.as_str().cmp(other.as_str())),
            (Self::Bytes(one), Self::Bytes(other)) => Some(one.cmp(other)),
            (one, other) => one.number()?.partial_cmp(&other.number()?),
        }
    }

    /// Returns a number of any type.
    pub(crate) const fn number(&self) -> Option<Number> {
        match self {
            Self::Int(value) => Some(Number::Int(*value)),
            Self::Uint(value) => Some(Number::Uint(*value)),
            Self::Double(value) => Some(Number::Double(*value)),
            _ => None,
        }
    }

    /// Returns an integer of any type.
    pub(crate) fn integer(&self) -> Option<i128> {
        self.number().and_then(Number::integer)
    }

    /// Returns a number as a floating-point number.
    pub(crate) fn float(&self) -> Option<f64> {
        match self {
            Self::Double(value) => Some(*value),
            other => other.integer().map(|value| value as f64),
        }
    }

    /// Returns the text of a scalar, for messages and for `string()`.
    pub(crate) fn text(&self) -> Option<String> {
        Some(match self {
            Self::Text(text) => text.as_str().to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Uint(value) => value.to_string(),
            Self::Double(value) => value.to_string(),
            _ => return None,
        })
    }
}
