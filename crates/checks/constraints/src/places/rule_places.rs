//! The places of rules, and of parts of their expressions, in all files of a schema.

use super::OptionPlaces;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Place, Sources};
use std::collections::HashMap;
use std::ops::Range;

/// The places of rules in a schema. Those of a file are read when the first one is needed.
#[derive(Clone, Debug)]
pub struct RulePlaces<'a> {
    schema: &'a Schema,
    /// The texts of the schema. Without them, only statements have places, and no parts of their values.
    sources: Option<&'a Sources>,
    files: HashMap<FileId, OptionPlaces>,
}

impl<'a> RulePlaces<'a> {
    /// Creates the places of a schema; `sources` has its texts.
    pub fn new(schema: &'a Schema, sources: Option<&'a Sources>) -> Self {
        Self { schema, sources, files: HashMap::new() }
    }

    /// Returns the place of a rule by its path in the descriptor of an element.
    pub fn rule(&mut self, element: Element, path: &[i32]) -> Place {
        let file = self.schema.file_of(element);
        let text = self.text(file);
        let places = self.files.entry(file).or_insert_with(|| OptionPlaces::new(self.schema, file, text));
        places.find(self.schema, element, path)
    }

    /// Returns the place of a part of an expression, or that of the rule if the expression is not written as one text without escapes.
    pub fn part(&mut self, element: Element, path: &[i32], expression: &str, part: &Range<usize>) -> Place {
        let rule = self.rule(element, path);
        let Some(sources) = self.sources else { return rule };
        let written = sources.bytes(rule).and_then(|bytes| {
            let text = sources.get(rule.source).text.as_deref()?;
            Some(bytes.start + text.get(bytes)?.find(expression)?)
        });
        written.map_or(rule, |start| sources.place(rule.source, start + part.start..start + part.end))
    }

    fn text(&self, file: FileId) -> Option<&'a str> {
        self.sources?.get(self.schema[file].source).text.as_deref()
    }
}
