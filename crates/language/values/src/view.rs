//! A view of values for writers, independent of their representation.

use super::{Key, Node, Tree};

/// A value that can be written as JSON or YAML.
pub trait Written: Sized {
    /// A key of an object.
    type Key: AsRef<str>;

    /// Returns a view of the value.
    fn view(&self) -> View<'_, Self>;
}

/// One level of a value. Nested values have their own views.
#[derive(Debug)]
pub enum View<'v, V: Written> {
    /// The value `null`.
    Null,
    /// The value `true` or `false`.
    Bool(bool),
    /// A number as written, in JSON syntax.
    Number(&'v str),
    /// A text, before it is quoted and escaped.
    String(&'v str),
    /// A list of values, in order.
    Array(&'v [V]),
    /// Values by key, in order.
    Object(&'v [(V::Key, V)]),
}

impl Written for Node {
    type Key = Key;

    fn view(&self) -> View<'_, Self> {
        match &self.tree {
            Tree::Null => View::Null,
            Tree::Bool(value) => View::Bool(*value),
            Tree::Number(text) => View::Number(text),
            Tree::String(text) => View::String(text),
            Tree::Array(nodes) => View::Array(nodes),
            Tree::Object(entries) => View::Object(entries),
        }
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Appends spaces for an indentation.
pub(super) fn blanks(count: usize, out: &mut String) {
    const BLANKS: &str = "                                                                ";
    let mut left = count;
    while left > 0 {
        let some = left.min(BLANKS.len());
        out.push_str(&BLANKS[..some]);
        left -= some;
    }
}
