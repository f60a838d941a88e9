//! JSON objects with ordered keys.
//!
//! A document may have several hundred thousand values, most of them borrowed from the schema or from constants.

use std::borrow::Cow;

use protoward_values::{Node, Tree, View, Written};

/// An object whose keys keep insertion order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, JsonValue<'a>)>);

impl<'a> Object<'a> {
    /// Creates an object with one key.
    pub(super) fn of(key: impl Into<Cow<'a, str>>, value: impl Into<JsonValue<'a>>) -> Self {
        Self(vec![(key.into(), value.into())])
    }

    /// Sets a key; an existing one keeps its position.
    pub(super) fn set(&mut self, key: impl Into<Cow<'a, str>>, value: impl Into<JsonValue<'a>>) {
        let key = key.into();
        let value = value.into();
        match self.get_mut(&key) {
            Some(known) => *known = value,
            None => self.0.push((key, value)),
        }
    }

    /// Sets a key, and returns the object.
    #[must_use]
    pub(super) fn with(mut self, key: impl Into<Cow<'a, str>>, value: impl Into<JsonValue<'a>>) -> Self {
        self.set(key, value);
        self
    }

    /// Sets all keys of another object.
    pub(super) fn extend(&mut self, other: Self) {
        other.0.into_iter().for_each(|(key, value)| self.set(key, value));
    }

    /// Returns the value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&JsonValue<'a>> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Returns a mutable reference to the value of a key.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut JsonValue<'a>> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Returns a mutable reference to the object of a key.
    pub(super) fn object_mut(&mut self, key: &str) -> Option<&mut Object<'a>> {
        self.get_mut(key).and_then(JsonValue::object_mut)
    }

    /// Returns the values that are objects, with their keys.
    pub(super) fn objects_mut(&mut self) -> impl Iterator<Item = (&str, &mut Object<'a>)> {
        self.0.iter_mut().filter_map(|(key, value)| Some((&**key, value.object_mut()?)))
    }

    /// Returns the objects in the list of a key.
    pub(super) fn listed_mut(&mut self, key: &str) -> impl Iterator<Item = &mut Object<'a>> {
        let list = match self.get_mut(key) {
            Some(JsonValue::List(values)) => values.as_mut_slice(),
            _ => &mut [],
        };
        list.iter_mut().filter_map(JsonValue::object_mut)
    }

    /// Returns all values, with their keys.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = (&str, &mut JsonValue<'a>)> {
        self.0.iter_mut().map(|(key, value)| (&**key, value))
    }

    /// Keeps the keys for which `is_kept` is true.
    pub(super) fn retain(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.0.retain(|(key, _)| is_kept(key));
    }

    /// Changes a key, which keeps its value and its position.
    pub(super) fn rename(&mut self, key: &str, to: &'static str) {
        let known = self.0.iter_mut().find(|(known, _)| known == key);
        known.into_iter().for_each(|(key, _)| *key = to.into());
    }

    /// Removes a key, and returns its value. The order of the others stays.
    pub(super) fn remove(&mut self, key: &str) -> Option<JsonValue<'a>> {
        let position = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.remove(position).1)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_ref())
    }

    /// Returns the object in a value, or an empty one.
    pub(super) fn from_value(value: JsonValue<'a>) -> Self {
        match value {
            JsonValue::Object(object) => object,
            _ => Self::default(),
        }
    }
}

impl<'a, K: Into<Cow<'a, str>>> FromIterator<(K, Object<'a>)> for Object<'a> {
    /// Creates an object from distinct keys.
    fn from_iter<I: IntoIterator<Item = (K, Object<'a>)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(key, object)| (key.into(), object.into())).collect())
    }
}

/// A JSON value that borrows its texts where it can.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum JsonValue<'a> {
    Null,
    Bool(bool),
    /// A number in JSON notation.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<JsonValue<'a>>),
    Object(Object<'a>),
}

impl<'a> JsonValue<'a> {
    /// Creates a number in JSON notation.
    pub(super) fn number(number: impl std::fmt::Display) -> Self {
        Self::Number(number.to_string().into())
    }

    /// Creates a list of values.
    pub(super) fn list<T: Into<Self>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }

    /// Returns a mutable reference to the object, if the value is one.
    pub(super) fn object_mut(&mut self) -> Option<&mut Object<'a>> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// Returns the string, if the value is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl<'a> Written for JsonValue<'a> {
    type Key = Cow<'a, str>;

    fn view(&self) -> View<'_, Self> {
        match self {
            Self::Null => View::Null,
            Self::Bool(flag) => View::Bool(*flag),
            Self::Number(number) => View::Number(number),
            Self::Text(text) => View::String(text),
            Self::List(values) => View::Array(values),
            Self::Object(object) => View::Object(&object.0),
        }
    }
}

impl From<Node> for JsonValue<'_> {
    /// Converts recursively; the parser has limited the nesting depth.
    fn from(node: Node) -> Self {
        match node.tree {
            Tree::Null => Self::Null,
            Tree::Bool(flag) => Self::Bool(flag),
            Tree::Number(number) => Self::Number(number.into()),
            Tree::String(text) => Self::Text(text.into()),
            Tree::Array(nodes) => Self::list(nodes),
            Tree::Object(entries) => {
                Self::Object(Object(entries.into_iter().map(|(key, node)| (key.text.into(), node.into())).collect()))
            }
        }
    }
}

impl<'a> From<Object<'a>> for JsonValue<'a> {
    fn from(object: Object<'a>) -> Self {
        Self::Object(object)
    }
}

impl<'a> From<Cow<'a, str>> for JsonValue<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a str> for JsonValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for JsonValue<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for JsonValue<'_> {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}
