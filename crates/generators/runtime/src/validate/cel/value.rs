//! Values whose type is known at run time only.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{Duration, Failure, Number, Timestamp};

/// A value of any type but messages.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variants are named after types of CEL")]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    Duration(Duration),
    Timestamp(Timestamp),
    List(Vec<Self>),
    Map(BTreeMap<Key<'a>, Self>),
    /// The name of a type.
    Type(&'static str),
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants are named after types of CEL")]
pub enum Key<'a> {
    Bool(bool),
    /// An `int` or a `uint`. Both are equal if they are the same number.
    Number(i128),
    Text(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// Creates a list.
    pub fn list<T: Into<Self>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(T::into).collect())
    }

    /// Creates the map of a literal.
    ///
    /// # Errors
    /// Fails for a key twice, and for a key that is neither a `bool` nor an integer nor a string.
    pub fn map(entries: impl IntoIterator<Item = (Self, Self)>) -> Result<Self, Failure> {
        let mut map = BTreeMap::new();
        for (key, value) in entries {
            if map.insert(key.key().ok_or(Failure::new("the value cannot be a key"))?, value).is_some() {
                return Err(Failure::new("a map has a key twice"));
            }
        }
        Ok(Self::Map(map))
    }

    /// Returns the value as a key of a map. Doubles find integers, and are no keys of literals.
    fn key(&self) -> Option<Key<'a>> {
        match self {
            Self::Bool(value) => Some(Key::Bool(*value)),
            Self::Int(value) => Some(Key::Number((*value).into())),
            Self::Uint(value) => Some(Key::Number((*value).into())),
            Self::Text(text) => Some(Key::Text(text.clone())),
            _ => None,
        }
    }

    pub(super) fn number(&self) -> Option<Number> {
        match self {
            Self::Int(value) => Some(Number::Int(*value)),
            Self::Uint(value) => Some(Number::Uint(*value)),
            Self::Double(value) => Some(Number::Double(*value)),
            _ => None,
        }
    }

    /// Returns the elements of a list, or the keys of a map.
    ///
    /// # Errors
    /// Fails for another value.
    pub fn elements(self) -> Result<Vec<Self>, Failure> {
        match self {
            Self::List(values) => Ok(values),
            Self::Map(entries) => Ok(entries.into_keys().map(Self::from).collect()),
            _ => Err(Failure::NO_OVERLOAD),
        }
    }

    /// `size(value)`
    ///
    /// # Errors
    /// Fails for a value without a size.
    pub fn size(&self) -> Result<i64, Failure> {
        let size = match self {
            Self::Text(text) => text.chars().count(),
            Self::Bytes(bytes) => bytes.len(),
            Self::List(values) => values.len(),
            Self::Map(entries) => entries.len(),
            _ => return Err(Failure::NO_OVERLOAD),
        };
        Ok(i64::try_from(size).unwrap_or(i64::MAX))
    }

    /// `value[key]`
    ///
    /// # Errors
    /// Fails outside of the list, for an absent key, and for another value.
    pub fn at(&self, key: &Self) -> Result<Self, Failure> {
        match self {
            Self::List(values) => {
                let index = key.number().and_then(Number::whole).ok_or(Failure::NO_OVERLOAD)?;
                super::index(values, i64::try_from(index).unwrap_or(i64::MAX)).cloned()
            }
            Self::Map(_) => super::required(self.find(key)?).cloned(),
            _ => Err(Failure::NO_OVERLOAD),
        }
    }

    /// Returns the value of a key of a map.
    ///
    /// # Errors
    /// Fails for a value that is no map.
    pub fn find(&self, key: &Self) -> Result<Option<&Self>, Failure> {
        let Self::Map(entries) = self else { return Err(Failure::NO_OVERLOAD) };
        let key = match key {
            Self::Double(value) => Number::Double(*value).whole().map(Key::Number),
            other => other.key(),
        };
        Ok(key.and_then(|key| entries.get(&key)))
    }

    /// `self in collection`
    ///
    /// # Errors
    /// Fails for a value that is neither a list nor a map.
    pub fn is_in(&self, collection: &Self) -> Result<bool, Failure> {
        match collection {
            Value::List(values) => Ok(values.iter().any(|it| it.equals(self))),
            _ => Ok(collection.find(self)?.is_some()),
        }
    }

    /// `self == other`. Values of different types are different, apart from numbers.
    pub fn equals(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Self::Null, Value::Null) => true,
            (Self::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.equals(other))
            }
            (Self::Map(one), Value::Map(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|((key, value), other)| key == other.0 && value.equals(other.1))
            }
            (Self::Type(one), Value::Type(other)) => one == other,
            (one, other) => one.order(other) == Some(Ordering::Equal),
        }
    }

    /// Returns the order of two values.
    ///
    /// # Errors
    /// Fails for values that cannot be compared.
    pub fn compare(&self, other: &Value<'_>) -> Result<Option<Ordering>, Failure> {
        match self.order(other) {
            None if self.number().and(other.number()).is_none() => Err(Failure::NO_OVERLOAD),
            order => Ok(order),
        }
    }

    fn order(&self, other: &Value<'_>) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
            (Self::Text(one), Value::Text(other)) => Some(one.as_ref().cmp(other.as_ref())),
            (Self::Bytes(one), Value::Bytes(other)) => Some(one.as_ref().cmp(other.as_ref())),
            (Self::Duration(one), Value::Duration(other)) => Some(one.cmp(other)),
            (Self::Timestamp(one), Value::Timestamp(other)) => Some(one.cmp(other)),
            (one, other) => one.number()?.partial_cmp(&other.number()?),
        }
    }

    /// Returns the name of the type.
    pub const fn type_name(&self) -> &'static str {
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
        }
    }
}

macro_rules! typed {
    ($($method:ident -> $ty:ty: $variant:ident),*) => {
        impl<'a> Value<'a> {
            $(
                /// Returns the value of this type.
                ///
                /// # Errors
                /// Fails for another type.
                pub fn $method(self) -> Result<$ty, Failure> {
                    if let Self::$variant(value) = self { Ok(value) } else { Err(Failure::NO_OVERLOAD) }
                }
            )*
        }
    };
}

typed!(
    boolean -> bool: Bool,
    int -> i64: Int,
    uint -> u64: Uint,
    double -> f64: Double,
    text -> Cow<'a, str>: Text,
    bytes -> Cow<'a, [u8]>: Bytes,
    duration -> Duration: Duration,
    timestamp -> Timestamp: Timestamp
);

impl<'a> From<Key<'a>> for Value<'a> {
    fn from(key: Key<'a>) -> Self {
        match key {
            Key::Bool(value) => Self::Bool(value),
            Key::Number(value) => {
                i64::try_from(value).map_or(Self::Uint(u64::try_from(value).unwrap_or(u64::MAX)), Self::Int)
            }
            Key::Text(text) => Self::Text(text),
        }
    }
}

impl<'a, T: Into<Self>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, T::into)
    }
}

impl<'a, T: Into<Self>> From<Vec<T>> for Value<'a> {
    fn from(values: Vec<T>) -> Self {
        Self::list(values)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes.into())
    }
}

macro_rules! from {
    ($($ty:ty => $variant:ident),*) => {$(
        impl<'a> From<$ty> for Value<'a> {
            fn from(value: $ty) -> Self {
                Self::$variant(value)
            }
        }
    )*};
}

from!(
    bool => Bool, i64 => Int, u64 => Uint, f64 => Double, Cow<'a, str> => Text, Cow<'a, [u8]> => Bytes,
    Duration => Duration, Timestamp => Timestamp
);
