//! From JSON values to messages, with the rules of protobuf's parsers or of Go.

use std::collections::{BTreeMap, HashSet};

use super::super::codec::Keys;
use super::super::{Codec, Content, DynamicValue, JsonError, Key, MAX_DEPTH, Message};
use super::scalar::{self, unfit};
use super::{UnknownKeys, is_extension_key};
use protoward_protojson::number::is_key;
use protoward_schema::{EnumId, EnumType, FieldId, FieldNumber, FieldType, MessageId, OneofId, Scalar, Shape};
use protoward_values::{Key as TreeKey, Node, Tree};

type Result<T> = std::result::Result<T, JsonError>;

pub(super) fn read(
    codec: &Codec<'_>,
    ty: MessageId,
    node: &Node,
    unknown: UnknownKeys,
) -> Result<(Message, Vec<JsonError>)> {
    let mut reader = JsonReader { codec, unknown, left_out: Vec::new() };
    let message = reader.message(ty, node, 0)?;
    Ok((message, reader.left_out))
}

/// Maximum number of notes about ignored parts.
const MAX_LEFT_OUT: usize = 20;

pub(super) struct JsonReader<'r, 'c> {
    pub(super) codec: &'r Codec<'c>,
    pub(super) unknown: UnknownKeys,
    left_out: Vec<JsonError>,
}

/// The fields of one object that have been read.
#[derive(Default)]
struct FieldsRead {
    fields: HashSet<FieldId>,
    oneofs: BTreeMap<OneofId, FieldId>,
}

impl JsonReader<'_, '_> {
    pub(super) fn message(&mut self, ty: MessageId, node: &Node, depth: u32) -> Result<Message> {
        if depth > MAX_DEPTH {
            return Err(JsonError::at(node.at, format!("messages are nested more than {MAX_DEPTH} deep")));
        }
        if let Some(special) = self.codec.special(ty) {
            return self.special(special, ty, node, depth);
        }
        self.fields(ty, node, depth, |_| false)
    }

    /// Converts the fields of an object, except the keys in `passed`.
    pub(super) fn fields(
        &mut self,
        ty: MessageId,
        node: &Node,
        depth: u32,
        passed: impl Fn(&str) -> bool,
    ) -> Result<Message> {
        let schema = self.codec.schema();
        let name = schema.text(schema[ty].full_name);
        let Tree::Object(entries) = &node.tree else { return Err(unfit(node, name)) };
        let mut message = Message::new(ty);
        let keys = self.codec.keys(ty);
        let mut seen = FieldsRead::default();
        let mut entries: Vec<_> = entries.iter().filter(|(key, _)| !passed(&key.text)).collect();
        if self.unknown == UnknownKeys::Refuse {
            // Sorted, so that the first error does not depend on the order in the text.
            entries.sort_by_key(|(key, _)| &key.text);
        }
        for (key, value) in entries {
            let Some(id) = self.by_key(ty, &keys, &key.text) else {
                let help = self.codec.similar_field(ty, &key.text).map(|near| format!("did you mean `{near}`?"));
                let message = format!("`{name}` has no field `{}`", key.text);
                let error = JsonError { help, ..JsonError::at(key.at, message) }.inside(&key.text);
                if self.unknown.ignores_key(&key.text) {
                    self.leave_out(error);
                    continue;
                }
                return Err(error);
            };
            let read = self.field(&mut message, id, value, &mut seen, depth);
            read.map_err(|error| error.inside(&key.text).placed(key.at))?;
        }
        Ok(message)
    }

    fn leave_out(&mut self, error: JsonError) {
        if self.left_out.len() < MAX_LEFT_OUT {
            self.left_out.push(error);
        }
    }

