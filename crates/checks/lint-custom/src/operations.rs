//! Arithmetic. An overflow is an error, as in CEL.

use crate::types::with_article;
use crate::value::Value;
use protoward_cel::CelError as ConditionError;
use protoward_cel::{ArithmeticError, Node, Operator};

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
    let (Some(one), Some(other)) = (left.number(), right.number()) else {
        return Err(refused(node, operator, left, right));
    };
    one.apply(operator, other).map(Value::from).map_err(|reason| match reason {
        ArithmeticError::Overflow => overflow(node),
        ArithmeticError::DivisionByZero => ConditionError::new(&node.extent, "this divides by zero"),
        ArithmeticError::NoOverload => refused(node, operator, left, right),
    })
}

fn overflow(node: &Node) -> ConditionError {
    ConditionError::new(&node.extent, "the result is too large for its type")
}
