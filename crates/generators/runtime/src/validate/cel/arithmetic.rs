//! Arithmetic of integers and times. An overflow is an error, as in CEL.

use protoward_cel_functions::Integer;

use super::{Duration, Failure, Timestamp};

/// A value that another one can be added to.
pub trait Add<Other = Self> {
    /// The type of the sum.
    type Sum;
    /// Returns the sum, if its type has it.
    fn sum(self, other: Other) -> Option<Self::Sum>;
}

/// A value that another one can be subtracted from.
pub trait Subtract<Other = Self> {
    /// The type of the difference.
    type Difference;
    /// Returns the difference, if its type has it.
    fn difference(self, other: Other) -> Option<Self::Difference>;
}

impl<T: Integer> Add for T {
    type Sum = Self;

    fn sum(self, other: Self) -> Option<Self> {
        Integer::sum(self, other)
    }
}

impl<T: Integer> Subtract for T {
    type Difference = Self;

    fn difference(self, other: Self) -> Option<Self> {
        Integer::difference(self, other)
    }
}

impl Add for Duration {
    type Sum = Self;

    fn sum(self, other: Self) -> Option<Self> {
        self.nanos().checked_add(other.nanos()).map(Self::of_nanos)
    }
}

impl Add<Duration> for Timestamp {
    type Sum = Self;

    fn sum(self, by: Duration) -> Option<Self> {
        Self::checked(self.nanos() + i128::from(by.nanos()))
    }
}

impl Add<Timestamp> for Duration {
    type Sum = Timestamp;

    fn sum(self, time: Timestamp) -> Option<Timestamp> {
        time.sum(self)
    }
}

impl Subtract for Duration {
    type Difference = Self;

    fn difference(self, other: Self) -> Option<Self> {
        self.nanos().checked_sub(other.nanos()).map(Self::of_nanos)
    }
}

impl Subtract for Timestamp {
    type Difference = Duration;

    fn difference(self, other: Self) -> Option<Duration> {
        i64::try_from(self.nanos() - other.nanos()).ok().map(Duration::of_nanos)
    }
}

impl Subtract<Duration> for Timestamp {
    type Difference = Self;

    fn difference(self, by: Duration) -> Option<Self> {
        Self::checked(self.nanos() - i128::from(by.nanos()))
    }
}

/// Returns a sum.
///
/// # Errors
/// Fails for an overflow.
pub fn add<A: Add<B>, B>(one: A, other: B) -> Result<A::Sum, Failure> {
    one.sum(other).ok_or(Failure::OVERFLOW)
}

/// Returns a difference.
///
/// # Errors
/// Fails for an overflow.
pub fn subtract<A: Subtract<B>, B>(one: A, other: B) -> Result<A::Difference, Failure> {
    one.difference(other).ok_or(Failure::OVERFLOW)
}

/// Returns a product.
///
/// # Errors
/// Fails for an overflow.
pub fn multiply<T: Integer>(one: T, other: T) -> Result<T, Failure> {
    one.product(other).ok_or(Failure::OVERFLOW)
}

/// Returns a quotient, rounded towards zero.
///
/// # Errors
/// Fails for an overflow, and for a division by zero.
pub fn divide<T: Integer>(one: T, other: T) -> Result<T, Failure> {
    divisor(other).and_then(|other| one.quotient(other).ok_or(Failure::OVERFLOW))
}

/// Returns the remainder of a division.
///
/// # Errors
/// Fails for an overflow, and for a division by zero.
pub fn remainder<T: Integer>(one: T, other: T) -> Result<T, Failure> {
    divisor(other).and_then(|other| one.remainder(other).ok_or(Failure::OVERFLOW))
}

fn divisor<T: Integer>(value: T) -> Result<T, Failure> {
    if value == T::default() { Err(Failure::new("division by zero")) } else { Ok(value) }
}

/// Returns the negative of an integer.
///
/// # Errors
/// Fails for an overflow.
pub fn negate(value: i64) -> Result<i64, Failure> {
    value.checked_neg().ok_or(Failure::OVERFLOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_fails_instead_of_wrapping() {
        let overflow = Err(Failure::OVERFLOW);
        assert_eq!(add(i64::MAX, 1), overflow);
        assert_eq!(subtract(0_u64, 1), Err(Failure::OVERFLOW));
        assert_eq!(multiply(i64::MIN, -1), overflow);
        assert_eq!(divide(i64::MIN, -1), overflow);
        assert_eq!(remainder(i64::MIN, -1), overflow);
        assert_eq!(negate(i64::MIN), overflow);
        assert!(divide(1_u64, 0).is_err() && remainder(1_i64, 0).is_err());
        assert_eq!((divide(-7_i64, 2), remainder(-7_i64, 2)), (Ok(-3), Ok(-1)));
        let last = Timestamp::new(253_402_300_799, 999_999_999);
        assert!(add(last, Duration::of_nanos(1)).is_err());
        assert!(subtract(last, Timestamp::new(-62_135_596_800, 0)).is_err(), "a duration has 292 years at most");
        assert_eq!(subtract(last, Timestamp::new(253_402_300_799, 0)), Ok(Duration::of_nanos(999_999_999)));
    }
}
