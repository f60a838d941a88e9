//! Messages that pass the constraints of their type, as protovalidate judges them.

mod expressions;
mod formats;
mod message;
mod tests_of_values;

use crate::cel::evaluation::Patterns;
use crate::cel::value::Reading;
use crate::model::rules::{FieldRules, MessageRules, Rule, Test};
use crate::model::{Constraints, FIELD, MESSAGE, ONEOF};
use expressions::Compiled;
use protoward_dynamic::Codec;
use protoward_schema::{Element, FieldId, MessageId, OneofId, Schema};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

pub(crate) use expressions::now;

/// The value of a rule for a value: `None` if it cannot be told.
pub(crate) type Passes = Option<bool>;

/// A rule that a message does not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The field, oneof or message with the rule.
    pub element: Element,
    /// The rule that is violated.
    pub rule: Violated,
    /// `true` for an expression, whose verdict is known for single values only.
    pub is_expression: bool,
}

impl Violation {
    fn new(element: impl Into<Element>, rule: Violated) -> Self {
        Self { element: element.into(), rule, is_expression: false }
    }
}

/// The rule of a violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violated {
    /// The field or oneof must be set.
    Required,
    /// A rule of the value with its name and its path in the descriptor of the element.
    Rule(String, Vec<i32>),
    /// A group of fields of the message, by its path in the descriptor.
    Group(Vec<i32>),
    /// The option cannot be read.
    Unreadable,
}

/// The result of a validation.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The rules that are violated.
    pub violations: Vec<Violation>,
    /// The rules of which it cannot be told.
    pub unknown: Vec<Violation>,
}

impl Outcome {
    /// Returns `true` if the message certainly passes.
    pub fn passes(&self) -> bool {
        self.violations.is_empty() && self.unknown.is_empty()
    }

    /// Returns `true` if no rule is violated whose verdict is known for all values.
    pub fn may_pass(&self) -> bool {
        self.violations.iter().all(|violation| violation.is_expression)
    }

    fn add(&mut self, passes: Passes, violation: impl FnOnce() -> Violation) {
        match passes {
            Some(true) => {}
            Some(false) => self.violations.push(violation()),
            None => self.unknown.push(violation()),
        }
    }
}

/// The constraints of a message type with those of its fields.
#[derive(Debug, Default)]
pub struct MessageModel {
    /// The rules of the message.
    pub rules: MessageRules,
    /// The rules of the fields that have some.
    pub fields: BTreeMap<FieldId, FieldRules>,
    /// The oneofs of which a field must be set.
    pub required_oneofs: Vec<OneofId>,
    /// The elements whose options cannot be read.
    pub unreadable: Vec<Element>,
}

impl MessageModel {
    /// Returns `true` if there is no constraint.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
            && self.rules.rules.is_empty()
            && self.rules.oneofs.is_empty()
            && self.required_oneofs.is_empty()
            && self.unreadable.is_empty()
    }
}

/// Judges messages of a schema.
#[derive(Debug)]
pub struct Validator<'a> {
    schema: &'a Schema,
    /// The codec of options, which may have enum numbers of later versions.
    options: Codec<'a>,
    /// The codec of messages, which treats closed enums as most languages do.
    codec: Codec<'a>,
    patterns: Patterns,
    models: RefCell<BTreeMap<MessageId, Rc<MessageModel>>>,
    compiled: RefCell<BTreeMap<String, Compiled>>,
}

impl<'a> Validator<'a> {
    /// Creates a validator.
    pub fn new(schema: &'a Schema) -> Self {
        Self {
            schema,
            options: Codec::new(schema).as_go(),
            codec: Codec::new(schema),
            patterns: Patterns::default(),
            models: RefCell::default(),
            compiled: RefCell::default(),
        }
    }

    /// Returns the schema.
    pub const fn schema(&self) -> &'a Schema {
        self.schema
    }

    const fn reader(&self) -> Constraints<'_> {
        Constraints::new(&self.options)
    }

    /// Returns the codec of messages.
    pub const fn codec(&self) -> &Codec<'a> {
        &self.codec
    }

    pub(crate) const fn reading(&self) -> Reading<'_> {
        Reading { schema: self.schema, codec: &self.codec }
    }

    /// Returns the constraints of a message type.
    pub fn model(&self, id: MessageId) -> Rc<MessageModel> {
        if let Some(model) = self.models.borrow().get(&id) {
            return Rc::clone(model);
        }
        let model = Rc::new(self.read(id));
        self.models.borrow_mut().insert(id, Rc::clone(&model));
        model
    }

    fn read(&self, id: MessageId) -> MessageModel {
        let schema = self.schema();
        let mut model = MessageModel::default();
        match self.reader().message(id) {
            Ok(rules) => model.rules = rules,
            Err(_) => model.unreadable.push(id.into()),
        }
        for &field in schema[id].fields.iter().filter(|&&field| self.reader().has(FIELD, field)) {
            match self.reader().field(field) {
                Ok(rules) => drop(model.fields.insert(field, rules)),
                Err(_) => model.unreadable.push(field.into()),
            }
        }
        for &oneof in &schema[id].oneofs {
            match self.reader().is_required(oneof) {
                Ok(true) => model.required_oneofs.push(oneof),
                Ok(false) => {}
                Err(_) => model.unreadable.push(oneof.into()),
            }
        }
        model
    }

    /// Returns `true` if a message type has no constraint of its own. It takes less time than to read them.
    pub fn is_free(&self, id: MessageId) -> bool {
        let schema = self.schema();
        !self.reader().has(MESSAGE, id)
            && !schema[id].fields.iter().any(|&field| self.reader().has(FIELD, field))
            && !schema[id].oneofs.iter().any(|&oneof| self.reader().has(ONEOF, oneof))
    }
}

impl Rule {
    fn violation(&self, element: Element) -> Violation {
        let is_expression = matches!(self.test, Test::Cel(_) | Test::Unknown);
        Violation { element, rule: Violated::Rule(self.name.clone(), self.path.clone()), is_expression }
    }
}
