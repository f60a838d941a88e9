//! Arithmetic on values. As in CEL, an overflow is an error.

use std::sync::Arc;

use protoward_cel_functions::{Integer, Number, times};

use crate::budget::Budget;
use crate::host::Called;
use crate::problem::Problem;
use crate::tree::Operator;
use crate::value::Value;

/// Returns the negative of a number; `None` for other values.
pub(crate) fn negated<O>(value: &Value<O>) -> Option<Called<O>> {
    match value {
        Value::Int(value) => Some(value.checked_neg().map(Value::Int).ok_or(Problem::Overflow)),
        Value::Double(value) => Some(Ok(Value::Double(-value))),
        _ => None,
    }
}

/// Returns the result of an arithmetic operator; `None` if it does not take the values.
pub(crate) fn apply<O: Clone>(
    budget: &mut Budget,
    operator: Operator,
    one: &Value<O>,
    other: &Value<O>,
) -> Option<Called<O>> {
    if let (Some(one), Some(other)) = (one.number(), other.number()) {
        return of_numbers(operator, one, other).map(|result| result.map(Value::from));
    }
    let duration = |nanos: Option<i64>| nanos.map(Value::Duration).ok_or(Problem::Overflow);
    let timestamp = |nanos: i128| times::checked_timestamp(nanos).map(Value::Timestamp).ok_or(Problem::Overflow);
    Some(match (operator, one, other) {
        (Operator::Add, Value::Text(one), Value::Text(other)) => {
            budget.allocate_text(one.len() + other.len()).map(|()| format!("{one}{other}").into())
        }
        (Operator::Add, Value::Bytes(one), Value::Bytes(other)) => budget
            .allocate_text(one.len() + other.len())
            .map(|()| Value::Bytes([one.as_ref(), other.as_ref()].concat().into())),
        (Operator::Add, Value::List(one), Value::List(other)) => budget
            .allocate(size_of_val(one.as_slice()) + size_of_val(other.as_slice()))
            .map(|()| Value::List(Arc::new([one.as_slice(), other.as_slice()].concat()))),
        (Operator::Add, Value::Duration(one), Value::Duration(other)) => duration(one.checked_add(*other)),
        (Operator::Subtract, Value::Duration(one), Value::Duration(other)) => duration(one.checked_sub(*other)),
        (Operator::Add, Value::Timestamp(time), Value::Duration(by))
        | (Operator::Add, Value::Duration(by), Value::Timestamp(time)) => timestamp(time + i128::from(*by)),
        (Operator::Subtract, Value::Timestamp(time), Value::Duration(by)) => timestamp(time - i128::from(*by)),
        (Operator::Subtract, Value::Timestamp(one), Value::Timestamp(other)) => {
            duration(i64::try_from(one - other).ok())
        }
        _ => return None,
    })
}

/// Returns the result of an arithmetic operator on two numbers; `None` if it does not take these types.
fn of_numbers(operator: Operator, one: Number, other: Number) -> Option<Result<Number, Problem>> {
    match (one, other) {
        (Number::Int(one), Number::Int(other)) => of_integers(operator, one, other).map(|it| it.map(Number::Int)),
        (Number::Uint(one), Number::Uint(other)) => of_integers(operator, one, other).map(|it| it.map(Number::Uint)),
        (Number::Double(one), Number::Double(other)) => of_doubles(operator, one, other).map(Number::Double).map(Ok),
        _ => None,
    }
}

/// Returns the result of an arithmetic operator on two integers of a type; `None` for another operator.
fn of_integers<T: Integer>(operator: Operator, one: T, other: T) -> Option<Result<T, Problem>> {
    let result = match operator {
        Operator::Add => one.sum(other),
        Operator::Subtract => one.difference(other),
        Operator::Multiply => one.product(other),
        Operator::Divide | Operator::Modulo if other == T::default() => return Some(Err(Problem::DivisionByZero)),
        Operator::Divide => one.quotient(other),
        Operator::Modulo => one.remainder(other),
        _ => return None,
    };
    Some(result.ok_or(Problem::Overflow))
}

/// Returns the result of an arithmetic operator on two doubles; `None` for another operator.
fn of_doubles(operator: Operator, one: f64, other: f64) -> Option<f64> {
    Some(match operator {
        Operator::Add => one + other,
        Operator::Subtract => one - other,
        Operator::Multiply => one * other,
        Operator::Divide => one / other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_fails_instead_of_wrapping() {
        let failure = |one: Number, operator, other| {
            of_numbers(operator, one, other).map(|it| it.expect_err("there is no result"))
        };
        let min = Number::Int(i64::MIN);
        assert_eq!(failure(min, Operator::Divide, Number::Int(-1)), Some(Problem::Overflow));
        assert_eq!(failure(min, Operator::Modulo, Number::Int(-1)), Some(Problem::Overflow));
        assert_eq!(failure(Number::Uint(0), Operator::Subtract, Number::Uint(1)), Some(Problem::Overflow));
        assert_eq!(failure(min, Operator::Modulo, Number::Int(0)), Some(Problem::DivisionByZero));
        assert_eq!(failure(min, Operator::Add, Number::Uint(1)), None);
    }
}
