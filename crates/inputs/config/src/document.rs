//! The common document model of TOML and YAML: values with their places.

use std::ops::Range;

use protoward_source::{LocatedText, Place, SourceId, Sources};

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The place in the source.
    pub place: Place,
    /// The value, whatever the format of the file.
    pub value: ConfigValue,
}

/// A value of a configuration file.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigValue {
    /// No value, as in `excludes:`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number without a fraction.
    Integer(i64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A string.
    String(String),
    /// A list, as in `use = ["FILE"]`.
    List(Vec<Node>),
    /// A table, or a mapping in YAML.
    Table(Table),
}

/// Values by key, in source order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Keys and values; keys are unique.
    pub entries: Vec<(LocatedText, Node)>,
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
            ConfigValue::Null => "nothing",
            ConfigValue::Boolean(_) => "a boolean",
            ConfigValue::Integer(_) | ConfigValue::Float(_) => "a number",
            ConfigValue::String(_) => "a string",
            ConfigValue::List(_) => "a list",
            ConfigValue::Table(_) => "a table",
        }
    }

    /// Returns the string, if the value is one.
    pub fn string(&self) -> Option<LocatedText> {
        match &self.value {
            ConfigValue::String(text) => Some(LocatedText { text: text.clone(), place: Some(self.place) }),
            _ => None,
        }
    }
}

/// A factory for places in one source.
#[derive(Clone, Copy)]
pub struct PlaceFactory<'a> {
    source: SourceId,
    sources: &'a Sources,
}

impl<'a> PlaceFactory<'a> {
    /// Creates a factory for places in `source`.
    pub const fn new(source: SourceId, sources: &'a Sources) -> Self {
        Self { source, sources }
    }

    /// Returns the place of a range of bytes.
    pub fn at(&self, bytes: Range<usize>) -> Place {
        self.sources.place(self.source, bytes)
    }
}
