//! The values of conditions: the schema, and the declaration that a condition is about.

use crate::elements;
use crate::functions;
use crate::limits::{MAX_BYTES, MAX_STEPS, MAX_STRING, STEPS_OF_PATTERN};
use crate::options::{self, Options};
use crate::pattern::{self, Patterns};
use crate::value::{Object, Value};
use protoward_cel::{Budget, Called, CelError, Host, Limits, Object as _, Problem};
use protoward_dynamic::{Codec, Message};
use protoward_schema::{Element, FieldId, Schema};
use regex::Regex;
use std::sync::{Arc, OnceLock};

/// The limits for the evaluation of a condition on one declaration.
pub(crate) const LIMITS: Limits = Limits { steps: MAX_STEPS, bytes: MAX_BYTES, text: MAX_STRING };

/// The schema that conditions look at.
#[derive(Debug)]
pub(crate) struct World<'a> {
    pub(crate) schema: &'a Schema,
    /// Made for the first custom option, because it indexes the whole schema.
    codec: OnceLock<Codec<'a>>,
}

impl<'a> World<'a> {
    pub(crate) const fn new(schema: &'a Schema) -> Self {
        Self { schema, codec: OnceLock::new() }
    }

    fn codec(&self) -> &Codec<'a> {
        self.codec.get_or_init(|| Codec::new(self.schema))
    }

    fn options(&self, element: Element) -> Options<'a> {
        Options { schema: self.schema, element }
    }

    fn field(&self, message: &Message, name: &str) -> Option<FieldId> {
        let schema = self.schema;
        schema[message.ty].fields.iter().copied().find(|&id| schema.text(schema[id].name) == name)
    }
}

/// The declaration that a condition is about.
#[derive(Debug)]
pub(crate) struct Subject<'w, 'a> {
    pub(crate) world: &'w World<'a>,
    pub(crate) element: Element,
    pub(crate) patterns: &'w Patterns,
}

impl Host for Subject<'_, '_> {
    type Object = Object;

    fn variable(&self, name: &str) -> Option<Value> {
        elements::variable(self.world.schema, self.element, name)
    }

    fn field(&self, object: &Object, name: &str) -> Called<Object> {
        let schema = self.world.schema;
        let found = match object {
            Object::Declaration(element) => elements::attribute(schema, *element, name),
            Object::Import(file, index) => elements::of_import(schema, *file, *index, name),
            Object::Comments(element) => elements::of_comments(schema, *element, name),
            Object::Features(features) => elements::of_features(*features, name),
            Object::Options(element) => options::standard(self.world.options(*element), name),
            Object::Message(message) => {
                let id = self.world.field(message, name).ok_or_else(|| unknown_field(schema, message, name))?;
                Some(options::field_value(self.world.codec(), message, id))
            }
        };
        found.ok_or_else(|| Problem::NoField(object.type_name().to_owned(), name.to_owned()))
    }

    fn has(&self, object: &Object, name: &str) -> Result<bool, Problem> {
        match object {
            Object::Options(element) => self.is_set(*element, name),
            Object::Message(message) => {
                let field = self.world.field(message, name);
                Ok(field.is_some_and(|id| message.get(self.world.schema[id].number).is_some()))
            }
            other => Ok(match self.field(other, name)? {
                Value::Text(text) => !text.is_empty(),
                Value::List(values) => !values.is_empty(),
                Value::Null => false,
                _ => true,
            }),
        }
    }

    fn index(&self, object: &Object, key: &Value) -> Option<Called<Object>> {
        let (Object::Options(element), Value::Text(name)) = (object, key) else { return None };
        let option = options::custom(self.world.options(*element), self.world.codec(), name);
        Some(option.map_err(of_caller))
    }

    fn contains(&self, object: &Object, key: &Value) -> Option<Result<bool, Problem>> {
        let (Object::Options(element), Value::Text(name)) = (object, key) else { return None };
        Some(self.is_set(*element, name))
    }

    fn call(&self, budget: &mut Budget, name: &str, values: &[Value]) -> Option<Called<Object>> {
        match (name, values) {
            ("has_option", [Value::Text(option)]) => Some(self.is_set(self.element, option).map(Value::Bool)),
            ("has_option", [Value::Object(Object::Declaration(element)), Value::Text(option)]) => {
                Some(self.is_set(*element, option).map(Value::Bool))
            }
            _ => functions::changed_case(budget, name, values),
        }
    }

    /// Returns the compiled literal, or compiles another pattern.
    fn pattern(&self, budget: &mut Budget, pattern: &str) -> Result<Arc<Regex>, Problem> {
        if let Some(regex) = self.patterns.get(pattern) {
            return Ok(regex.clone());
        }
        budget.step(STEPS_OF_PATTERN)?;
        pattern::compile(pattern).map(Arc::new).map_err(Problem::Pattern)
    }
}

impl Subject<'_, '_> {
    /// Returns `true` if an option of an element is set.
    fn is_set(&self, element: Element, name: &str) -> Result<bool, Problem> {
        options::is_set(self.world.options(element), name).map_err(of_caller)
    }
}

const fn of_caller(message: String) -> Problem {
    Problem::OfCaller { message, help: None }
}

fn unknown_field(schema: &Schema, message: &Message, name: &str) -> Problem {
    let of = &schema[message.ty];
    let known = of.fields.iter().map(|&id| schema.text(schema[id].name));
    let error = CelError::new(&(0..0), format!("`{}` has no field `{name}`", schema.text(of.full_name)));
    let CelError { message, help, .. } = error.suggest(name, known);
    Problem::OfCaller { message, help }
}
