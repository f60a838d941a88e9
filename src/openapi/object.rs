//! Objects of a document, key by key.

use protoward_values::{Key, Node, Tree};

/// An object whose keys stay in the order in which they are set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object(Vec<(Key, Node)>);

impl Object {
    /// An object with one key.
    pub(super) fn of(key: &str, value: impl Into<Value>) -> Self {
        Self::default().with(key, value)
    }

    /// Sets a key; one that is there keeps its position.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) {
        let node = value.into().0;
        match self.0.iter_mut().find(|(known, _)| known.text == key) {
            Some((_, known)) => *known = node,
            None => self.0.push((Key { at: 0, end: 0, text: key.to_owned(), is_plain: false }, node)),
        }
    }

    /// Sets a key, and returns the object.
    #[must_use]
    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// Sets all keys of another object.
    pub(super) fn extend(&mut self, other: Self) {
        other.0.into_iter().for_each(|(key, node)| self.set(&key.text, Value(node)));
    }

    /// Returns the value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|(known, _)| known.text == key).map(|(_, node)| node)
    }

    /// Removes a key.
    pub(super) fn remove(&mut self, key: &str) -> Option<Node> {
        let position = self.0.iter().position(|(known, _)| known.text == key)?;
        Some(self.0.remove(position).1)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.text.as_str())
    }

    /// The object that a value is, or one without keys.
    pub(super) fn from_node(node: Node) -> Self {
        match node.tree {
            Tree::Object(entries) => Self(entries),
            _ => Self::default(),
        }
    }

    pub(super) fn into_node(self) -> Node {
        Tree::Object(self.0).into()
    }
}

impl FromIterator<(String, Object)> for Object {
    /// An object of keys that differ.
    fn from_iter<I: IntoIterator<Item = (String, Object)>>(entries: I) -> Self {
        let key = |text| Key { at: 0, end: 0, text, is_plain: false };
        Self(entries.into_iter().map(|(text, object)| (key(text), object.into_node())).collect())
    }
}

/// A value of a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value(pub(super) Node);

impl Value {
    /// A number, as JSON writes it.
    pub(super) fn number(number: impl std::fmt::Display) -> Self {
        Self(Tree::Number(number.to_string()).into())
    }

    /// A list of values.
    pub(super) fn list<T: Into<Self>>(values: impl IntoIterator<Item = T>) -> Self {
        Self(Tree::Array(values.into_iter().map(|value| value.into().0).collect()).into())
    }
}

impl From<Node> for Value {
    fn from(node: Node) -> Self {
        Self(node)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self(object.into_node())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(Tree::String(text).into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self(Tree::Bool(flag).into())
    }
}
