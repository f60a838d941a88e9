use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, SerializeMap as _, Serializer};

use super::context::Context;
use super::message::Json;
use super::node::{Node, ToNode};
use super::types::TYPES;
use super::well_known::Any;

/// A type that an `Any` may hold.
pub struct Type {
    name: &'static str,
    /// The type has a special JSON form, which is written under the key `value`.
    is_special: bool,
    write: fn(&[u8], Context) -> Result<Node, String>,
    read: fn(Node, Context) -> Result<Vec<u8>, String>,
}

impl Type {
    /// Creates the entry of a type whose JSON is an object with its fields.
    pub(super) const fn plain<T: Json + ::prost::Message + Default>(name: &'static str) -> Self {
        Self { name, is_special: false, write: write::<T>, read: read::<T> }
    }

    /// Creates the entry of a type with a special JSON form.
    pub(super) const fn special<T: Json + ::prost::Message + Default>(name: &'static str) -> Self {
        Self { name, is_special: true, write: write::<T>, read: read::<T> }
    }

    /// Returns the type that a URL names.
    fn of(url: &str) -> Result<&'static Self, String> {
        let name = url.rsplit('/').next().unwrap_or_default();
        let found = TYPES.binary_search_by(|ty| ty.name.cmp(name));
        match found {
            Ok(index) => Ok(&TYPES[index]),
            Err(_) => Err(format!("the type `{url}` of an `Any` is not among those that were generated")),
        }
    }
}

/// Converts an encoded message to JSON. The message is boxed, since values of type `Any` nest and could overflow the stack.
fn write<T: Json + ::prost::Message + Default>(bytes: &[u8], context: Context) -> Result<Node, String> {
    let mut message = Box::<T>::default();
    message.merge(bytes).map_err(|error| format!("the value of the `Any` cannot be read: {error}"))?;
    message.write(context, ToNode).map_err(|error| error.0)
}

fn read<T: Json + ::prost::Message + Default>(node: Node, context: Context) -> Result<Vec<u8>, String> {
    let mut message = Box::<T>::default();
    message.read_into(context, node).map_err(|error| error.0)?;
    Ok(message.encode_to_vec())
}

impl Json for Any {
    fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        if self.type_url.is_empty() {
            return match self.value.is_empty() {
                true => serializer.serialize_map(Some(0))?.end(),
                false => Err(S::Error::custom("an `Any` with a value and no type has no JSON form")),
            };
        }
        let context = context.deeper().map_err(S::Error::custom)?;
        let ty = match Type::of(&self.type_url) {
            Ok(ty) => ty,
            Err(error) => return Err(S::Error::custom(error)),
        };
        let node = (ty.write)(&self.value, context).map_err(S::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("@type", &self.type_url)?;
        match node {
            Node::Object(entries) if !ty.is_special => {
                for (key, value) in &entries {
                    map.serialize_entry(key, value)?;
                }
            }
            other => map.serialize_entry("value", &other)?,
        }
        map.end()
    }

    fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
        let context = context.deeper().map_err(D::Error::custom)?;
        let node = Node::read(deserializer)?;
        from_node(node, context).map_err(D::Error::custom)
    }
}

fn from_node(node: Node, context: Context) -> Result<Any, String> {
    let Node::Object(mut entries) = node else {
        return Err("it is no object, which a `google.protobuf.Any` is".to_owned());
    };
    let Some(type_url) = taken(&mut entries, "@type")? else {
        return match entries.is_empty() || context.options.ignore_unknown {
            true => Ok(Any::default()),
            false => Err("an `Any` has no `@type`".to_owned()),
        };
    };
    let Node::Text(type_url) = type_url else { return Err("`@type` is no text".to_owned()) };
    let ty = Type::of(&type_url)?;
    let node = match ty.is_special {
        true => {
            let value = taken(&mut entries, "value")?.ok_or("an `Any` has no `value`")?;
            match entries.first() {
                Some((key, _)) if !context.options.ignore_unknown => {
                    return Err(format!("`{key}` is not allowed with `value`"));
                }
                _ => value,
            }
        }
        false => Node::Object(entries),
    };
    let value = (ty.read)(node, context)?;
    Ok(Any { type_url, value: value.into() })
}

/// Removes an entry and returns its value. Fails if the key is there twice.
fn taken(entries: &mut Vec<(String, Node)>, key: &str) -> Result<Option<Node>, String> {
    let Some(index) = entries.iter().position(|(it, _)| it == key) else { return Ok(None) };
    let (_, node) = entries.remove(index);
    match entries.iter().any(|(it, _)| it == key) {
        true => Err(format!("`{key}` is there twice")),
        false => Ok(Some(node)),
    }
}
