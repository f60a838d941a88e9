use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use serde_json::Value as Json;

use super::super::{Codec, Content, JsonError, Key, MAX_DEPTH, Message, Value};
use super::UnknownKeys;
use super::scalar::{self, unfit};
use crate::schema::{EnumId, EnumType, FieldId, FieldType, MessageId, Scalar, Shape};

type Result<T> = std::result::Result<T, JsonError>;

impl Codec<'_> {
    pub(super) fn read_json(&self, ty: MessageId, json: &Json, unknown: UnknownKeys, depth: u32) -> Result<Message> {
        if depth > MAX_DEPTH {
            return Err(JsonError::new(format!("messages are nested more than {MAX_DEPTH} deep")));
        }
        if let Some(special) = self.special(ty) {
            return self.read_special(special, ty, json, unknown, depth);
        }
        let object = json.as_object().ok_or_else(|| unfit(json, self.schema.text(self.schema[ty].full_name)))?;
        let mut message = Message::new(ty);
        let (keys, mut seen) = (self.keys(ty), Vec::new());
        for (key, value) in object {
            let Some(id) = self.by_key(ty, &keys, key) else {
                if unknown == UnknownKeys::Ignore {
                    continue;
                }
                let name = self.schema.text(self.schema[ty].full_name);
                return Err(JsonError::new(format!("`{name}` has no field `{key}`")).inside(key));
            };
            self.read_field(&mut message, id, value, &mut seen, unknown, depth).map_err(|error| error.inside(key))?;
        }
        Ok(message)
    }

    /// The field with this key: its JSON name, or its name as it is declared.
    fn by_key(&self, ty: MessageId, keys: &HashMap<String, FieldId, RandomState>, key: &str) -> Option<FieldId> {
        match key.strip_prefix('[').and_then(|key| key.strip_suffix(']')) {
            Some(name) => self.extension(name).filter(|&id| self.schema[id].containing() == ty),
            None => keys.get(key).copied(),
        }
    }

    fn read_field(
        &self,
        message: &mut Message,
        id: FieldId,
        json: &Json,
        seen: &mut Vec<FieldId>,
        unknown: UnknownKeys,
        depth: u32,
    ) -> Result<()> {
        if json.is_null() && !self.takes_null(id) {
            return Ok(());
        }
        let name = self.schema.text(self.schema[id].name);
        if seen.contains(&id) {
            return Err(JsonError::new(format!("field `{name}` is there twice")));
        }
        let oneof = self.schema[id].oneof.filter(|&oneof| !self.schema[oneof].synthetic);
        if let Some(rival) = oneof.and_then(|_| seen.iter().find(|&&other| self.schema[other].oneof == oneof)) {
            let rival = self.schema.text(self.schema[*rival].name);
            return Err(JsonError::new(format!("`{rival}` and `{name}` are set, and only one of them may be")));
        }
        seen.push(id);
        if let Some(content) = self.read_content_json(id, json, unknown, depth)? {
            self.put(message, id, content);
        }
        Ok(())
    }

    /// What a field holds; `None` where it is a value that is not known and need not be.
    pub(super) fn read_content_json(
        &self,
        id: FieldId,
        json: &Json,
        unknown: UnknownKeys,
        depth: u32,
    ) -> Result<Option<Content>> {
        let name = || self.schema.text(self.schema[id].name);
        Ok(match self.schema.shape(id) {
            Shape::Single(_) => self.read_value_json(id, json, unknown, depth)?.map(Content::One),
            Shape::Repeated { .. } => {
                let array = json.as_array();
                let array =
                    array.ok_or_else(|| JsonError::new(format!("`{}` is a list, and `{json}` is none", name())))?;
                let mut values = Vec::with_capacity(array.len());
                for json in array {
                    values.extend(self.read_value_json(id, json, unknown, depth)?);
                }
                Some(Content::Many(values))
            }
            Shape::Map { key: key_field, value: half } => {
                let object = json.as_object();
                let object =
                    object.ok_or_else(|| JsonError::new(format!("`{}` is a map, and `{json}` is none", name())))?;
                let mut entries = BTreeMap::new();
                for (key, json) in object {
                    if let Some(value) = self.read_value_json(half, json, unknown, depth)? {
                        entries.insert(self.read_key(key_field, key)?, value);
                    }
                }
                Some(Content::Map(entries))
            }
        })
    }

    fn read_key(&self, id: FieldId, key: &str) -> Result<Key> {
        let json = Json::from(key);
        let FieldType::Scalar(scalar) = self.schema[id].ty else { return Err(unfit(&json, "key")) };
        let value = match (scalar, key) {
            (Scalar::Bool, "true") => Value::Bool(true),
            (Scalar::Bool, "false") => Value::Bool(false),
            _ => scalar::read(scalar, &json)?,
        };
        value.into_key().ok_or_else(|| unfit(&json, "key"))
    }

    fn read_value_json(&self, id: FieldId, json: &Json, unknown: UnknownKeys, depth: u32) -> Result<Option<Value>> {
        match self.schema[id].ty {
            FieldType::Scalar(scalar) => scalar::read(scalar, json).map(Some),
            FieldType::Enum(of) => self.read_enum(of, json, unknown).map(|number| number.map(Value::Enum)),
            FieldType::Message(of) | FieldType::Group(of) => {
                self.read_json(of, json, unknown, depth + 1).map(|message| Some(Value::Message(message)))
            }
        }
    }

    /// A value by name or by number.
    fn read_enum(&self, id: EnumId, json: &Json, unknown: UnknownKeys) -> Result<Option<i32>> {
        let of = &self.schema[id];
        let name = self.schema.text(of.full_name);
        if json.is_null() && self.is_null_value(id) {
            return Ok(Some(0));
        }
        if let Some(text) = json.as_str() {
            let mut values = of.values.iter().map(|&value| &self.schema[value]);
            match values.find(|value| self.schema.text(value.name) == text) {
                Some(value) => return Ok(Some(value.number)),
                // Digits in quotes are a number, to most parsers.
                None if text.parse::<i32>().is_ok() => {}
                None if unknown == UnknownKeys::Ignore => return Ok(None),
                None => return Err(JsonError::new(format!("enum `{name}` has no value `{text}`"))),
            }
        }
        let Value::Int(number) = scalar::read(Scalar::Int32, json).map_err(|_| unfit(json, name))? else {
            return Err(unfit(json, name));
        };
        let number = number as i32;
        match of.features.enum_type {
            EnumType::Closed if !self.takes(id, number) && unknown == UnknownKeys::Ignore => Ok(None),
            EnumType::Closed if !self.takes(id, number) => {
                Err(JsonError::new(format!("enum `{name}` has no value {number}, and is closed")))
            }
            EnumType::Open | EnumType::Closed => Ok(Some(number)),
        }
    }
}