    /// Returns the field with this key: its JSON name or its declared name; in YAML, also its number.
    fn by_key(&self, ty: MessageId, keys: &Keys, key: &str) -> Option<FieldId> {
        if is_extension_key(key) {
            return self.codec.json_field(ty, key);
        }
        let by_number = || {
            let number = key.parse().ok().filter(|_| self.unknown == UnknownKeys::RefuseInYaml)?;
            self.codec.field(ty, FieldNumber(number))
        };
        keys.in_json(key).or_else(by_number)
    }

    fn field(
        &mut self,
        message: &mut Message,
        id: FieldId,
        node: &Node,
        seen: &mut FieldsRead,
        depth: u32,
    ) -> Result<()> {
        let schema = self.codec.schema();
        let name = schema.text(schema[id].name);
        // A `null` counts as a duplicate too, because parsers disagree about which of the two wins.
        if !seen.fields.insert(id) {
            return Err(JsonError::new(format!("field `{name}` is there twice")));
        }
        if node.tree == Tree::Null && !self.takes_null(id) {
            return Ok(());
        }
        let content = self.content(id, node, depth)?;
        // An ignored value leaves the oneof unset, except in Go.
        if let Some(oneof) = schema[id].oneof.filter(|&oneof| !schema[oneof].synthetic)
            && (content.is_some() || self.unknown.is_go())
            && let Some(rival) = seen.oneofs.insert(oneof, id)
        {
            let rival = schema.text(schema[rival].name);
            return Err(JsonError::new(format!("`{rival}` and `{name}` are set, and only one of them may be")));
        }
        if let Some(content) = content {
            self.codec.put(message, id, content);
        }
        Ok(())
    }

    /// Returns whether `null` is a value of this field's type.
    fn takes_null(&self, id: FieldId) -> bool {
        let schema = self.codec.schema();
        let is_meant = match schema.shape(id) {
            Shape::Single(_) => true,
            // Go checks the element type only, and then reports a missing list.
            Shape::Repeated { .. } => self.unknown.is_go(),
            Shape::Map { .. } => false,
        };
        is_meant && self.codec.is_null_type(schema[id].ty)
    }

    /// Converts the contents of a field; `None` for an ignored unknown value.
    pub(super) fn content(&mut self, id: FieldId, node: &Node, depth: u32) -> Result<Option<Content>> {
        let schema = self.codec.schema();
        let name = || schema.text(schema[id].name);
        Ok(match schema.shape(id) {
            Shape::Single(_) => self.value(id, node, depth)?.map(Content::One),
            Shape::Repeated { .. } => {
                let Tree::Array(nodes) = &node.tree else {
                    let why = format!("`{}` is a list, and {} is none", name(), node.shown());
                    return Err(JsonError::at(node.at, why));
                };
                let mut values = Vec::with_capacity(nodes.len());
                for node in nodes {
                    values.extend(self.value(id, node, depth)?);
                }
                Some(Content::Many(values))
            }
            Shape::Map { key: key_field, value: half } => {
                let Tree::Object(nodes) = &node.tree else {
                    let why = format!("`{}` is a map, and {} is none", name(), node.shown());
                    return Err(JsonError::at(node.at, why));
                };
                let mut entries = BTreeMap::new();
                for (key, node) in nodes {
                    let read = self.key(key_field, key).map_err(|error| error.placed(key.at))?;
                    if entries.contains_key(&read) {
                        return Err(JsonError::at(key.at, format!("the key `{}` is there twice", key.text)));
                    }
                    if let Some(value) = self.value(half, node, depth)? {
                        entries.insert(read, value);
                    }
                }
                Some(Content::Map(entries))
            }
        })
    }

