//! The `Debug` output of enums in fields of the type `i32`, which is that of prost: a name, or a number without one.

use std::fmt;
use std::marker::PhantomData;

/// Formats a number of the enum `E` as its name.
#[doc(hidden)]
pub struct Named<E> {
    number: i32,
    of: PhantomData<E>,
}

impl<E> From<i32> for Named<E> {
    fn from(number: i32) -> Self {
        Self { number, of: PhantomData }
    }
}

impl<E: fmt::Debug + TryFrom<i32>> fmt::Debug for Named<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match E::try_from(self.number) {
            Ok(value) => value.fmt(f),
            Err(_) => self.number.fmt(f),
        }
    }
}
