//! Messages that pass the constraints of their type, as protovalidate judges them.

mod at;
mod expressions;
mod formats;
mod message;
mod naming;
mod outcome;
mod tests_of_values;
mod verdict;

use crate::cel::evaluation::Patterns;
use crate::cel::value::Reading;
use crate::model::rules::{FieldRules, MessageRules};
use crate::model::{Constraints, FIELD, MESSAGE, ONEOF};
use expressions::Compiled;
use protoward_dynamic::Codec;
use protoward_schema::{Element, FieldId, MessageId, OneofId, Schema};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

pub(crate) use at::At;
pub(crate) use expressions::now;
pub use naming::{FailedRule, NamedViolation, Validated};
pub(crate) use outcome::Outcome;
pub use outcome::{Violated, Violation};
pub use verdict::Cause;

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
