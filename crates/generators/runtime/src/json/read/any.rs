//! `google.protobuf.Any`, which is read into memory first: its `@type` may come after the fields that it explains.

use serde::de::{DeserializeSeed as _, Deserializer, Error as _};

use super::MessageSeed;
use crate::json::canonical::canonical;
use crate::json::context::Context;
use crate::json::descriptor::Form;
use crate::json::node::Node;
use crate::json::wire::{Raw, put_field};

/// Reads an `Any`, and appends its fields.
pub(super) fn read_any<'de, D: Deserializer<'de>>(
    out: &mut Vec<u8>,
    context: Context,
    deserializer: D,
) -> Result<(), D::Error> {
    let context = context.deeper().map_err(D::Error::custom)?;
    let node = Node::read(deserializer)?;
    let (type_url, value) = from_node(node, context).map_err(D::Error::custom)?;
    for (number, bytes) in [(1, type_url.as_bytes()), (2, &value)] {
        put_field(out, number, Raw::Bytes(bytes));
    }
    Ok(())
}

/// Returns the type URL and the encoded message.
fn from_node(node: Node, context: Context) -> Result<(String, Vec<u8>), String> {
    let Node::Object(mut entries) = node else {
        return Err("a `google.protobuf.Any` must be an object".to_owned());
    };
    let Some(type_url) = taken(&mut entries, "@type")? else {
        return if entries.is_empty() || context.options.ignore_unknown {
            Ok(Default::default())
        } else {
            Err("an `Any` has no `@type`".to_owned())
        };
    };
    let Node::Text(type_url) = type_url else { return Err("`@type` must be a string".to_owned()) };
    let descriptor = context.types.find(&type_url)?;
    let node = match descriptor.form {
        Form::Object => Node::Object(entries),
        _ => {
            let value = taken(&mut entries, "value")?.ok_or("an `Any` has no `value`")?;
            match entries.first() {
                Some((key, _)) if !context.options.ignore_unknown => {
                    return Err(format!("`{key}` is not allowed with `value`"));
                }
                _ => value,
            }
        }
    };
    let mut value = Vec::new();
    MessageSeed { out: &mut value, descriptor, context }.deserialize(node).map_err(|error| error.0)?;
    Ok((type_url, canonical(descriptor, &value, context)?))
}

/// Removes an entry and returns its value. Fails if the key is there twice.
fn taken(entries: &mut Vec<(String, Node)>, key: &str) -> Result<Option<Node>, String> {
    let Some(index) = entries.iter().position(|(it, _)| it == key) else { return Ok(None) };
    let (_, node) = entries.remove(index);
    if entries.iter().any(|(it, _)| it == key) { Err(format!("`{key}` is there twice")) } else { Ok(Some(node)) }
}