    fn key(&self, id: FieldId, key: &TreeKey) -> Result<Key> {
        let plain = key.is_plain.then(|| key.text.clone().into_boxed_str());
        let node = Node { plain, ..Node::new(key.at..key.end, Tree::String(key.text.clone())) };
        let no_key = || JsonError::new(format!("{} is not a key of this map", node.shown()));
        let FieldType::Scalar(scalar) = self.codec.schema()[id].ty else { return Err(no_key()) };
        let value = match (scalar, &*key.text) {
            (Scalar::Bool, "true") => DynamicValue::Bool(true),
            (Scalar::Bool, "false") => DynamicValue::Bool(false),
            (Scalar::Bool | Scalar::String, _) => scalar::read(scalar, &node).map_err(|_| no_key())?,
            (_, text) => {
                let number = scalar::read(scalar, &node).map_err(|error| JsonError { at: None, ..error });
                match integer_key(scalar, text) {
                    _ if self.unknown == UnknownKeys::RefuseInYaml => number?,
                    Some(key) => key,
                    None => return Err(number.err().unwrap_or_else(no_key)),
                }
            }
        };
        value.into_key().ok_or_else(no_key)
    }

    fn value(&mut self, id: FieldId, node: &Node, depth: u32) -> Result<Option<DynamicValue>> {
        match self.codec.schema()[id].ty {
            FieldType::Scalar(scalar) => scalar::read(scalar, node).map(Some),
            FieldType::Enum(of) => self.enum_value(of, node).map(|number| number.map(DynamicValue::Enum)),
            FieldType::Message(of) | FieldType::Group(of) => {
                self.message(of, node, depth + 1).map(|message| Some(DynamicValue::Message(message)))
            }
        }
    }

    /// Converts an enum value by name or number.
    fn enum_value(&mut self, id: EnumId, node: &Node) -> Result<Option<i32>> {
        let schema = self.codec.schema();
        let name = schema.text(schema[id].full_name);
        if node.tree == Tree::Null && self.codec.is_null_value(id) {
            return Ok(Some(0));
        }
        if let Tree::String(text) = &node.tree {
            match self.codec.json_value_by_name(id, text) {
                Some(number) => return Ok(Some(number)),
                // Most parsers accept a number in quotes.
                None if text.parse::<i32>().is_ok() && !self.unknown.is_json_of_go() => {}
                // YAML integers such as `0x1`.
                None if node.plain.is_some() && scalar::read(Scalar::Int32, node).is_ok() => {}
                None => {
                    let help = self.codec.similar_value(id, text).map(|near| format!("did you mean `{near}`?"));
                    let message = format!("enum `{name}` has no value `{text}`");
                    return self.no_value(node, message, help);
                }
            }
        }
        let unfit = || unfit(node, name);
        let DynamicValue::Int(number) = scalar::read(Scalar::Int32, node).map_err(|_| unfit())? else {
            return Err(unfit());
        };
        let number = number as i32;
        match schema[id].features.enum_type {
            EnumType::Closed if !self.unknown.is_go() && !self.codec.takes(id, number) => {
                self.no_value(node, format!("enum `{name}` has no value {number}, and is closed"), None)
            }
            EnumType::Open | EnumType::Closed => Ok(Some(number)),
        }
    }

    fn no_value(&mut self, node: &Node, message: String, help: Option<String>) -> Result<Option<i32>> {
        let error = JsonError { help, ..JsonError::at(node.at, message) };
        if self.unknown.are_ignored() {
            self.leave_out(error);
            return Ok(None);
        }
        Err(error)
    }
}

/// Parses an integer map key.
fn integer_key(scalar: Scalar, text: &str) -> Option<DynamicValue> {
    let is_unsigned = matches!(scalar, Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64);
    if !is_key(text, is_unsigned) {
        return None;
    }
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => {
            text.parse().ok().map(|it: i32| DynamicValue::Int(it.into()))
        }
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => text.parse().ok().map(DynamicValue::Int),
        Scalar::Uint32 | Scalar::Fixed32 => text.parse().ok().map(|it: u32| DynamicValue::Uint(it.into())),
        Scalar::Uint64 | Scalar::Fixed64 => text.parse().ok().map(DynamicValue::Uint),
        Scalar::Double | Scalar::Float | Scalar::Bool | Scalar::String | Scalar::Bytes => None,
    }
}
