//! Deserialization of a message from the parts of a request: parameters and a JSON body.
//!
//! A single deserializer combines all parts, so that a message is read once according to its own JSON form. Only
//! after an error is it read again, to locate the error.

mod overlay;
mod parameters;
mod track;

use std::cell::RefCell;

use serde::de::{DeserializeSeed, Error, IgnoredAny, value};
use serde_json::Deserializer;
use serde_json::error::Category;

use crate::rest::failure::Violation;
use crate::rest::schema::Kind;
use crate::rest::tree::{Node, Tree};
use overlay::Overlay;
use parameters::{TreeDeserializer, ValueDeserializer, ValuesDeserializer};
use track::Tracked;

/// The state that the deserializers of a request share.
#[derive(Debug, Default)]
pub(crate) struct ReadContext {
    /// `true` to track the paths of fields in JSON.
    is_tracked: bool,
    /// The first error: its parameter or path in the body, and its text. The readers of messages add their own paths later.
    first_error: RefCell<Option<Violation>>,
}

impl ReadContext {
    /// Records an error and its location, unless a more specific one is known.
    fn set_error(&self, place: &str, error: &impl Error) {
        let violation = || Violation::new(place, without_position(&error.to_string()));
        self.first_error.borrow_mut().get_or_insert_with(violation);
    }
}

/// Reads a message. If that fails, reads it again to find the place of the error, so that good requests do not pay for it.
pub(crate) fn read<'de, S: DeserializeSeed<'de>>(
    node: &'de Node<'de>,
    seed: impl Fn() -> S,
) -> Result<S::Value, Violation> {
    let context = ReadContext::default();
    if let Ok(value) = read_node::<_, value::Error>(node, &context, seed(), "") {
        return Ok(value);
    }
    let context = ReadContext { is_tracked: true, ..ReadContext::default() };
    read_node::<_, value::Error>(node, &context, seed(), "").map_err(|error| {
        let text = error.to_string();
        match context.first_error.into_inner() {
            Some(first) if text.starts_with(NO_JSON) => Violation { description: text, ..first },
            Some(first) => first,
            None => Violation::new("", text),
        }
    })
}

/// Reads the value of a field, or of the whole message. `key` is the field name in its message, for paths.
fn read_node<'de, S: DeserializeSeed<'de>, E: Error>(
    node: &'de Node<'de>,
    context: &ReadContext,
    seed: S,
    key: &str,
) -> Result<S::Value, E> {
    match node {
        Node::Value(value) => seed.deserialize(ValueDeserializer::new(value, Kind::Text)),
        Node::List(values) => seed.deserialize(ValuesDeserializer::new(values, Kind::Text)),
        Node::Message(tree) => seed.deserialize(TreeDeserializer::new(tree, context)),
        Node::Json(body, tree) => {
            read_json(body, tree, context, seed, key).map_err(|error| E::custom(description(&error, body)))
        }
    }
}

fn read_json<'de, S: DeserializeSeed<'de>>(
    body: &'de [u8],
    tree: &'de Tree<'de>,
    context: &ReadContext,
    seed: S,
    key: &str,
) -> Result<S::Value, serde_json::Error> {
    let mut json = Deserializer::from_slice(body);
    let value = match (context.is_tracked, tree.is_empty()) {
        (false, true) => seed.deserialize(&mut json),
        (false, false) => seed.deserialize(Overlay { inner: &mut json, tree, context }),
        (true, is_plain) => {
            let inner = Tracked { inner: &mut json, path: key.to_owned(), context };
            if is_plain { seed.deserialize(inner) } else { seed.deserialize(Overlay { inner, tree, context }) }
        }
    }?;
    json.end()?;
    Ok(value)
}

/// Returns the text of an error. An invalid value has a path, which is more specific than its position in the text.
fn description(error: &serde_json::Error, body: &[u8]) -> String {
    let text = error.to_string();
    // serde_json reports numbers out of range, and values that nest too deeply, as errors of the syntax.
    let is_json = || serde_json::from_slice::<IgnoredAny>(body).is_ok();
    match error.classify() {
        Category::Io | Category::Syntax | Category::Eof if !is_json() => format!("{NO_JSON}: {text}"),
        _ => without_position(&text).to_owned(),
    }
}

/// The start of an error about text that is not JSON.
const NO_JSON: &str = "the body is not JSON";

/// Returns the text of an error of serde_json without the line and the column.
fn without_position(text: &str) -> &str {
    text.rfind(" at line ").map_or(text, |end| &text[..end])
}

#[cfg(test)]
mod tests {
    use std::marker::PhantomData;

    use super::{Node, Tree, read};

    #[test]
    fn parses_doubles_exactly() {
        let node = Node::Json(b"979249.8509268647", Tree::default());
        let value: Option<f64> = read(&node, || PhantomData).ok();
        assert_eq!(value.map(f64::to_bits), Some(979_249.850_926_864_7_f64.to_bits()));
    }
}
