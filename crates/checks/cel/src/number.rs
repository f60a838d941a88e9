//! Numbers of the three types: their exact order and arithmetic. An overflow is an error, as in CEL.

use std::cmp::Ordering;

use crate::problem::Problem;
use crate::tree::Operator;

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
    pub const fn integer(self) -> Option<i128> {
        match self {
            Self::Int(value) => Some(value as i128),
            Self::Uint(value) => Some(value as i128),
            Self::Double(_) => None,
        }
    }

    /// Returns the value of a number without a fraction.
    pub(crate) fn whole(self) -> Option<i128> {
        match self {
            Self::Double(value) if value.fract() == 0.0 && value.abs() < 1e30 => Some(value as i128),
            other => other.integer(),
        }
    }

    /// Returns the result of an arithmetic operator on two numbers; `None` if it does not take these types.
    pub(crate) fn apply(self, operator: Operator, other: Self) -> Option<Result<Self, Problem>> {
        let is_division = matches!(operator, Operator::Divide | Operator::Modulo);
        let result = match (self, other) {
            (Self::Int(_), Self::Int(0)) | (Self::Uint(_), Self::Uint(0)) if is_division => {
                return Some(Err(Problem::DivisionByZero));
            }
            (Self::Int(one), Self::Int(other)) => match operator {
                Operator::Add => one.checked_add(other),
                Operator::Subtract => one.checked_sub(other),
                Operator::Multiply => one.checked_mul(other),
                Operator::Divide => one.checked_div(other),
                Operator::Modulo => one.checked_rem(other),
                _ => return None,
            }
            .map(Self::Int),
            (Self::Uint(one), Self::Uint(other)) => match operator {
                Operator::Add => one.checked_add(other),
                Operator::Subtract => one.checked_sub(other),
                Operator::Multiply => one.checked_mul(other),
                Operator::Divide => one.checked_div(other),
                Operator::Modulo => one.checked_rem(other),
                _ => return None,
            }
            .map(Self::Uint),
            (Self::Double(one), Self::Double(other)) => match operator {
                Operator::Add => Some(one + other),
                Operator::Subtract => Some(one - other),
                Operator::Multiply => Some(one * other),
                Operator::Divide => Some(one / other),
                _ => return None,
            }
            .map(Self::Double),
            _ => return None,
        };
        Some(result.ok_or(Problem::Overflow))
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
    let whole = number.trunc();
    let order = (whole as i128).cmp(&integer);
    Some(order.then(number.partial_cmp(&whole)?))
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

    #[test]
    fn arithmetic_fails_instead_of_wrapping() {
        let failure =
            |one: Number, operator, other| one.apply(operator, other).map(|it| it.expect_err("there is no result"));
        let min = Number::Int(i64::MIN);
        assert_eq!(failure(min, Operator::Divide, Number::Int(-1)), Some(Problem::Overflow));
        assert_eq!(failure(min, Operator::Modulo, Number::Int(-1)), Some(Problem::Overflow));
        assert_eq!(failure(Number::Uint(0), Operator::Subtract, Number::Uint(1)), Some(Problem::Overflow));
        assert_eq!(failure(min, Operator::Modulo, Number::Int(0)), Some(Problem::DivisionByZero));
        assert_eq!(failure(min, Operator::Add, Number::Uint(1)), None);
    }
}
