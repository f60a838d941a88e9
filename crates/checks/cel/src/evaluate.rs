//! The evaluator: the value of a checked expression.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use protoward_cel_functions::Number;

use crate::arithmetic;
use crate::budget::{Budget, Limits};
use crate::functions;
use crate::host::{Called, Host};
use crate::problem::{Failure, Problem, at};
use crate::tree::{Call, Comprehension, Expr, Fact, FieldValue, Macro, NodeKind, Operator, UnaryOperator};
use crate::value::{Value, type_names};

/// The value of an expression, or the reason why it has none.
pub type Evaluated<T> = Result<T, Failure>;

/// One evaluation, which counts its steps and its memory.
#[derive(Debug)]
pub struct Evaluation<'e, H: Host> {
    host: &'e H,
    budget: Budget,
    /// The variables of the macros around the current node, the innermost last.
    variables: Vec<(&'e str, Value<H::Object>)>,
}

impl<'e, H: Host> Evaluation<'e, H> {
    /// Creates an evaluation.
    pub const fn new(host: &'e H, limits: Limits) -> Self {
        Self { host, budget: Budget::new(limits), variables: Vec::new() }
    }

    /// Returns the number of steps so far.
    pub const fn steps(&self) -> u64 {
        self.budget.steps()
    }

    /// Returns the value of an expression.
    ///
    /// # Errors
    /// Fails for an error, for a value that the caller does not know, and beyond a limit.
    pub fn evaluate(&mut self, node: &'e Expr) -> Evaluated<Value<H::Object>> {
        self.budget.step(1).map_err(at(&node.token))?;
        match &node.kind {
            NodeKind::Literal(literal) => Ok(literal.into()),
            NodeKind::Variable(name) => self.variable(name).map_err(at(&node.token)),
            NodeKind::Type(name) => Ok(Value::Type(name.as_str().into())),
            NodeKind::Select(operand, name) => {
                let operand = self.evaluate(operand)?;
                self.select(&operand, name).map_err(at(&node.token))
            }
            NodeKind::Has(operand, name) => {
                let operand = self.evaluate(operand)?;
                self.has(&operand, name).map(Value::Bool).map_err(at(&node.token))
            }
            NodeKind::Unary(UnaryOperator::Not, operand) => Ok(Value::Bool(!self.boolean(operand)?)),
            NodeKind::Unary(UnaryOperator::Negate, operand) => {
                let value = self.evaluate(operand)?;
                let refused = || Err(Problem::NoOperator("-", type_names([&value])));
                arithmetic::negated(&value).unwrap_or_else(refused).map_err(at(&node.extent))
            }
            NodeKind::Binary(operator, nodes) => self.binary(node, *operator, nodes),
            NodeKind::Choice(nodes) => {
                let [condition, then, otherwise] = nodes.as_ref();
                if self.boolean(condition)? { self.evaluate(then) } else { self.evaluate(otherwise) }
            }
            NodeKind::List(nodes) => {
                let values = nodes.iter().map(|node| self.evaluate(node)).collect::<Result<Vec<_>, _>>()?;
                self.budget.allocate(size_of_val(values.as_slice())).map_err(at(&node.token))?;
                Ok(Value::list(values))
            }
            NodeKind::Map(entries) => self.map(&node.token, entries),
            NodeKind::Call(call) => self.call(&node.token, call),
            NodeKind::Macro(it) => self.comprehension(&node.token, it),
            NodeKind::Message(name, entries) => {
                let mut fields = Vec::new();
                for FieldValue { name, value, .. } in entries {
                    fields.push((name.as_str(), self.evaluate(value)?));
                }
                self.host.message(name, &fields).map_err(at(&node.token))
            }
        }
    }

    /// Returns the value of an expression that must be a boolean.
    ///
    /// # Errors
    /// Fails for another value, and as [`evaluate`](Self::evaluate) does.
    pub fn boolean(&mut self, node: &'e Expr) -> Evaluated<bool> {
        match self.evaluate(node)? {
            Value::Bool(value) => Ok(value),
            other => Err(Failure::new(&node.extent, Problem::NotBool(other.type_name().to_owned()))),
        }
    }

    fn variable(&self, name: &str) -> Called<H::Object> {
        let of_macro = self.variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let found = of_macro.or_else(|| self.host.variable(name));
        found.ok_or_else(|| Problem::UnknownVariable(name.to_owned()))
    }

