//! The path of the value that is validated, on the stack.

use protoward_dynamic::Key;
use protoward_schema::{FieldId, OneofId, Schema};
use std::fmt::Write as _;

/// The path of a value. Each step refers to the one before, so that no path is written unless a rule is violated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    outer: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Field(FieldId),
    Oneof(OneofId),
    Index(usize),
    Key(&'a Key),
}

impl<'a> At<'a> {
    /// The path of the message that is validated as a whole.
    pub(crate) const ROOT: Self = Self { outer: None, step: Step::Root };

    /// Returns the path of a field of this message.
    pub(super) const fn field(&'a self, field: FieldId) -> Self {
        Self { outer: Some(self), step: Step::Field(field) }
    }

    /// Returns the path of a oneof of this message.
    pub(super) const fn oneof(&'a self, oneof: OneofId) -> Self {
        Self { outer: Some(self), step: Step::Oneof(oneof) }
    }

    /// Returns the path of an item of this field.
    pub(super) const fn index(&'a self, index: usize) -> Self {
        Self { outer: Some(self), step: Step::Index(index) }
    }

    /// Returns the path of an entry of this field.
    pub(super) const fn key(&'a self, key: &'a Key) -> Self {
        Self { outer: Some(self), step: Step::Key(key) }
    }

    /// Returns the path as text, such as `orders[2].items["a"].name`, as protovalidate writes it.
    pub(super) fn text(&self, schema: &Schema) -> String {
        let mut text = self.outer.map_or_else(String::new, |outer| outer.text(schema));
        let separator = if text.is_empty() { "" } else { "." };
        // Writing to a string does not fail.
        let _ = match self.step {
            Step::Root => Ok(()),
            Step::Field(field) => write!(text, "{separator}{}", schema.text(schema[field].name)),
            Step::Oneof(oneof) => write!(text, "{separator}{}", schema.text(schema[oneof].name)),
            Step::Index(index) => write!(text, "[{index}]"),
            Step::Key(Key::Int(key)) => write!(text, "[{key}]"),
            Step::Key(Key::Uint(key)) => write!(text, "[{key}]"),
            Step::Key(Key::Bool(key)) => write!(text, "[{key}]"),
            Step::Key(Key::Text(key)) => write!(text, "[{:?}]", String::from_utf8_lossy(key)),
        };
        text
    }
}
