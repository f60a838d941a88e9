//! The trait of both types that fields of enums have, for extensions of open enums.

/// A type of enum fields: `i32`, or [`OpenEnum`](crate::fields::OpenEnum). It holds any number.
pub trait EnumNumber: Copy {
    /// Creates the value with a number.
    fn of(number: i32) -> Self;

    /// Returns the number of the value.
    fn number(self) -> i32;
}

impl EnumNumber for i32 {
    fn of(number: i32) -> Self {
        number
    }

    fn number(self) -> i32 {
        self
    }
}
