//! A view of values for writers, independent of their representation.

use super::{Key, Node, Tree};

/// A value that can be written as JSON or YAML.
pub trait Written: Sized {
    /// A key of an object.
    type Key: AsRef<str>;

    /// Returns a view of the value.
    fn view(&self) -> View<'_, Self>;
}

/// A value. Nested values are viewed one at a time.
#[derive(Debug)]
pub enum View<'v, V: Written> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written, in the spelling of JSON.
    Number(&'v str),
    /// A string.
    String(&'v str),
    /// Values in order.
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

/// Appends an indentation.
pub(super) fn blanks(count: usize, out: &mut String) {
    const BLANKS: &str = "                                                                ";
    let mut left = count;
    while left > 0 {
        let some = left.min(BLANKS.len());
        out.push_str(&BLANKS[..some]);
        left -= some;
    }
}
