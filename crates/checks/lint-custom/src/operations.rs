//! Arithmetic. An overflow is an error, as in CEL.

use crate::types::with_article;
use crate::value::Value;
use protoward_cel::CelError as ConditionError;
use protoward_cel::{Node, Operator};

/// Returns the error for operands that an operator cannot take.
pub(crate) fn refused(node: &Node, operator: Operator, left: &Value<'_>, right: &Value<'_>) -> ConditionError {
    let left = left.type_name();
    let right = right.type_name();
    ConditionError::new(
        &node.extent,
        format!(
            "`{}` cannot be used with {left} and {right}",
            operator.symbol(),
            left = with_article(&left),
            right = with_article(&right)
        ),
    )
}

/// Returns the negative of a number.
pub(crate) fn negated<'a>(node: &Node, value: &Value<'a>) -> Result<Value<'a>, ConditionError> {
    match value {
        Value::Int(value) => value.checked_neg().map(Value::Int).ok_or_else(|| overflow(node)),
        Value::Double(value) => Ok(Value::Double(-value)),
        other => Err(ConditionError::new(
            &node.extent,
            format!("`-` cannot be used with {}", with_article(other.type_name())),
        )),
    }
}

/// Returns the result of an operator on two numbers of the same type.
pub(crate) fn arithmetic<'a>(
    node: &Node,
    operator: Operator,
    left: &Value<'a>,
    right: &Value<'a>,
) -> Result<Value<'a>, ConditionError> {
    let is_division = matches!(operator, Operator::Divide | Operator::Modulo);
    if is_division && right.integer() == Some(0) && left.integer().is_some() {
        return Err(ConditionError::new(&node.extent, "this divides by zero"));
    }
    let result = match (left, right) {
        (Value::Int(one), Value::Int(other)) => match operator {
            Operator::Add => one.checked_add(*other),
            Operator::Subtract => one.checked_sub(*other),
            Operator::Multiply => one.checked_mul(*other),
            Operator::Divide => one.checked_div(*other),
            Operator::Modulo => one.checked_rem(*other),
            _ => return Err(refused(node, operator, left, right)),
        }
        .map(Value::Int),
        (Value::Uint(one), Value::Uint(other)) => match operator {
            Operator::Add => one.checked_add(*other),
            Operator::Subtract => one.checked_sub(*other),
            Operator::Multiply => one.checked_mul(*other),
            Operator::Divide => one.checked_div(*other),
            Operator::Modulo => one.checked_rem(*other),
            _ => return Err(refused(node, operator, left, right)),
        }
        .map(Value::Uint),
        (Value::Double(one), Value::Double(other)) => match operator {
            Operator::Add => Some(one + other),
            Operator::Subtract => Some(one - other),
            Operator::Multiply => Some(one * other),
            Operator::Divide => Some(one / other),
            _ => return Err(refused(node, operator, left, right)),
        }
        .map(Value::Double),
        _ => return Err(refused(node, operator, left, right)),
    };
    result.ok_or_else(|| overflow(node))
}

fn overflow(node: &Node) -> ConditionError {
    ConditionError::new(&node.extent, "the result is too large for its type")
}
