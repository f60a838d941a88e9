//! What TOML and YAML have in common: values that know where they stand.

use std::ops::Range;

use super::Word;
use protoward_source::{Place, SourceId, Sources};

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it is written.
    pub place: Place,
    /// What is written.
    pub value: Value,
}

/// A value of a configuration file.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, as in `excludes:`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Another number.
    Float(f64),
    /// A text.
    String(String),
    /// Values in order.
    List(Vec<Node>),
    /// Values by key.
    Table(Table),
}

/// Values by key, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Keys and values; a key is there once.
    pub entries: Vec<(Word, Node)>,
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(other, _)| other.text == key).map(|(_, node)| node)
    }
}

impl Node {
    /// What it is, in words: `a list`.
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

    /// The text, if it is one.
    pub fn string(&self) -> Option<Word> {
        match &self.value {
            Value::String(text) => Some(Word { text: text.clone(), place: Some(self.place) }),
            _ => None,
        }
    }
}

/// Makes places of one text.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    source: SourceId,
    sources: &'a Sources,
}

impl<'a> Places<'a> {
    pub(super) const fn new(source: SourceId, sources: &'a Sources) -> Self {
        Self { source, sources }
    }

    /// Returns the place of a range of bytes.
    pub(super) fn at(&self, bytes: Range<usize>) -> Place {
        self.sources.place(self.source, bytes)
    }
}
