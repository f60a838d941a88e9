use std::fmt;

use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serialize as _, SerializeMap as _, Serializer};

use super::context::Context;
use super::node::Node;

/// A type that an `Any` may hold.
pub struct Type {
    name: &'static str,
    /// The type has a special JSON form, which is written under the key `value`.
    is_special: bool,
    write: fn(&[u8], Context) -> Result<Node, String>,
    read: fn(Node, Context) -> Result<Vec<u8>, String>,
}

impl Type {
    pub(super) const fn new(
        name: &'static str,
        is_special: bool,
        write: fn(&[u8], Context) -> Result<Node, String>,
        read: fn(Node, Context) -> Result<Vec<u8>, String>,
    ) -> Self {
        Self { name, is_special, write, read }
    }
}

/// Writes the value of an `Any` whose type is not known, with its `@type`.
type WriteOther = fn(type_url: &str, value: &[u8]) -> Result<Node, String>;

/// The types that an `Any` may hold: those of one package, and those of the packages that it is linked with. Links may be circular.
pub struct Types {
    /// Sorted by name.
    own: &'static [Type],
    linked: &'static [&'static Types],
    other: Option<WriteOther>,
}

impl Types {
    /// Creates the list of the types of a package. `own` is sorted by name.
    pub const fn new(own: &'static [Type], linked: &'static [&'static Self]) -> Self {
        Self { own, linked, other: None }
    }

    /// No types.
    pub const EMPTY: Self = Self::new(&[], &[]);

    /// Returns the list with a function that writes values of other types.
    pub const fn or_else(self, other: WriteOther) -> Self {
        Self { other: Some(other), ..self }
    }

    /// Returns the type that a URL names.
    fn find(&'static self, url: &str) -> Result<&'static Type, String> {
        let name = url.rsplit('/').next().unwrap_or_default();
        let (mut reached, mut at) = (vec![self], 0);
        while let Some(&types) = reached.get(at) {
            if let Ok(found) = types.own.binary_search_by(|ty| ty.name.cmp(name)) {
                return Ok(&types.own[found]);
            }
            for &linked in types.linked {
                if !reached.iter().any(|&it| std::ptr::eq(it, linked)) {
                    reached.push(linked);
                }
            }
            at += 1;
        }
        Err(format!("the type `{url}` of an `Any` is not among those that were generated"))
    }
}

impl fmt::Debug for Types {
    /// Lists the names of the package only, because links may be circular.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.own.iter().map(|ty| ty.name)).finish()
    }
}

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
        return Err("it is no object, which a `google.protobuf.Any` is".to_owned());
    };
    let Some(type_url) = taken(&mut entries, "@type")? else {
        return match entries.is_empty() || context.options.ignore_unknown {
            true => Ok(Default::default()),
            false => Err("an `Any` has no `@type`".to_owned()),
        };
    };
    let Node::Text(type_url) = type_url else { return Err("`@type` is no text".to_owned()) };
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
