//! The values and functions of expressions about an example.

use super::field_types;
use super::functions;
use super::messages;
use super::value::{MessageObject, Reading, Value};
use protoward_cel::{Budget, Called, Host, Limits, Problem};
use protoward_cel_functions::re2::{self, PatternError};
use protoward_schema::FieldId;
use regex::Regex;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// The limits for the evaluation of an expression on one message.
pub const LIMITS: Limits = Limits { steps: 200_000, bytes: 16 << 20, text: 1 << 16 };
/// The steps that compiling a pattern takes.
const STEPS_OF_PATTERN: u64 = 1000;

/// Compiled patterns, by their text.
pub type Patterns = RefCell<HashMap<String, Result<Arc<Regex>, PatternError>>>;

/// The values of variables, and compiled patterns.
#[derive(Debug)]
pub struct Subject<'p, 'a> {
    /// The schema of the values.
    pub reading: Reading<'a>,
    /// The values of variables. A later one with the same name wins.
    pub variables: Vec<(&'static str, Value)>,
    /// The patterns that were compiled so far.
    pub patterns: &'p Patterns,
}

impl Host for Subject<'_, '_> {
    type Object = MessageObject;

    fn variable(&self, name: &str) -> Option<Value> {
        self.variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    fn field(&self, object: &MessageObject, name: &str) -> Called<MessageObject> {
        Ok(self.reading.field(&object.message, self.field_of(object, name)?))
    }

    fn has(&self, object: &MessageObject, name: &str) -> Result<bool, Problem> {
        let field = self.field_of(object, name)?;
        Ok(object.message.get(self.reading.schema[field].number).is_some())
    }

    fn message(&self, name: &str, fields: &[(&str, Value)]) -> Called<MessageObject> {
        messages::make(self.reading, name, fields)
    }

    fn call(&self, budget: &mut Budget, name: &str, values: &[Value]) -> Option<Called<MessageObject>> {
        match (name, values) {
            ("getField", [Value::Object(message), Value::Text(name)]) => Some(self.field(message, name)),
            ("getField", [map @ Value::Map(_), key @ Value::Text(name)]) => {
                Some(map.get(key).cloned().ok_or_else(|| Problem::NoKey(Some(name.to_string()))))
            }
            _ => functions::call(budget, name, values),
        }
    }

    fn pattern(&self, budget: &mut Budget, pattern: &str) -> Result<Arc<Regex>, Problem> {
        let mut patterns = self.patterns.borrow_mut();
        if !patterns.contains_key(pattern) {
            budget.step(STEPS_OF_PATTERN)?;
            patterns.insert(pattern.to_owned(), re2::compile(pattern).map(Arc::new));
        }
        match patterns.get(pattern) {
            Some(Ok(regex)) => Ok(regex.clone()),
            Some(Err(PatternError::Invalid(message))) => Err(Problem::Pattern(message.clone())),
            _ => Err(Problem::Unknown("the pattern is too large".to_owned())),
        }
    }
}

impl Subject<'_, '_> {
    fn field_of(&self, object: &MessageObject, name: &str) -> Result<FieldId, Problem> {
        let field = field_types::field(self.reading.schema, object.message.ty, name);
        field.ok_or_else(|| Problem::OfCaller { message: format!("unknown field `{name}`"), help: None })
    }
}
