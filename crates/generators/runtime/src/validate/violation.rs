//! Rules that a message violates.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::at::At;
use super::field::{PathElement, Subscript};
use super::rule::Rule;

/// A rule that a message violates.
#[derive(Clone, Debug)]
pub struct Violation {
    pub(super) field: Vec<PathElement>,
    pub(super) rule: &'static Rule,
    pub(super) message: Cow<'static, str>,
}

/// The rules that a message violates.
#[derive(Clone, Debug, PartialEq)]
pub struct Violations {
    list: Vec<Violation>,
}

impl Violation {
    /// Returns the path of the field or oneof, outermost first; empty for a rule of the message as a whole.
    pub fn field(&self) -> &[PathElement] {
        &self.field
    }

    /// Returns the violation of a message that is at a path.
    pub(super) fn below(&self, at: &At<'_>) -> Self {
        Self { field: at.elements().into_iter().chain(self.field.iter().cloned()).collect(), ..self.clone() }
    }

    /// Returns what two violations have in common that are the same for people.
    pub(super) fn key(&self) -> (String, &'static str, String) {
        (self.field_path(), self.rule.id, self.message.clone().into_owned())
    }

    /// Returns the path of the field as text, such as `orders[2].items["a"].name`.
    pub fn field_path(&self) -> String {
        path_text(&self.field, PathElement::name)
    }

    /// Returns the path of the field with its names in JSON.
    pub fn json_path(&self) -> String {
        path_text(&self.field, PathElement::json_name)
    }

    /// Returns the id of the rule, such as `string.min_len`.
    pub fn rule_id(&self) -> &'static str {
        self.rule.id
    }

    /// Returns the path of the rule in `buf.validate.FieldRules`, such as `repeated.items.string.min_len`; empty for a rule of
    /// the message.
    pub fn rule_path(&self) -> String {
        let names: Vec<&str> = self.rule.path.iter().map(|(name, ..)| *name).collect();
        match self.rule.index {
            Some(index) => format!("{}[{index}]", names.join(".")),
            None => names.join("."),
        }
    }

    /// Returns the message for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns `true` if the rule is about the key of a map, and not about its value.
    pub fn for_key(&self) -> bool {
        self.rule.for_key
    }
}

impl PartialEq for Violation {
    fn eq(&self, other: &Self) -> bool {
        self.field == other.field
            && self.message == other.message
            && self.rule_id() == other.rule_id()
            && self.rule_path() == other.rule_path()
            && self.for_key() == other.for_key()
    }
}

impl Violations {
    pub(super) const fn new(list: Vec<Violation>) -> Self {
        Self { list }
    }

    /// Returns an iterator of the violations.
    pub fn iter(&self) -> core::slice::Iter<'_, Violation> {
        self.list.iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = core::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write_path(&self.field, PathElement::name, f)?;
            f.write_str(": ")?;
        }
        f.write_str(&self.message)?;
        // An expression may have no id.
        if self.rule.id.is_empty() { Ok(()) } else { write!(f, " [{}]", self.rule.id) }
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, violation) in self.list.iter().enumerate() {
            let separator = if at > 0 { "; " } else { "" };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl core::error::Error for Violations {}

fn path_text(path: &[PathElement], name: fn(&PathElement) -> &'static str) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_path(path, name, &mut text);
    text
}

/// Writes a path as text, as other implementations of protovalidate do.
pub(super) fn write_path(
    path: &[PathElement],
    name: fn(&PathElement) -> &'static str,
    f: &mut impl fmt::Write,
) -> fmt::Result {
    for (at, element) in path.iter().enumerate() {
        f.write_str(if at > 0 { "." } else { "" })?;
        f.write_str(name(element))?;
        match &element.subscript {
            None => {}
            Some(Subscript::Index(index)) => write!(f, "[{index}]")?,
            Some(Subscript::Bool(key)) => write!(f, "[{key}]")?,
            Some(Subscript::Int(key)) => write!(f, "[{key}]")?,
            Some(Subscript::Uint(key)) => write!(f, "[{key}]")?,
            Some(Subscript::Text(key)) => write!(f, "[{key:?}]")?,
        }
    }
    Ok(())
}
