//! The evaluator: the value of a checked expression for an example.

use super::calls;
use super::environment::{self};
use super::evaluation::{Evaluated, Evaluation, Failure, error};
use super::times;
use super::value::{Value, literal_value};
use protoward_cel::{ArithmeticError, Comprehension, Macro, Node, NodeKind, Operator};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

impl<'e> Evaluation<'_, 'e> {
    pub(crate) fn evaluate(&mut self, node: &'e Node) -> Evaluated {
        self.step(1)?;
        match &node.kind {
            NodeKind::Literal(literal) => Ok(literal_value(literal)),
            NodeKind::Variable(name) => self.name(name.trim_start_matches('.')),
            NodeKind::Select(operand, name) => match self.qualified(node) {
                Some(value) => Ok(value),
                None => {
                    let operand = self.evaluate(operand)?;
                    self.select(&operand, name)
                }
            },
            NodeKind::Has(operand, name) => {
                let operand = self.evaluate(operand)?;
                self.has(&operand, name).map(Value::Bool)
            }
            NodeKind::Index(operand, key) => {
                let operand = self.evaluate(operand)?;
                let key = self.evaluate(key)?;
                self.index(&operand, &key)
            }
            NodeKind::Not(operand) => self.boolean(operand).map(|value| Value::Bool(!value)),
            NodeKind::Negate(operand) => match self.evaluate(operand)? {
                Value::Int(value) => value.checked_neg().map(Value::Int).map_or_else(overflow, Ok),
                Value::Double(value) => Ok(Value::Double(-value)),
                _ => error("`-` needs a number"),
            },
            NodeKind::And(one, other) => self.either(one, other, false),
            NodeKind::Or(one, other) => self.either(one, other, true),
            NodeKind::Choice(nodes) => {
                let [condition, then, otherwise] = nodes.as_ref();
                if self.boolean(condition)? { self.evaluate(then) } else { self.evaluate(otherwise) }
            }
            NodeKind::Binary(operator, one, other) => {
                let one = self.evaluate(one)?;
                let other = self.evaluate(other)?;
                self.step(one.cost() + other.cost())?;
                self.binary(*operator, &one, &other)
            }
            NodeKind::List(nodes) => {
                nodes.iter().map(|node| self.evaluate(node)).collect::<Result<_, _>>().map(Value::list)
            }
            NodeKind::Map(entries) => {
                let mut values = Vec::new();
                for (key, value) in entries {
                    values.push((self.evaluate(key)?, self.evaluate(value)?));
                }
                Ok(Value::Map(Arc::new(values)))
            }
            NodeKind::Call(call) => {
                let mut arguments = Vec::new();
                let space = call
                    .target
                    .as_deref()
                    .filter(|target| matches!(&target.kind, NodeKind::Variable(name) if name == "strings"));
                if let Some(target) = call.target.as_deref().filter(|_| space.is_none()) {
                    arguments.push(self.evaluate(target)?);
                }
                for argument in &call.arguments {
                    arguments.push(self.evaluate(argument)?);
                }
                self.step(arguments.iter().map(Value::cost).sum())?;
                calls::call(self, call.function.trim_start_matches('.'), &arguments)
            }
            NodeKind::Macro(comprehension) => self.comprehension(comprehension),
            NodeKind::Message(name, entries) => self.message(name, entries),
        }
    }

    /// Makes a duration, a timestamp or a wrapper. Other messages are not made.
    fn message(&mut self, name: &str, entries: &'e [(String, Node)]) -> Evaluated {
        let mut values = HashMap::new();
        for (field, node) in entries {
            values.insert(field.as_str(), self.evaluate(node)?);
        }
        let number = |field: &str| match values.get(field) {
            Some(Value::Int(value)) => *value,
            _ => 0,
        };
        let known = match name.trim_start_matches('.').strip_prefix("google.protobuf.") {
            Some("Duration") => Some(Value::Duration(times::duration(number("seconds"), number("nanos")))),
            Some("Timestamp") => Some(Value::Timestamp(times::nanoseconds(number("seconds"), number("nanos")))),
            Some(wrapper) if wrapper.ends_with("Value") => values.get("value").cloned(),
            _ => None,
        };
        let unknown = || Failure::Unknown(format!("the expression makes a message of type `{name}`"));
        known.ok_or_else(unknown)
    }

    fn boolean(&mut self, node: &'e Node) -> Result<bool, Failure> {
        match self.evaluate(node)? {
            Value::Bool(value) => Ok(value),
            other => error(format!("a bool is needed, and this is of type `{}`", other.type_name())),
        }
    }

    /// Evaluates `&&` and `||`: an operand that decides hides the failure of the other one.
    fn either(&mut self, one: &'e Node, other: &'e Node, decides: bool) -> Evaluated {
        let one = self.boolean(one);
        if one == Ok(decides) {
            return Ok(Value::Bool(decides));
        }
        match self.boolean(other) {
            Ok(other) if other == decides => Ok(Value::Bool(decides)),
            other => one.and(other).map(Value::Bool),
        }
    }

    fn name(&self, name: &str) -> Evaluated {
        if let Some((_, value)) = self.variables.iter().rev().find(|(known, _)| *known == name) {
            return Ok(value.clone());
        }
        if let Some(number) = self.environment.enum_value(name) {
            return Ok(Value::Int(i64::from(number)));
        }
        match self.environment.name(name) {
            Some(_) => Ok(Value::Type(Arc::from(name))),
            None => error(format!("unknown variable `{name}`")),
        }
    }

    fn qualified(&self, node: &Node) -> Option<Value> {
        let name = dotted(node)?;
        let number = self.environment.enum_value(&name).map(|number| Value::Int(i64::from(number)));
        number.or_else(|| self.environment.message(&name).map(|_| Value::Type(Arc::from(name.as_str()))))
    }

    /// Returns a field of a message, or the value of a key.
    pub(crate) fn select(&mut self, operand: &Value, name: &str) -> Evaluated {
        match operand {
            Value::Message(message) => {
                let Some(field) = environment::field(self.reading.schema, message.ty, name) else {
                    return error(format!("unknown field `{name}`"));
                };
                let value = self.reading.field(message, field);
                self.step(value.cost())?;
                Ok(value)
            }
            Value::Map(_) => {
                operand.get(&Value::text(name)).cloned().map_or_else(|| error(format!("unknown key `{name}`")), Ok)
            }
            other => error(format!("a value of type `{}` has no field `{name}`", other.type_name())),
        }
    }

    fn has(&self, operand: &Value, name: &str) -> Result<bool, Failure> {
        match operand {
            Value::Message(message) => match environment::field(self.reading.schema, message.ty, name) {
                Some(field) => Ok(message.get(self.reading.schema[field].number).is_some()),
                None => error(format!("unknown field `{name}`")),
            },
            Value::Map(_) => Ok(operand.get(&Value::text(name)).is_some()),
            other => error(format!("a value of type `{}` has no field `{name}`", other.type_name())),
        }
    }

    fn index(&mut self, operand: &Value, key: &Value) -> Evaluated {
        self.step(key.cost())?;
        match (operand, key) {
            (Value::List(values), Value::Int(at)) => {
                let found = usize::try_from(*at).ok().and_then(|at| values.get(at));
                found.cloned().map_or_else(|| error(format!("the index {at} is out of range")), Ok)
            }
            (Value::Map(_), key) => operand.get(key).cloned().map_or_else(|| error("no such key"), Ok),
            _ => error("`[ ]` cannot be used with this value"),
        }
    }

    fn binary(&mut self, operator: Operator, one: &Value, other: &Value) -> Evaluated {
        let ordered = |is: fn(Ordering) -> bool| match one.compare(other) {
            Some(order) => Ok(Value::Bool(is(order))),
            None if matches!((one, other), (Value::Double(_), _) | (_, Value::Double(_))) => Ok(Value::Bool(false)),
            None => error("these values cannot be compared"),
        };
        match operator {
            Operator::Equal => Ok(Value::Bool(one.equals(other))),
            Operator::NotEqual => Ok(Value::Bool(!one.equals(other))),
            Operator::Less => ordered(Ordering::is_lt),
            Operator::LessOrEqual => ordered(Ordering::is_le),
            Operator::Greater => ordered(Ordering::is_gt),
            Operator::GreaterOrEqual => ordered(Ordering::is_ge),
            Operator::In => match other {
                Value::List(values) => {
                    self.step(values.len() as u64)?;
                    Ok(Value::Bool(values.iter().any(|value| value.equals(one))))
                }
                Value::Map(_) => Ok(Value::Bool(other.get(one).is_some())),
                _ => error("`in` needs a list or a map"),
            },
            Operator::Add => self.sum(one, other),
            Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo => {
                difference_or_product(operator, one, other)
            }
        }
    }

    fn sum(&mut self, one: &Value, other: &Value) -> Evaluated {
        match (one, other) {
            (Value::Text(one), Value::Text(other)) => {
                self.make(one.len() + other.len())?;
                Ok(Value::text(format!("{one}{other}")))
            }
            (Value::Bytes(one), Value::Bytes(other)) => {
                self.make(one.len() + other.len())?;
                Ok(Value::Bytes([one.as_ref(), other.as_ref()].concat().into()))
            }
            (Value::List(one), Value::List(other)) => {
                Ok(Value::list(one.iter().chain(other.iter()).cloned().collect()))
            }
            (Value::Duration(one), Value::Duration(other)) => {
                one.checked_add(*other).map(Value::Duration).map_or_else(overflow, Ok)
            }
            (Value::Timestamp(time), Value::Duration(by)) | (Value::Duration(by), Value::Timestamp(time)) => {
                Ok(Value::Timestamp(time + i128::from(*by)))
            }
            _ => arithmetic(Operator::Add, one, other),
        }
    }

    fn comprehension(&mut self, it: &'e Comprehension) -> Evaluated {
        let elements: Vec<Value> = match self.evaluate(&it.over)? {
            Value::List(values) => values.to_vec(),
            Value::Map(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
            other => return error(format!("a list is needed, and this is of type `{}`", other.type_name())),
        };
        let mut values = Vec::new();
        let mut count = 0_usize;
        let mut failure = None;
        for element in elements {
            self.step(1)?;
            self.variables.push((&it.variable, element.clone()));
            let result = self.element(it, element, &mut values);
            self.variables.pop();
            match (it.which, result) {
                (Macro::All, Ok(false)) => return Ok(Value::Bool(false)),
                (Macro::Exists, Ok(true)) => return Ok(Value::Bool(true)),
                (_, Ok(true)) => count += 1,
                (_, Ok(false)) => {}
                // As for `&&` and `||`, a later element can decide.
                (Macro::All | Macro::Exists, Err(Failure::Error(message))) => failure = Some(Failure::Error(message)),
                (_, Err(failure)) => return Err(failure),
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        Ok(match it.which {
            Macro::All => Value::Bool(true),
            Macro::Exists => Value::Bool(false),
            Macro::ExistsOne => Value::Bool(count == 1),
            Macro::Filter | Macro::Map => Value::list(values),
        })
    }

    /// Evaluates the body of a macro for an element. Returns `true` if its condition holds.
    fn element(&mut self, it: &'e Comprehension, element: Value, values: &mut Vec<Value>) -> Result<bool, Failure> {
        if let Some(filter) = &it.filter
            && !self.boolean(filter)?
        {
            return Ok(false);
        }
        match it.which {
            Macro::Map => {
                values.push(self.evaluate(&it.body)?);
                Ok(true)
            }
            Macro::Filter => {
                let is_kept = self.boolean(&it.body)?;
                if is_kept {
                    values.push(element);
                }
                Ok(is_kept)
            }
            Macro::All | Macro::Exists | Macro::ExistsOne => self.boolean(&it.body),
        }
    }
}

fn overflow() -> Evaluated {
    error("the number is too large")
}

fn difference_or_product(operator: Operator, one: &Value, other: &Value) -> Evaluated {
    let result = match (operator, one, other) {
        (Operator::Divide | Operator::Modulo, _, Value::Int(0) | Value::Uint(0)) => return error("division by zero"),
        (Operator::Subtract, Value::Duration(one), Value::Duration(other)) => {
            one.checked_sub(*other).map(Value::Duration)
        }
        (Operator::Subtract, Value::Timestamp(one), Value::Duration(other)) => {
            Some(Value::Timestamp(one - i128::from(*other)))
        }
        (Operator::Subtract, Value::Timestamp(one), Value::Timestamp(other)) => {
            i64::try_from(one - other).ok().map(Value::Duration)
        }
        _ => return arithmetic(operator, one, other),
    };
    result.map_or_else(overflow, Ok)
}

/// The result of an operator on two numbers.
fn arithmetic(operator: Operator, one: &Value, other: &Value) -> Evaluated {
    let result = match (one.number(), other.number()) {
        (Some(one), Some(other)) => one.apply(operator, other),
        _ => Err(ArithmeticError::NoOverload),
    };
    match result {
        Ok(number) => Ok(number.into()),
        Err(ArithmeticError::Overflow) => overflow(),
        Err(ArithmeticError::DivisionByZero) => error("division by zero"),
        Err(ArithmeticError::NoOverload) => error(format!("`{}` cannot be used with these values", operator.symbol())),
    }
}

fn dotted(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Variable(name) => Some(name.trim_start_matches('.').to_owned()),
        NodeKind::Select(operand, name) => Some(format!("{}.{name}", dotted(operand)?)),
        _ => None,
    }
}
