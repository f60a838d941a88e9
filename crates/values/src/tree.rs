use std::ops::Range;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it starts, in bytes.
    pub at: usize,
    /// Where it ends; in YAML, of a list or an object, where its first mark does.
    pub end: usize,
    /// What it is.
    pub tree: Tree,
    /// In YAML, the text of a scalar without quotes, which may be meant for a string whatever it looks like.
    pub plain: Option<Box<str>>,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written, in the spelling of JSON.
    Number(String),
    /// A text.
    String(String),
    /// Values in order.
    Array(Vec<Node>),
    /// Values by key, in order; nothing keeps a key from being there twice.
    Object(Vec<(Key, Node)>),
}

/// A key and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Where it starts, in bytes.
    pub at: usize,
    /// Where it ends.
    pub end: usize,
    /// The key.
    pub text: String,
    /// In YAML, whether it stands without quotes.
    pub is_plain: bool,
}

impl Node {
    /// A value that nobody wrote without quotes.
    pub const fn new(place: Range<usize>, tree: Tree) -> Self {
        Self { at: place.start, end: place.end, tree, plain: None }
    }

    /// The text, if it is one.
    pub fn string(&self) -> Option<&str> {
        match (&self.tree, &self.plain) {
            (Tree::String(text), _) => Some(text),
            (Tree::Number(_) | Tree::Bool(_), Some(plain)) => Some(plain),
            _ => None,
        }
    }

    /// The value as a person sees it, in short.
    pub fn shown(&self) -> String {
        let mut shown = String::new();
        self.show(&mut shown);
        match shown.char_indices().nth(MAX_SHOWN) {
            Some((end, _)) => format!("`{}…`", &shown[..end]),
            None => format!("`{shown}`"),
        }
    }

    /// Recurses no deeper than there is something to show.
    fn show(&self, out: &mut String) {
        match &self.tree {
            _ if out.len() > MAX_SHOWN => {}
            Tree::Null => out.push_str("null"),
            Tree::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Tree::Number(text) => out.push_str(text),
            Tree::String(text) => out.push_str(&super::quoted(text)),
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
                    out.push_str(&super::quoted(&key.text));
                    out.push(':');
                    node.show(out);
                }
                out.push('}');
            }
        }
    }
}

impl From<Tree> for Node {
    /// A value that stands in no text.
    fn from(tree: Tree) -> Self {
        Self::new(0..0, tree)
    }
}

/// How many letters of a value an error repeats.
const MAX_SHOWN: usize = 200;