    /// Returns a field of an object, or the value of a key.
    fn select(&mut self, operand: &Value<H::Object>, name: &str) -> Called<H::Object> {
        match operand {
            Value::Object(object) => {
                let value = self.host.field(object, name)?;
                self.read(value)
            }
            Value::Map(entries) => {
                self.budget.step(entries.len() as u64)?;
                operand.get(&name.into()).cloned().ok_or_else(|| Problem::NoKey(Some(name.to_owned())))
            }
            other => Err(Problem::NoField(other.type_name().to_owned(), name.to_owned())),
        }
    }

    /// Counts the memory of a value that the caller made.
    fn read(&mut self, value: Value<H::Object>) -> Called<H::Object> {
        match &value {
            Value::List(values) => self.budget.allocate(size_of_val(values.as_slice()))?,
            Value::Map(entries) => self.budget.allocate(size_of_val(entries.as_slice()))?,
            Value::Text(text) => self.budget.step(text.len() as u64 / 64)?,
            Value::Bytes(bytes) => self.budget.allocate(bytes.len())?,
            _ => {}
        }
        Ok(value)
    }

    fn has(&mut self, operand: &Value<H::Object>, name: &str) -> Result<bool, Problem> {
        match operand {
            Value::Object(object) => self.host.has(object, name),
            Value::Map(entries) => {
                self.budget.step(entries.len() as u64)?;
                Ok(operand.get(&name.into()).is_some())
            }
            other => Err(Problem::NoField(other.type_name().to_owned(), name.to_owned())),
        }
    }

    fn binary(&mut self, node: &Expr, operator: Operator, nodes: &'e [Expr; 2]) -> Evaluated<Value<H::Object>> {
        let [left, right] = nodes;
        if matches!(operator, Operator::And | Operator::Or) {
            return self.either(nodes, operator == Operator::Or);
        }
        let one = self.evaluate(left)?;
        let other = self.evaluate(right)?;
        if operator == Operator::Index {
            return self.index(&one, &other).map_err(at(&right.extent));
        }
        // The smaller value ends a comparison.
        let steps = self.budget.weight(&one).min(self.budget.weight(&other));
        self.budget.step(steps).map_err(at(&node.token))?;
        let refused = || Err(Problem::NoOperator(operator.symbol(), type_names([&one, &other])));
        self.apply(operator, &one, &other).unwrap_or_else(refused).map_err(at(&node.extent))
    }

    /// Evaluates `&&` and `||`: an operand that decides hides the failure of the other one.
    fn either(&mut self, nodes: &'e [Expr; 2], decisive: bool) -> Evaluated<Value<H::Object>> {
        let mut failure: Option<Failure> = None;
        for node in nodes {
            match self.boolean(node) {
                Ok(value) if value == decisive => return Ok(Value::Bool(decisive)),
                Ok(_) => {}
                Err(found) if found.is_limit() => return Err(found),
                Err(found) => failure = Some(Failure::first(failure, found)),
            }
        }
        failure.map_or(Ok(Value::Bool(!decisive)), Err)
    }

    fn index(&mut self, operand: &Value<H::Object>, index: &Value<H::Object>) -> Called<H::Object> {
        let refused = || Err(Problem::NoOperator("[]", type_names([operand, index])));
        match operand {
            Value::List(values) => {
                let Some(index) = index.number().and_then(Number::whole) else { return refused() };
                let found = usize::try_from(index).ok().and_then(|at| values.get(at)).cloned();
                found.ok_or(Problem::NoIndex(values.len(), index))
            }
            Value::Map(entries) => {
                self.budget.step((entries.len() as u64).saturating_mul(self.budget.weight(index)))?;
                operand.get(index).cloned().ok_or(Problem::NoKey(None))
            }
            Value::Object(object) => {
                let value = self.host.index(object, index).unwrap_or_else(refused)?;
                self.read(value)
            }
            _ => refused(),
        }
    }

    /// Returns the result of an operator; `None` if it does not take the values.
    fn apply(
        &mut self,
        operator: Operator,
        one: &Value<H::Object>,
        other: &Value<H::Object>,
    ) -> Option<Called<H::Object>> {
        let ordered = |is: fn(Ordering) -> bool| match one.compare(other) {
            Some(order) => Some(Ok(Value::Bool(is(order)))),
            // A NaN has no order.
            None => one.number().and(other.number()).map(|_| Ok(Value::Bool(false))),
        };
        match operator {
            Operator::Equal => Some(Ok(Value::Bool(one.equals(other)))),
            Operator::NotEqual => Some(Ok(Value::Bool(!one.equals(other)))),
            Operator::Less => ordered(Ordering::is_lt),
            Operator::LessOrEqual => ordered(Ordering::is_le),
            Operator::Greater => ordered(Ordering::is_gt),
            Operator::GreaterOrEqual => ordered(Ordering::is_ge),
            Operator::In => self.is_in(one, other).map(|is| is.map(Value::Bool)),
            _ => arithmetic::apply(&mut self.budget, operator, one, other),
        }
    }

