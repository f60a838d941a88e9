//! Values that outlive those that they are made of.

use alloc::borrow::{Cow, ToOwned};
use alloc::vec::Vec;

use super::{Duration, Key, Timestamp, Value};

/// A value that may borrow from others.
pub trait Detached {
    /// The type of the value without borrowed parts.
    type Of;

    /// Returns the value without borrowed parts.
    fn detached(self) -> Self::Of;
}

/// Returns a value that owns all of its parts, for use after what it borrowed from is gone.
pub fn detached<T: Detached>(value: T) -> T::Of {
    value.detached()
}

impl<T: ToOwned + ?Sized + 'static> Detached for Cow<'_, T> {
    type Of = Cow<'static, T>;

    fn detached(self) -> Self::Of {
        Cow::Owned(self.into_owned())
    }
}

impl Detached for &str {
    type Of = Cow<'static, str>;

    fn detached(self) -> Self::Of {
        Cow::Owned(self.to_owned())
    }
}

impl Detached for &[u8] {
    type Of = Cow<'static, [u8]>;

    fn detached(self) -> Self::Of {
        Cow::Owned(self.to_owned())
    }
}

impl<T: Detached> Detached for Vec<T> {
    type Of = Vec<T::Of>;

    fn detached(self) -> Self::Of {
        self.into_iter().map(T::detached).collect()
    }
}

impl<T: Detached> Detached for Option<T> {
    type Of = Option<T::Of>;

    fn detached(self) -> Self::Of {
        self.map(T::detached)
    }
}

impl Detached for Value<'_> {
    type Of = Value<'static>;

    fn detached(self) -> Self::Of {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => Value::Int(value),
            Self::Uint(value) => Value::Uint(value),
            Self::Double(value) => Value::Double(value),
            Self::Text(text) => Value::Text(text.detached()),
            Self::Bytes(bytes) => Value::Bytes(bytes.detached()),
            Self::Duration(value) => Value::Duration(value),
            Self::Timestamp(value) => Value::Timestamp(value),
            Self::List(values) => Value::List(values.detached()),
            Self::Map(entries) => {
                let entry = |(key, value): (Key<'_>, Value<'_>)| (key.detached(), value.detached());
                Value::Map(entries.into_iter().map(entry).collect())
            }
            Self::Type(name) => Value::Type(name),
        }
    }
}

impl Detached for Key<'_> {
    type Of = Key<'static>;

    fn detached(self) -> Self::Of {
        match self {
            Self::Bool(value) => Key::Bool(value),
            Self::Number(value) => Key::Number(value),
            Self::Text(text) => Key::Text(text.detached()),
        }
    }
}

macro_rules! without_parts {
    ($($ty:ty),*) => {$(
        impl Detached for $ty {
            type Of = Self;

            fn detached(self) -> Self {
                self
            }
        }
    )*};
}

without_parts!(bool, i64, u64, f64, Duration, Timestamp);
