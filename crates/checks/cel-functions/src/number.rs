//! Numbers of the three types, and their exact order.

use core::cmp::Ordering;

/// A number. Numbers of different types are equal if they are the same number.
#[expect(missing_docs, reason = "the variants are named after types of CEL")]
#[derive(Clone, Copy, Debug)]
pub enum Number {
    Int(i64),
    Uint(u64),
    Double(f64),
}

impl Number {
    /// Returns the value of an integer of either type, and `None` for a double.
    #[must_use]
    pub const fn integer(self) -> Option<i128> {
        match self {
            Self::Int(value) => Some(value as i128),
            Self::Uint(value) => Some(value as i128),
            Self::Double(_) => None,
        }
    }

    /// Returns the nearest double.
    #[must_use]
    pub const fn double(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Uint(value) => value as f64,
            Self::Double(value) => value,
        }
    }

    /// Returns the value of a number without a fraction.
    #[must_use]
    pub fn whole(self) -> Option<i128> {
        match self {
            Self::Double(value) => {
                // Numbers below this limit fit an `i128`.
                let whole = value as i128;
                (value.abs() < 1e30 && whole as f64 == value).then_some(whole)
            }
            other => other.integer(),
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::Uint(value)
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self::Double(value)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    /// Compares exactly, also across types. NaN has no order.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (*self, *other) {
            (Self::Double(one), Self::Double(other)) => one.partial_cmp(&other),
            (Self::Double(one), other) => compare_exactly(one, other.integer()?),
            (one, Self::Double(other)) => compare_exactly(other, one.integer()?).map(Ordering::reverse),
            (one, other) => Some(one.integer()?.cmp(&other.integer()?)),
        }
    }
}

fn compare_exactly(number: f64, integer: i128) -> Option<Ordering> {
    if number.is_nan() {
        return None;
    }
    // Integers here have 65 bits at most, and all larger numbers are integers themselves.
    if number.abs() >= 1e30 {
        return Some(if number > 0.0 { Ordering::Greater } else { Ordering::Less });
    }
    let whole = number as i128;
    Some(whole.cmp(&integer).then(number.partial_cmp(&(whole as f64))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_exactly_across_types() {
        let large = Number::Int((1 << 53) + 1);
        assert!(large > Number::Double(9_007_199_254_740_992.0));
        assert!(Number::Uint(u64::MAX) < Number::Double(18_446_744_073_709_551_616.0));
        assert!(Number::Int(-1) < Number::Uint(0) && Number::Int(1) == Number::Double(1.0));
        assert!(Number::Int(-1) > Number::Double(-1.5) && Number::Int(1) < Number::Double(f64::INFINITY));
        assert_eq!(Number::Int(1).partial_cmp(&Number::Double(f64::NAN)), None);
    }
}
