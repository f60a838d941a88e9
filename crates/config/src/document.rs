//! The common document model of TOML and YAML: values with their places.

use std::ops::Range;

use protoward_source::{Place, SourceId, Sources, Word};

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The place in the source.
    pub place: Place,
    /// The value.
    pub value: Value,
}

/// A value of a configuration file.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value, as in `excludes:`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
    /// A string.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// Values by key, in source order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Keys and values; keys are unique.
    pub entries: Vec<(Word, Node)>,
}

impl Table {
    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(other, _)| other.text == key).map(|(_, node)| node)
    }
}

impl Node {
    /// Returns the type in words: `a list`.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Boolean(_) => "a boolean",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// Returns the string, if the value is one.
    pub fn string(&self) -> Option<Word> {
        match &self.value {
            Value::String(text) => Some(Word { text: text.clone(), place: Some(self.place) }),
            _ => None,
        }
    }
}

/// A factory for places in one source.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    source: SourceId,
    sources: &'a Sources,
}

impl<'a> Places<'a> {
    /// Creates a factory for places in `source`.
    pub const fn new(source: SourceId, sources: &'a Sources) -> Self {
        Self { source, sources }
    }

    /// Returns the place of a range of bytes.
    pub fn at(&self, bytes: Range<usize>) -> Place {
        self.sources.place(self.source, bytes)
    }
}
