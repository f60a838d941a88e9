//! Values with their byte ranges, and the texts by which messages show them.

use std::ops::Range;

/// A value with its byte range.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The start offset in bytes.
    pub at: usize,
    /// The end offset. For a list or object in YAML, the end of its first indicator.
    pub end: usize,
    /// The list, object or scalar.
    pub tree: Tree,
    /// The text of an unquoted YAML scalar, which may be intended as a string.
    pub plain: Option<Box<str>>,
}

/// A value of JSON or YAML.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as written, in JSON syntax.
    Number(String),
    /// A text, without its quotes and escapes.
    String(String),
    /// A list of values, in order.
    Array(Vec<Node>),
    /// Values by key, in order. Keys may be duplicate.
    Object(Vec<(Key, Node)>),
}

/// A key with its byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The start offset in bytes.
    pub at: usize,
    /// The end offset in bytes.
    pub end: usize,
    /// The text of the key, without its quotes and escapes.
    pub text: String,
    /// `true` for an unquoted YAML key.
    pub is_plain: bool,
}

impl Node {
    /// Creates a value other than an unquoted YAML scalar.
    pub const fn new(place: Range<usize>, tree: Tree) -> Self {
        Self { at: place.start, end: place.end, tree, plain: None }
    }

    /// Returns the string, if the value is one.
    pub fn string(&self) -> Option<&str> {
        match (&self.tree, &self.plain) {
            (Tree::String(text), _) => Some(text),
            (Tree::Number(_) | Tree::Bool(_), Some(plain)) => Some(plain),
            _ => None,
        }
    }

    /// Returns the value of a key; `None` if the value is not an object, or lacks the key.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match &self.tree {
            Tree::Object(entries) => entries.iter().find(|(key, _)| key.text == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the elements of the list at a key; empty if there is none.
    pub fn elements(&self, name: &str) -> &[Self] {
        match self.member(name).map(|list| &list.tree) {
            Some(Tree::Array(elements)) => elements,
            _ => &[],
        }
    }

    /// Returns a short display form of the value.
    pub fn shown(&self) -> String {
        let mut shown = String::new();
        self.show(&mut shown);
        match shown.char_indices().nth(MAX_SHOWN) {
            Some((end, _)) => format!("`{}…`", &shown[..end]),
            None => format!("`{shown}`"),
        }
    }

    /// Appends the display form. Stops when it is long enough.
    fn show(&self, out: &mut String) {
        match &self.tree {
            _ if out.len() > MAX_SHOWN => {}
            Tree::Null => out.push_str("null"),
            Tree::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Tree::Number(text) => out.push_str(text),
            Tree::String(text) => out.push_str(&quoted(text)),
            Tree::Array(nodes) => {
                out.push('[');
                for (index, node) in nodes.iter().enumerate().take(MAX_SHOWN) {
                    out.push_str(if index > 0 { "," } else { "" });
                    node.show(out);
                }
                out.push(']');
            }
            Tree::Object(entries) => {
                out.push('{');
                for (index, (key, node)) in entries.iter().enumerate().take(MAX_SHOWN) {
                    out.push_str(if index > 0 { "," } else { "" });
                    out.push_str(&quoted(&key.text));
                    out.push(':');
                    node.show(out);
                }
                out.push('}');
            }
        }
    }
}

impl From<Tree> for Node {
    /// Creates a value without a byte range.
    fn from(tree: Tree) -> Self {
        Self::new(0..0, tree)
    }
}

/// Maximum number of characters of a value in an error message.
const MAX_SHOWN: usize = 200;

/// Returns a text as a JSON string with quotes.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quote(text, &mut quoted);
    quoted
}

/// Appends a text as a JSON string with quotes.
pub(super) fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    // Characters that need escapes are single bytes, which do not occur in multi-byte characters.
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            8 => out.push_str("\\b"),
            12 => out.push_str("\\f"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => out.push_str(&format!("\\u{control:04x}")),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}
