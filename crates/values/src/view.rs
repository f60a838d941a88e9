//! Values as writers see them, whatever they are kept as.

use super::{Key, Node, Tree};

/// A value that can be written as JSON or YAML.
pub trait Written: Sized {
    /// A key of an object.
    type Key: AsRef<str>;

    /// Returns what the value is.
    fn view(&self) -> View<'_, Self>;
}

/// One value; those inside of it are seen one by one.
#[derive(Debug)]
pub enum View<'v, V: Written> {
    Null,
    Bool(bool),
    /// A number, as it is written, in the spelling of JSON.
    Number(&'v str),
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