    fn is_in(&mut self, value: &Value<H::Object>, of: &Value<H::Object>) -> Option<Result<bool, Problem>> {
        if let Err(problem) = self.budget.step(self.budget.weight(of)) {
            return Some(Err(problem));
        }
        match of {
            Value::List(values) => Some(Ok(values.iter().any(|it| it.equals(value)))),
            Value::Map(_) => Some(Ok(of.get(value).is_some())),
            Value::Object(object) => self.host.contains(object, value),
            _ => None,
        }
    }

    fn map(&mut self, token: &Range<usize>, nodes: &'e [(Expr, Expr)]) -> Evaluated<Value<H::Object>> {
        let mut entries: Vec<(Value<_>, _)> = Vec::new();
        for (key, content) in nodes {
            let name = self.evaluate(key)?;
            let value = self.evaluate(content)?;
            if !name.is_key() {
                return Err(Failure::new(&key.extent, Problem::NotKey(name.type_name().to_owned())));
            }
            let steps = (entries.len() as u64).saturating_mul(self.budget.weight(&name));
            self.budget.step(steps).map_err(at(&key.token))?;
            if entries.iter().any(|(known, _)| known.equals(&name)) {
                return Err(Failure::new(&key.extent, Problem::RepeatedKey));
            }
            entries.push((name, value));
        }
        self.budget.allocate(size_of_val(entries.as_slice())).map_err(at(token))?;
        Ok(Value::Map(Arc::new(entries)))
    }

    fn call(&mut self, token: &Range<usize>, call: &'e Call<Fact>) -> Evaluated<Value<H::Object>> {
        let nodes = call.target.as_deref().into_iter().chain(&call.arguments);
        let values = nodes.map(|it| self.evaluate(it)).collect::<Result<Vec<_>, _>>()?;
        // Functions of lists and maps count their own steps.
        let scalars = values.iter().filter(|value| !matches!(value, Value::List(_) | Value::Map(_)));
        let steps = scalars.map(|value| self.budget.weight(value)).sum();
        let result = self.budget.step(steps);
        let result = result.and_then(|()| functions::call(self.host, &mut self.budget, &call.function, &values));
        result.map_err(at(token))
    }

    fn comprehension(&mut self, token: &Range<usize>, it: &'e Comprehension<Fact>) -> Evaluated<Value<H::Object>> {
        let over = self.evaluate(&it.over)?;
        let elements: Box<dyn Iterator<Item = &Value<H::Object>>> = match &over {
            Value::List(values) => Box::new(values.iter()),
            Value::Map(entries) => Box::new(entries.iter().map(|(key, _)| key)),
            other => return Err(Failure::new(&it.over.extent, Problem::NotIterable(other.type_name().to_owned()))),
        };
        let mut kept = Vec::new();
        let mut failure: Option<Failure> = None;
        for element in elements {
            self.variables.push((&it.variable, element.clone()));
            let result = self.element(it, element);
            self.variables.pop();
            match (it.which, result) {
                (Macro::All, Ok(None)) => return Ok(Value::Bool(false)),
                (Macro::Exists, Ok(Some(_))) => return Ok(Value::Bool(true)),
                // As for `&&` and `||`, a later element can decide.
                (Macro::All | Macro::Exists, Err(found)) if !found.is_limit() => {
                    failure = Some(Failure::first(failure, found));
                }
                (Macro::All, Ok(Some(_))) | (Macro::Exists, Ok(None)) => {}
                (_, result) => {
                    kept.extend(result?);
                    self.budget.allocate(size_of_val(element)).map_err(at(token))?;
                }
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        Ok(match it.which {
            Macro::All => Value::Bool(true),
            Macro::Exists => Value::Bool(false),
            Macro::ExistsOne => Value::Bool(kept.len() == 1),
            Macro::Filter | Macro::Map => Value::list(kept),
        })
    }

    /// Evaluates the body of a macro: the value that a `map` makes, or the element if it meets the condition.
    fn element(
        &mut self,
        it: &'e Comprehension<Fact>,
        element: &Value<H::Object>,
    ) -> Evaluated<Option<Value<H::Object>>> {
        if let Some(filter) = &it.filter
            && !self.boolean(filter)?
        {
            return Ok(None);
        }
        match it.which {
            Macro::Map => self.evaluate(&it.body).map(Some),
            Macro::All | Macro::Exists | Macro::ExistsOne | Macro::Filter => {
                Ok(self.boolean(&it.body)?.then(|| element.clone()))
            }
        }
    }
}
