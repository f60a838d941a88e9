use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serialize as _, SerializeMap as _, Serializer};

use super::context::Context;
use super::node::Node;

/// Writes an `Any`.
pub fn write_any<S: Serializer>(
    type_url: &str,
    value: &[u8],
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if type_url.is_empty() {
        return match value.is_empty() {
            true => serializer.serialize_map(Some(0))?.end(),
            false => Err(S::Error::custom("an `Any` with a value and no type has no JSON form")),
        };
    }
    let context = context.deeper().map_err(S::Error::custom)?;
    let ty = match (context.types.find(type_url), context.types.other) {
        (Ok(ty), _) => ty,
        (Err(_), Some(other)) => return other(type_url, value).map_err(S::Error::custom)?.serialize(serializer),
        (Err(error), None) => return Err(S::Error::custom(error)),
    };
    let node = (ty.write)(value, context).map_err(S::Error::custom)?;
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("@type", type_url)?;
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

/// Reads an `Any`: the type URL and the encoded message.
pub fn read_any<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<(String, Vec<u8>), D::Error> {
    let context = context.deeper().map_err(D::Error::custom)?;
    let node = Node::read(deserializer)?;
    from_node(node, context).map_err(D::Error::custom)
}

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
    let ty = context.types.find(&type_url)?;
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
    Ok((type_url, value))
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
