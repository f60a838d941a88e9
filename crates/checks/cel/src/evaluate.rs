//! The evaluator: the value of a checked expression.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use crate::arithmetic;
use crate::budget::{Budget, Limits};
use crate::functions;
use crate::host::Host;
use crate::number::Number;
use crate::problem::{Failure, Problem};
use crate::tree::{Call, Comprehension, Expr, Fact, Literal, Macro, NodeKind, Operator};
use crate::value::Value;

/// A value with objects of a host.
pub(crate) type ValueOf<H> = Value<<H as Host>::Object>;

/// The value of an expression, or the reason why it has none.
pub type Evaluated<T> = Result<T, Failure>;

/// One evaluation, which counts its steps and its memory.
#[derive(Debug)]
pub struct Evaluation<'e, H: Host> {
    pub(crate) host: &'e H,
    pub(crate) budget: Budget,
    /// The variables of the macros around the current node, the innermost last.
    variables: Vec<(&'e str, ValueOf<H>)>,
}

impl<'e, H: Host> Evaluation<'e, H> {
    /// Creates an evaluation.
    #[must_use]
    pub const fn new(host: &'e H, limits: Limits) -> Self {
        Self { host, budget: Budget::new(limits), variables: Vec::new() }
    }

    /// Returns the number of steps so far.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.budget.steps()
    }

    /// Returns the name of the type of a value.
    pub(crate) fn type_name(&self, value: &ValueOf<H>) -> String {
        match value {
            Value::Object(object) => self.host.type_name(object),
            other => other.type_name().unwrap_or_default().to_owned(),
        }
    }

    pub(crate) fn type_names<'v>(&self, values: impl IntoIterator<Item = &'v ValueOf<H>>) -> Vec<String>
    where
        H::Object: 'v,
    {
        values.into_iter().map(|value| self.type_name(value)).collect()
    }

    /// Returns the value of an expression.
    ///
    /// # Errors
    /// Fails for an error, for a value that the caller does not know, and beyond a limit.
    pub fn evaluate(&mut self, node: &'e Expr) -> Evaluated<ValueOf<H>> {
        let here = |problem: Problem| problem.at(&node.token);
        self.budget.step(1).map_err(here)?;
        match &node.kind {
            NodeKind::Literal(literal) => self.literal(literal).map_err(here),
            NodeKind::Variable(name) => self.variable(name).map_err(here),
            NodeKind::Type(name) => Ok(Value::Type(name.as_str().into())),
            NodeKind::Select(operand, name) => {
                let operand = self.evaluate(operand)?;
                self.select(&operand, name).map_err(here)
            }
            NodeKind::Has(operand, name) => {
                let operand = self.evaluate(operand)?;
                self.has(&operand, name).map(Value::Bool).map_err(here)
            }
            NodeKind::Index(operand, key) => {
                let operand = self.evaluate(operand)?;
                let index = self.evaluate(key)?;
                self.index(&operand, &index).map_err(|problem| problem.at(&key.extent))
            }
            NodeKind::Not(operand) => Ok(Value::Bool(!self.boolean(operand)?)),
            NodeKind::Negate(operand) => {
                let value = self.evaluate(operand)?;
                let refused = || Problem::NoOperator("-", self.type_names([&value]));
                let negated = arithmetic::negated(&value).unwrap_or_else(|| Err(refused()));
                negated.map_err(|problem| problem.at(&node.extent))
            }
            NodeKind::And(one, other) => self.either(one, other, false),
            NodeKind::Or(one, other) => self.either(one, other, true),
            NodeKind::Choice(nodes) => {
                let [condition, then, otherwise] = nodes.as_ref();
                if self.boolean(condition)? { self.evaluate(then) } else { self.evaluate(otherwise) }
            }
            NodeKind::Binary(operator, one, other) => {
                let one = self.evaluate(one)?;
                let other = self.evaluate(other)?;
                self.weigh_comparison(&one, &other).map_err(here)?;
                self.binary(*operator, &one, &other).map_err(|problem| problem.at(&node.extent))
            }
            NodeKind::List(nodes) => {
                let values = nodes.iter().map(|node| self.evaluate(node)).collect::<Result<Vec<_>, _>>()?;
                self.budget.allocate(size_of_val(values.as_slice())).map_err(here)?;
                Ok(Value::list(values))
            }
            NodeKind::Map(entries) => self.map(&node.token, entries),
            NodeKind::Call(call) => self.call(&node.token, call),
            NodeKind::Macro(it) => self.comprehension(&node.token, it),
            NodeKind::Message(name, entries) => {
                let mut fields = Vec::new();
                for (field, value) in entries {
                    fields.push((field.as_str(), self.evaluate(value)?));
                }
                self.host.message(name, &fields).map_err(here)
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
            other => Err(Problem::NotBool(self.type_name(&other)).at(&node.extent)),
        }
    }

    fn literal(&mut self, literal: &Literal) -> Result<ValueOf<H>, Problem> {
        Ok(match literal {
            Literal::Null => Value::Null,
            Literal::Bool(value) => Value::Bool(*value),
            Literal::Int(value) => Value::Int(*value),
            Literal::Uint(value) => Value::Uint(*value),
            Literal::Double(value) => Value::Double(*value),
            Literal::Text(text) => {
                self.budget.allocate(text.len())?;
                text.as_str().into()
            }
            Literal::Bytes(bytes) => {
                self.budget.allocate(bytes.len())?;
                Value::Bytes(bytes.as_slice().into())
            }
        })
    }

    fn variable(&self, name: &str) -> Result<ValueOf<H>, Problem> {
        let of_macro = self.variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let found = of_macro.or_else(|| self.host.variable(name));
        found.ok_or_else(|| Problem::UnknownVariable(name.to_owned()))
    }

    /// Evaluates `&&` and `||`: an operand that decides hides the failure of the other one.
    fn either(&mut self, one: &'e Expr, other: &'e Expr, decisive: bool) -> Evaluated<ValueOf<H>> {
        let mut failure: Option<Failure> = None;
        for operand in [one, other] {
            match self.boolean(operand) {
                Ok(value) if value == decisive => return Ok(Value::Bool(decisive)),
                Ok(_) => {}
                Err(found) if found.is_limit() => return Err(found),
                Err(found) => failure = Some(Failure::first(failure, found)),
            }
        }
        failure.map_or(Ok(Value::Bool(!decisive)), Err)
    }

    /// Returns a field of an object, or the value of a key.
    fn select(&mut self, operand: &ValueOf<H>, name: &str) -> Result<ValueOf<H>, Problem> {
        let value = match operand {
            Value::Object(object) => self.host.field(object, name)?,
            Value::Map(entries) => {
                self.budget.step(entries.len() as u64)?;
                let found = operand.get(&name.into()).cloned();
                return found.ok_or_else(|| Problem::NoKey(Some(name.to_owned())));
            }
            other => return Err(Problem::NoField { of: self.type_name(other), name: name.to_owned() }),
        };
        self.read(&value)?;
        Ok(value)
    }

    /// Counts the memory of a value that the caller made.
    fn read(&mut self, value: &ValueOf<H>) -> Result<(), Problem> {
        match value {
            Value::List(values) => self.budget.allocate(size_of_val(values.as_slice())),
            Value::Map(entries) => self.budget.allocate(size_of_val(entries.as_slice())),
            Value::Text(text) => self.budget.step(text.len() as u64 / 64),
            Value::Bytes(bytes) => self.budget.allocate(bytes.len()),
            _ => Ok(()),
        }
    }

    fn has(&mut self, operand: &ValueOf<H>, name: &str) -> Result<bool, Problem> {
        match operand {
            Value::Object(object) => self.host.has(object, name),
            Value::Map(entries) => {
                self.budget.step(entries.len() as u64)?;
                Ok(operand.get(&name.into()).is_some())
            }
            other => Err(Problem::NoField { of: self.type_name(other), name: name.to_owned() }),
        }
    }

    fn index(&mut self, operand: &ValueOf<H>, index: &ValueOf<H>) -> Result<ValueOf<H>, Problem> {
        match (operand, index) {
            (Value::List(values), index) if index.number().and_then(Number::whole).is_some() => {
                let index = index.number().and_then(Number::whole).unwrap_or_default();
                let found = usize::try_from(index).ok().and_then(|at| values.get(at)).cloned();
                found.ok_or(Problem::NoIndex { index, length: values.len() })
            }
            (Value::Map(entries), index) => {
                self.budget.step((entries.len() as u64).saturating_mul(self.weight(index)))?;
                operand.get(index).cloned().ok_or(Problem::NoKey(None))
            }
            (Value::Object(object), index) => {
                let refused = || Err(Problem::NoOperator("[]", self.type_names([operand, index])));
                let value = self.host.index(object, index).unwrap_or_else(refused)?;
                self.read(&value)?;
                Ok(value)
            }
            _ => Err(Problem::NoOperator("[]", self.type_names([operand, index]))),
        }
    }

    fn weight(&self, value: &ValueOf<H>) -> u64 {
        value.weight(self.budget.limits.steps)
    }

    /// Counts the steps of comparing two values, of which the smaller one ends the comparison.
    fn weigh_comparison(&mut self, one: &ValueOf<H>, other: &ValueOf<H>) -> Result<(), Problem> {
        let limit = self.budget.limits.steps;
        self.budget.step(one.weight_of_comparison(limit).min(other.weight_of_comparison(limit)))
    }

    fn binary(&mut self, operator: Operator, one: &ValueOf<H>, other: &ValueOf<H>) -> Result<ValueOf<H>, Problem> {
        let refused = |this: &Self| Problem::NoOperator(operator.symbol(), this.type_names([one, other]));
        let ordered = |this: &Self, is: fn(Ordering) -> bool| match one.compare(other) {
            Some(order) => Ok(Value::Bool(is(order))),
            // A NaN has no order.
            None if one.number().is_some() && other.number().is_some() => Ok(Value::Bool(false)),
            None => Err(refused(this)),
        };
        match operator {
            Operator::Equal => Ok(Value::Bool(one.equals(other))),
            Operator::NotEqual => Ok(Value::Bool(!one.equals(other))),
            Operator::Less => ordered(self, Ordering::is_lt),
            Operator::LessOrEqual => ordered(self, Ordering::is_le),
            Operator::Greater => ordered(self, Ordering::is_gt),
            Operator::GreaterOrEqual => ordered(self, Ordering::is_ge),
            Operator::In => {
                self.budget.step(other.weight_of_comparison(self.budget.limits.steps))?;
                let is_in = match other {
                    Value::List(values) => Some(Ok(values.iter().any(|value| value.equals(one)))),
                    Value::Map(_) => Some(Ok(other.get(one).is_some())),
                    Value::Object(object) => self.host.contains(object, one),
                    _ => None,
                };
                is_in.unwrap_or_else(|| Err(refused(self))).map(Value::Bool)
            }
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo => {
                let result = arithmetic::apply(&mut self.budget, operator, one, other);
                result.unwrap_or_else(|| Err(refused(self)))
            }
        }
    }

    fn map(&mut self, token: &Range<usize>, nodes: &'e [(Expr, Expr)]) -> Evaluated<ValueOf<H>> {
        let mut entries: Vec<(ValueOf<H>, ValueOf<H>)> = Vec::new();
        for (key, content) in nodes {
            let name = self.evaluate(key)?;
            let value = self.evaluate(content)?;
            if !name.is_key() {
                return Err(Problem::NotKey(self.type_name(&name)).at(&key.extent));
            }
            let steps = (entries.len() as u64).saturating_mul(self.weight(&name));
            self.budget.step(steps).map_err(|problem| problem.at(&key.token))?;
            if entries.iter().any(|(known, _)| known.equals(&name)) {
                return Err(Problem::RepeatedKey.at(&key.extent));
            }
            entries.push((name, value));
        }
        self.budget.allocate(size_of_val(entries.as_slice())).map_err(|problem| problem.at(token))?;
        Ok(Value::Map(Arc::new(entries)))
    }

    fn call(&mut self, token: &Range<usize>, call: &'e Call<Fact>) -> Evaluated<ValueOf<H>> {
        let nodes = call.target.as_deref().into_iter().chain(&call.arguments);
        let values = nodes.map(|it| self.evaluate(it)).collect::<Result<Vec<_>, _>>()?;
        let weight = values.iter().fold(0, |sum: u64, value| sum.saturating_add(self.weight(value)));
        let result = self.budget.step(weight).and_then(|()| functions::call(self, &call.function, &values));
        result.map_err(|problem| problem.at(token))
    }

    fn comprehension(&mut self, token: &Range<usize>, it: &'e Comprehension<Fact>) -> Evaluated<ValueOf<H>> {
        let elements: Vec<ValueOf<H>> = match self.evaluate(&it.over)? {
            Value::List(values) => values.to_vec(),
            Value::Map(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
            other => return Err(Problem::NotIterable(self.type_name(&other)).at(&it.over.extent)),
        };
        self.budget.allocate(size_of_val(elements.as_slice())).map_err(|problem| problem.at(token))?;
        match it.which {
            Macro::All => self.any(it, elements, false),
            Macro::Exists => self.any(it, elements, true),
            Macro::ExistsOne => self.count(it, elements).map(|count| Value::Bool(count == 1)),
            Macro::Filter | Macro::Map => self.collect(token, it, elements),
        }
    }

    /// Evaluates a part of a macro with its variable.
    fn with<T>(
        &mut self,
        it: &'e Comprehension<Fact>,
        element: ValueOf<H>,
        work: impl FnOnce(&mut Self) -> Evaluated<T>,
    ) -> Evaluated<T> {
        self.variables.push((&it.variable, element));
        let result = work(self);
        self.variables.pop();
        result
    }

    /// Evaluates `all` and `exists`: an element that is `decisive` decides, even if others fail.
    fn any(&mut self, it: &'e Comprehension<Fact>, elements: Vec<ValueOf<H>>, decisive: bool) -> Evaluated<ValueOf<H>> {
        let mut failure: Option<Failure> = None;
        for element in elements {
            match self.with(it, element, |this| this.boolean(&it.body)) {
                Ok(value) if value == decisive => return Ok(Value::Bool(decisive)),
                Ok(_) => {}
                Err(found) if found.is_limit() => return Err(found),
                Err(found) => failure = Some(Failure::first(failure, found)),
            }
        }
        failure.map_or(Ok(Value::Bool(!decisive)), Err)
    }

    fn count(&mut self, it: &'e Comprehension<Fact>, elements: Vec<ValueOf<H>>) -> Evaluated<usize> {
        let mut count = 0;
        for element in elements {
            count += usize::from(self.with(it, element, |this| this.boolean(&it.body))?);
        }
        Ok(count)
    }

    fn collect(
        &mut self,
        token: &Range<usize>,
        it: &'e Comprehension<Fact>,
        elements: Vec<ValueOf<H>>,
    ) -> Evaluated<ValueOf<H>> {
        let mut collected = Vec::new();
        for element in elements {
            let kept = self.with(it, element.clone(), |this| match (it.which, &it.filter) {
                (Macro::Filter, _) => Ok(this.boolean(&it.body)?.then_some(element)),
                (_, Some(filter)) if !this.boolean(filter)? => Ok(None),
                _ => this.evaluate(&it.body).map(Some),
            })?;
            if let Some(value) = kept {
                self.budget.allocate(size_of_val(&value)).map_err(|problem| problem.at(token))?;
                collected.push(value);
            }
        }
        Ok(Value::list(collected))
    }
}
