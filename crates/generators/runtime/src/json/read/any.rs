//! `google.protobuf.Any`, which is read into memory first: its `@type` may come after the fields that it explains.

use protoward_protojson::base64;
use serde::de::{DeserializeSeed as _, Deserializer};

use super::MessageSeed;
use super::reading::Reading;
use crate::json::context::unknown_type;
use crate::json::decoded::Decoded;
use crate::json::descriptor::Form;
use crate::json::node::Node;
use crate::json::registry;
use crate::json::wire::{Raw, put_field};

/// Reads an `Any`, and appends its fields.
pub(super) fn read_any<'de, D: Deserializer<'de>>(
    out: &mut Vec<u8>,
    reading: Reading<'_>,
    deserializer: D,
) -> Result<(), D::Error> {
    let reading = reading.deeper().map_err(|why| reading.invalid(why))?;
    let node = Node::read(deserializer)?;
    let (type_url, value) = from_node(node, reading).map_err(|why| reading.invalid(why))?;
    for (number, bytes) in [(1, type_url.as_bytes()), (2, &value)] {
        put_field(out, number, Raw::Bytes(bytes));
    }
    Ok(())
}

/// Returns the type URL and the encoded message.
fn from_node(node: Node, reading: Reading<'_>) -> Result<(String, Vec<u8>), String> {
    let Node::Object(mut entries) = node else {
        return Err("a `google.protobuf.Any` must be an object".to_owned());
    };
    let Some(type_url) = taken(&mut entries, "@type")? else {
        return if entries.is_empty() || reading.options().ignore_unknown {
            Ok(Default::default())
        } else {
            Err("an `Any` has no `@type`".to_owned())
        };
    };
    let Node::Text(type_url) = type_url else { return Err("`@type` must be a string".to_owned()) };
    let Some(descriptor) = registry::find(reading.types(), &type_url) else {
        let value = if reading.options().strict_any { None } else { encoded(entries, reading)? };
        return value.map(|value| (type_url.clone(), value)).ok_or_else(|| unknown_type(&type_url));
    };
    let node = match descriptor.form {
        Form::Object => Node::Object(entries),
        _ => only_value(entries, reading)?.ok_or("an `Any` has no `value`")?,
    };
    let mut value = Vec::new();
    MessageSeed { out: &mut value, descriptor, reading }.deserialize(node).map_err(|error| error.0)?;
    Ok((type_url, Decoded::of(descriptor, &value, reading.context())?.encoding()))
}

/// Returns the encoded message of an unknown type, if there is one.
fn encoded(entries: Vec<(String, Node)>, reading: Reading<'_>) -> Result<Option<Vec<u8>>, String> {
    match only_value(entries, reading)? {
        None => Ok(None),
        Some(Node::Text(text)) => base64::decode(&text).map(Some).ok_or_else(|| format!("`{text}` is not base64")),
        Some(_) => Err("the `value` of an `Any` of an unknown type must be base64".to_owned()),
    }
}

/// Returns what is under `value`. Other entries are errors, unless they are ignored.
fn only_value(mut entries: Vec<(String, Node)>, reading: Reading<'_>) -> Result<Option<Node>, String> {
    let value = taken(&mut entries, "value")?;
    match entries.first() {
        Some((key, _)) if value.is_some() && !reading.options().ignore_unknown => {
            Err(format!("`{key}` is not allowed with `value`"))
        }
        _ => Ok(value),
    }
}

/// Removes an entry and returns its value. Fails if the key is there twice.
fn taken(entries: &mut Vec<(String, Node)>, key: &str) -> Result<Option<Node>, String> {
    let Some(index) = entries.iter().position(|(it, _)| it == key) else { return Ok(None) };
    let (_, node) = entries.remove(index);
    if entries.iter().any(|(it, _)| it == key) { Err(format!("`{key}` is there twice")) } else { Ok(Some(node)) }
}
