//! The evaluator: the values of expressions.

use crate::calls;
use crate::elements;
use crate::evaluation::{Evaluated, Evaluation, Failure, error};
use crate::operations;
use crate::options::{self, Options};
use crate::types::with_article;
use crate::value::Value;
use protoward_cel::CelError as ConditionError;
use protoward_cel::{Call, Comprehension, Literal, Macro, Node, NodeKind, Operator};
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

impl<'a, 'w> Evaluation<'a, 'w> {
    fn list(&mut self, at: &Range<usize>, values: Vec<Value<'a>>) -> Evaluated<'a> {
        self.allocate(at, values.len().saturating_mul(size_of::<Value<'_>>()))?;
        Ok(Value::list(values))
    }

    /// Returns the value of an expression.
    pub(crate) fn evaluate(&mut self, node: &'w Node) -> Evaluated<'a> {
        self.step(&node.token, 1)?;
        match &node.kind {
            NodeKind::Literal(literal) => self.literal(node, literal),
            NodeKind::Variable(name) => self.variable(node, name),
            NodeKind::Select(operand, name) => {
                let operand = self.evaluate(operand)?;
                self.attribute(node, &operand, name)
            }
            NodeKind::Has(operand, name) => {
                let operand = self.evaluate(operand)?;
                self.has(node, &operand, name)
            }
            NodeKind::Index(operand, key) => {
                let operand = self.evaluate(operand)?;
                let index = self.evaluate(key)?;
                self.index(key, &operand, &index)
            }
            NodeKind::Not(operand) => Ok(Value::Bool(!self.boolean(operand)?)),
            NodeKind::Negate(operand) => {
                let value = self.evaluate(operand)?;
                Ok(operations::negated(node, &value)?)
            }
            NodeKind::And(one, other) => self.until(false, one, other),
            NodeKind::Or(one, other) => self.until(true, one, other),
            NodeKind::Choice(nodes) => {
                let [condition, then, otherwise] = nodes.as_ref();
                if self.boolean(condition)? { self.evaluate(then) } else { self.evaluate(otherwise) }
            }
            NodeKind::Binary(operator, one, other) => {
                let left = self.evaluate(one)?;
                let right = self.evaluate(other)?;
                self.binary(node, *operator, &left, &right)
            }
            NodeKind::List(nodes) => {
                let values = nodes.iter().map(|node| self.evaluate(node)).collect::<Result<Vec<_>, _>>()?;
                self.list(&node.token, values)
            }
            NodeKind::Map(entries) => self.map(node, entries),
            NodeKind::Call(call) => self.call(node, call),
            NodeKind::Macro(comprehension) => self.comprehension(node, comprehension),
            NodeKind::Message(..) => Err(ConditionError::new(&node.token, "a condition cannot make messages").into()),
        }
    }

    fn literal(&mut self, node: &Node, literal: &'w Literal) -> Evaluated<'a> {
        Ok(match literal {
            Literal::Null => Value::Null,
            Literal::Bool(value) => Value::Bool(*value),
            Literal::Int(value) => Value::Int(*value),
            Literal::Uint(value) => Value::Uint(*value),
            Literal::Double(value) => Value::Double(*value),
            Literal::Text(text) => {
                self.allocate(&node.token, text.len())?;
                text.clone().into()
            }
            Literal::Bytes(bytes) => {
                self.allocate(&node.token, bytes.len())?;
                Value::Bytes(bytes.as_slice().into())
            }
        })
    }

    fn variable(&self, node: &Node, name: &str) -> Evaluated<'a> {
        let of_macro = self.variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let found = of_macro.or_else(|| elements::variable(self.world.schema, self.element, name));
        found.ok_or_else(|| error(&node.token, format!("unknown variable `{name}`")))
    }

    /// Returns the value of an expression that must be a boolean.
    pub(crate) fn boolean(&mut self, node: &'w Node) -> Result<bool, Failure> {
        match self.evaluate(node)? {
            Value::Bool(value) => Ok(value),
            other => {
                Err(error(&node.extent, format!("this must be a bool, and it is {}", with_article(other.type_name()))))
            }
        }
    }

    /// Evaluates `&&` or `||`: one side that is `decisive` decides, even if the other one fails.
    fn until(&mut self, decisive: bool, one: &'w Node, other: &'w Node) -> Evaluated<'a> {
        let left = match self.boolean(one) {
            Err(limit @ Failure::Limit(_)) => return Err(limit),
            Ok(value) if value == decisive => return Ok(Value::Bool(decisive)),
            left => left,
        };
        match self.boolean(other) {
            Err(limit @ Failure::Limit(_)) => Err(limit),
            Ok(value) if value == decisive => Ok(Value::Bool(decisive)),
            right => left.and(right).map(Value::Bool),
        }
    }

    fn attribute(&mut self, node: &Node, operand: &Value<'a>, name: &str) -> Evaluated<'a> {
        let schema = self.world.schema;
        let found = match operand {
            Value::Declaration(element) => elements::attribute(schema, *element, name),
            Value::Import(file, index) => elements::of_import(schema, *file, *index, name),
            Value::Comments(element) => elements::of_comments(schema, *element, name),
            Value::Features(features) => elements::of_features(*features, name),
            Value::Options(element) => options::standard(Options { schema, element: *element }, name),
            Value::Map(_) => return self.index(node, operand, &name.to_owned().into()),
            Value::Message(message) => {
                let fields = schema[message.ty].fields.iter().copied();
                let named = fields.clone().find(|&id| schema.text(schema[id].name) == name);
                let Some(id) = named else {
                    let message = format!("`{}` has no field `{name}`", schema.text(schema[message.ty].full_name));
                    let known = fields.map(|id| schema.text(schema[id].name));
                    return Err(ConditionError::new(&node.token, message).suggest(name, known).into());
                };
                Some(options::field_value(self.world.codec(), message, id))
            }
            other => {
                return Err(error(
                    &node.token,
                    format!("{} has no attribute `{name}`", with_article(other.type_name())),
                ));
            }
        };
        match found {
            Some(value) => self.sized(node, value),
            None => Err(error(&node.token, format!("{} has no attribute `{name}`", with_article(operand.type_name())))),
        }
    }

    /// Counts the memory of a value of the schema.
    fn sized(&mut self, node: &Node, value: Value<'a>) -> Evaluated<'a> {
        match &value {
            Value::List(values) => self.allocate(&node.token, values.len() * size_of::<Value<'_>>())?,
            Value::Map(entries) => self.allocate(&node.token, entries.len() * 2 * size_of::<Value<'_>>())?,
            Value::Text(text) => self.step(&node.token, text.as_str().len() as u64 / 64)?,
            Value::Bytes(bytes) => self.allocate(&node.token, bytes.len())?,
            _ => {}
        }
        Ok(value)
    }

    fn has(&mut self, node: &Node, operand: &Value<'a>, name: &str) -> Evaluated<'a> {
        let schema = self.world.schema;
        Ok(Value::Bool(match operand {
            Value::Options(element) => self.is_set(node, *element, name)?,
            Value::Map(entries) => entries.iter().any(|(key, _)| key.equals(&name.to_owned().into())),
            Value::Message(message) => {
                let mut fields = schema[message.ty].fields.iter().map(|&id| &schema[id]);
                let field = fields.find(|field| schema.text(field.name) == name);
                field.is_some_and(|field| message.get(field.number).is_some())
            }
            other => match self.attribute(node, other, name)? {
                Value::Text(text) => !text.as_str().is_empty(),
                Value::List(values) => !values.is_empty(),
                Value::Null => false,
                _ => true,
            },
        }))
    }

    fn index(&mut self, key: &Node, operand: &Value<'a>, index: &Value<'a>) -> Evaluated<'a> {
        match (operand, index) {
            (Value::List(values), index) if index.integer().is_some() => {
                let at = index.integer().and_then(|at| usize::try_from(at).ok());
                let found = at.and_then(|at| values.get(at)).cloned();
                found.ok_or_else(|| {
                    let length = protoward_source::count(values.len(), "element");
                    error(
                        &key.extent,
                        format!("the list has {length}, and no index {}", index.text().unwrap_or_default()),
                    )
                })
            }
            (Value::Map(entries), index) => {
                self.step(&key.token, (entries.len() as u64).saturating_mul(index.weight()))?;
                let found = entries.iter().find(|(key, _)| key.equals(index)).map(|(_, value)| value.clone());
                found.ok_or_else(|| error(&key.extent, "the map does not have this key"))
            }
            (Value::Options(element), Value::Text(name)) => {
                let options = Options { schema: self.world.schema, element: *element };
                let value = options::custom(options, self.world.codec(), name.as_str());
                let value = value.map_err(|message| error(&key.extent, message))?;
                self.sized(key, value)
            }
            (operand, index) => {
                let message =
                    format!("{} has no index of type {}", with_article(operand.type_name()), index.type_name());
                Err(error(&key.extent, message))
            }
        }
    }

    fn binary(&mut self, node: &Node, operator: Operator, left: &Value<'a>, right: &Value<'a>) -> Evaluated<'a> {
        self.step(&node.token, left.weight().min(right.weight()))?;
        let ordered = |wanted: fn(Ordering) -> bool| match left.compare(right) {
            Some(order) => Ok(Value::Bool(wanted(order))),
            // A NaN has no order.
            None if left.float().is_some() && right.float().is_some() => Ok(Value::Bool(false)),
            None => Err(Failure::Error(operations::refused(node, operator, left, right))),
        };
        match operator {
            Operator::Equal => Ok(Value::Bool(left.equals(right))),
            Operator::NotEqual => Ok(Value::Bool(!left.equals(right))),
            Operator::Less => ordered(Ordering::is_lt),
            Operator::LessOrEqual => ordered(Ordering::is_le),
            Operator::Greater => ordered(Ordering::is_gt),
            Operator::GreaterOrEqual => ordered(Ordering::is_ge),
            Operator::In => self.contains(node, left, right),
            Operator::Add => self.added(node, left, right),
            Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo => {
                Ok(operations::arithmetic(node, operator, left, right)?)
            }
        }
    }

    fn contains(&mut self, node: &Node, left: &Value<'a>, right: &Value<'a>) -> Evaluated<'a> {
        self.step(&node.token, right.weight())?;
        Ok(Value::Bool(match (left, right) {
            (left, Value::List(values)) => values.iter().any(|value| value.equals(left)),
            (left, Value::Map(entries)) => entries.iter().any(|(key, _)| key.equals(left)),
            (Value::Text(name), Value::Options(element)) => self.is_set(node, *element, name.as_str())?,
            _ => return Err(operations::refused(node, Operator::In, left, right).into()),
        }))
    }

    fn added(&mut self, node: &Node, left: &Value<'a>, right: &Value<'a>) -> Evaluated<'a> {
        match (left, right) {
            (Value::Text(one), Value::Text(other)) => {
                let one = one.as_str();
                let other = other.as_str();
                self.allocate_text(&node.token, one.len() + other.len())?;
                Ok(format!("{one}{other}").into())
            }
            (Value::Bytes(one), Value::Bytes(other)) => {
                self.allocate_text(&node.token, one.len() + other.len())?;
                Ok(Value::Bytes([one.as_ref(), other.as_ref()].concat().into()))
            }
            (Value::List(one), Value::List(other)) => {
                self.allocate(&node.token, (one.len() + other.len()) * size_of::<Value<'_>>())?;
                Ok(Value::list(one.iter().chain(other.iter()).cloned().collect()))
            }
            (left, right) => Ok(operations::arithmetic(node, Operator::Add, left, right)?),
        }
    }

    fn map(&mut self, node: &Node, nodes: &'w [(Node, Node)]) -> Evaluated<'a> {
        let mut entries: Vec<(Value<'a>, Value<'a>)> = Vec::new();
        for (key, content) in nodes {
            let name = self.evaluate(key)?;
            let value = self.evaluate(content)?;
            if !name.is_key() {
                return Err(error(&key.extent, format!("{} cannot be a key", with_article(name.type_name()))));
            }
            self.step(&key.token, (entries.len() as u64).saturating_mul(name.weight()))?;
            if entries.iter().any(|(known, _)| known.equals(&name)) {
                return Err(error(&key.extent, "this key is already in the map"));
            }
            entries.push((name, value));
        }
        self.allocate(&node.token, entries.len() * 2 * size_of::<Value<'_>>())?;
        Ok(Value::Map(Arc::new(entries)))
    }

    fn call(&mut self, node: &Node, call: &'w Call) -> Evaluated<'a> {
        let arguments = call.target.as_deref().into_iter().chain(&call.arguments);
        let values = arguments.map(|it| self.evaluate(it)).collect::<Result<Vec<_>, _>>()?;
        calls::call(self, node, call, &values)
    }

    fn comprehension(&mut self, node: &Node, it: &'w Comprehension) -> Evaluated<'a> {
        let elements: Vec<Value<'a>> = match self.evaluate(&it.over)? {
            Value::List(values) => values.to_vec(),
            Value::Map(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
            other => {
                let message = format!("this must be a list or a map, and it is {}", with_article(other.type_name()));
                return Err(error(&it.over.extent, message));
            }
        };
        self.allocate(&node.token, elements.len() * size_of::<Value<'_>>())?;
        let depth = self.variables.len();
        let result = match it.which {
            Macro::All => self.any(it, elements, false),
            Macro::Exists => self.any(it, elements, true),
            Macro::ExistsOne => self.count(it, elements).map(|count| Value::Bool(count == 1)),
            Macro::Filter | Macro::Map => self.collect(node, it, elements),
        };
        self.variables.truncate(depth);
        result
    }

    /// Evaluates a node with the variable of a macro.
    fn with<T>(
        &mut self,
        it: &'w Comprehension,
        element: Value<'a>,
        work: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.variables.push((&it.variable, element));
        let result = work(self);
        self.variables.pop();
        result
    }

    /// Evaluates `all` and `exists`: one element that is `decisive` decides, even if others fail.
    fn any(&mut self, it: &'w Comprehension, elements: Vec<Value<'a>>, decisive: bool) -> Evaluated<'a> {
        let mut failure = None;
        for element in elements {
            match self.with(it, element, |this| this.boolean(&it.body)) {
                Ok(value) if value == decisive => return Ok(Value::Bool(decisive)),
                Ok(_) => {}
                Err(limit @ Failure::Limit(_)) => return Err(limit),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        failure.map_or(Ok(Value::Bool(!decisive)), Err)
    }

    fn count(&mut self, it: &'w Comprehension, elements: Vec<Value<'a>>) -> Result<usize, Failure> {
        let mut count = 0;
        for element in elements {
            count += usize::from(self.with(it, element, |this| this.boolean(&it.body))?);
        }
        Ok(count)
    }

    fn collect(&mut self, node: &Node, it: &'w Comprehension, elements: Vec<Value<'a>>) -> Evaluated<'a> {
        let mut collected = Vec::new();
        for element in elements {
            let kept = self.with(it, element.clone(), |this| match (it.which, &it.filter) {
                (Macro::Filter, _) => Ok(this.boolean(&it.body)?.then_some(element)),
                (_, Some(filter)) if !this.boolean(filter)? => Ok(None),
                _ => this.evaluate(&it.body).map(Some),
            })?;
            if let Some(value) = kept {
                self.allocate(&node.token, size_of::<Value<'_>>())?;
                collected.push(value);
            }
        }
        Ok(Value::list(collected))
    }
}
