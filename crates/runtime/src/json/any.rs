use serde::de::{DeserializeSeed as _, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize as _, SerializeMap as _, Serializer};

use super::canonical::canonical;
use super::context::Context;
use super::descriptor::Form;
use super::node::Node;
use super::read::MessageSeed;
use super::wire::{Input, Malformed, Raw, put_delimited};
use super::write::EncodedMessage;

/// Writes an `Any`.
pub(super) fn write_any<S: Serializer>(bytes: &[u8], context: Context, serializer: S) -> Result<S::Ok, S::Error> {
    let (type_url, value) = parts(bytes).map_err(S::Error::custom)?;
    if type_url.is_empty() {
        return match value.is_empty() {
            true => serializer.serialize_map(Some(0))?.end(),
            false => Err(S::Error::custom("an `Any` with a value and no type has no JSON form")),
        };
    }
    let context = context.deeper().map_err(S::Error::custom)?;
    let descriptor = match (context.types.find(type_url), context.types.other) {
        (Ok(descriptor), _) => descriptor,
        (Err(_), Some(other)) => return other(type_url, value).map_err(S::Error::custom)?.serialize(serializer),
        (Err(error), None) => return Err(S::Error::custom(error)),
    };
    let value = canonical(descriptor, value, context)
        .map_err(|error| S::Error::custom(format_args!("the value of the `Any` cannot be read: {error}")))?;
    let message = EncodedMessage { bytes: &value, descriptor, context };
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("@type", type_url)?;
    match descriptor.form {
        Form::Object => {
            let context = context.of(descriptor).deeper().map_err(S::Error::custom)?;
            EncodedMessage { context, ..message }.write_fields(&mut map)?;
        }
        _ => map.serialize_entry("value", &message)?,
    }
    map.end()
}

/// Returns the type URL and the value of an encoded `Any`.
fn parts(bytes: &[u8]) -> Result<(&str, &[u8]), Malformed> {
    let (mut type_url, mut value): (&str, &[u8]) = ("", &[]);
    let mut input = Input(bytes);
    while let Some((number, raw)) = input.field()? {
        match (number, raw) {
            (1, Raw::Bytes(bytes)) => type_url = std::str::from_utf8(bytes).map_err(|_| Malformed)?,
            (2, Raw::Bytes(bytes)) => value = bytes,
            _ => {}
        }
    }
    Ok((type_url, value))
}

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
        put_delimited(out, number, |out| {
            out.extend_from_slice(bytes);
            Ok(())
        })?;
    }
    Ok(())
}

/// Returns the type URL and the encoded message.
fn from_node(node: Node, context: Context) -> Result<(String, Vec<u8>), String> {
    let Node::Object(mut entries) = node else {
        return Err("a `google.protobuf.Any` must be an object".to_owned());
    };
    let Some(type_url) = taken(&mut entries, "@type")? else {
        return match entries.is_empty() || context.options.ignore_unknown {
            true => Ok(Default::default()),
            false => Err("an `Any` has no `@type`".to_owned()),
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
    match entries.iter().any(|(it, _)| it == key) {
        true => Err(format!("`{key}` is there twice")),
        false => Ok(Some(node)),
    }
}
