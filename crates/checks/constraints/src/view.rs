//! A message of rules in an option, with its path in the descriptor, by which its places in the text are found.

use crate::cel::field_types;
use crate::cel::value::{Reading, Value};
use protoward_dynamic::{Content, DynamicValue, Message};
use protoward_schema::FieldId;

/// A message of rules in an option.
#[derive(Clone, Debug)]
pub struct View<'m, 'a> {
    /// The schema of the rules.
    pub reading: Reading<'a>,
    /// The message of rules.
    pub message: &'m Message,
    /// The path in the descriptor of the element.
    pub path: Vec<i32>,
    /// The name in messages to people, such as `repeated.items`.
    pub name: String,
}

impl<'m, 'a> View<'m, 'a> {
    fn field(&self, name: &str) -> Option<FieldId> {
        field_types::field(self.reading.schema, self.message.ty, name)
    }

    fn content(&self, name: &str) -> Option<&'m Content> {
        self.message.get(self.reading.schema[self.field(name)?].number)
    }

    /// Returns `true` if a rule is set.
    pub fn has(&self, name: &str) -> bool {
        self.content(name).is_some()
    }

    /// Returns the value of a rule that is set.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.content(name)?;
        Some(self.reading.field(self.message, self.field(name)?))
    }

    /// Returns the value of a rule of type `uint64`.
    pub fn uint(&self, name: &str) -> Option<u64> {
        match self.get(name) {
            Some(Value::Uint(value)) => Some(value),
            _ => None,
        }
    }

    /// Returns `true` for a flag that is on.
    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Bool(true)))
    }

    /// Returns the value of a signed integer or an enum; 0 if it is not set.
    pub fn number(&self, name: &str) -> i64 {
        match self.get(name) {
            Some(Value::Int(value)) => value,
            _ => 0,
        }
    }

    /// Returns the value of a rule of type `string`.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Some(Value::Text(text)) => Some(text.to_string()),
            _ => None,
        }
    }

    /// Returns the values of a repeated rule of strings, such as `in`.
    pub fn texts(&self, name: &str) -> Vec<String> {
        match self.get(name) {
            Some(Value::List(values)) => {
                let text = |value: &Value| if let Value::Text(text) = value { Some(text.to_string()) } else { None };
                values.iter().filter_map(text).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the message of a rule that is set.
    pub fn inner(&self, name: &str) -> Option<View<'m, 'a>> {
        match self.content(name)? {
            Content::One(DynamicValue::Message(message)) => Some(self.below(message, self.path_of(name), name)),
            _ => None,
        }
    }

    /// Returns the messages of a repeated rule.
    pub fn messages(&self, name: &str) -> Vec<View<'m, 'a>> {
        let Some(Content::Many(values)) = self.content(name) else { return Vec::new() };
        let message = |(at, value): (usize, &'m DynamicValue)| match value {
            DynamicValue::Message(message) => Some(self.below(message, self.path_at(name, at), name)),
            _ => None,
        };
        values.iter().enumerate().filter_map(message).collect()
    }

    fn below(&self, message: &'m Message, path: Vec<i32>, name: &str) -> View<'m, 'a> {
        View { reading: self.reading, message, path, name: self.name_of(name) }
    }

    /// Returns the path of a rule.
    pub fn path_of(&self, name: &str) -> Vec<i32> {
        let number = self.field(name).map_or(0, |id| self.reading.schema[id].number.0);
        self.path.iter().copied().chain([number]).collect()
    }

    /// Returns the path of a value of a repeated rule.
    pub fn path_at(&self, name: &str, at: usize) -> Vec<i32> {
        let mut path = self.path_of(name);
        path.push(i32::try_from(at).unwrap_or(i32::MAX));
        path
    }

    /// Returns the name of a rule in messages to people.
    pub fn name_of(&self, name: &str) -> String {
        if self.name.is_empty() { name.to_owned() } else { format!("{}.{name}", self.name) }
    }

    /// Returns the names of the rules that are set, without extensions.
    pub fn set(&self) -> Vec<&'a str> {
        let schema = self.reading.schema;
        let own = self.message.iter().filter(|(_, id, _)| !schema[*id].is_extension());
        own.map(|(_, id, _)| schema.text(schema[id].name)).collect()
    }
}
