use super::super::{Codec, Content, JsonError, Message, Value};
use super::scalar::{self, quoted};
use super::special::key_text;
use crate::schema::{FieldId, FieldType, Shape};

type Result<T> = std::result::Result<T, JsonError>;

impl Codec<'_> {
    pub(super) fn write_json(&self, message: &Message, out: &mut String) -> Result<()> {
        if let Some(special) = self.special(message.ty) {
            return self.write_special(special, message, out);
        }
        out.push('{');
        self.write_fields_json(message, true, out)?;
        out.push('}');
        Ok(())
    }

    /// The fields of an object; `is_first` says that nothing stands before them.
    pub(super) fn write_fields_json(&self, message: &Message, mut is_first: bool, out: &mut String) -> Result<()> {
        for (_, id, content) in message.iter() {
            if !std::mem::take(&mut is_first) {
                out.push(',');
            }
            out.push_str(&quoted(&self.json_key(id)));
            out.push(':');
            self.write_content_json(id, content, out)?;
        }
        Ok(())
    }

    /// The key of a field; of an extension, its full name in brackets.
    pub fn json_key(&self, id: FieldId) -> String {
        match self.schema[id].is_extension() {
            true => format!("[{}]", self.schema.full_name(id.into())),
            false => self.schema.json_name(id),
        }
    }

    pub(super) fn write_content_json(&self, id: FieldId, content: &Content, out: &mut String) -> Result<()> {
        match content {
            Content::One(value) => self.write_value_json(id, value, out)?,
            Content::Many(values) => {
                out.push('[');
                for (index, value) in values.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    self.write_value_json(id, value, out)?;
                }
                out.push(']');
            }
            Content::Map(entries) => {
                let Shape::Map { value: half, .. } = self.schema.shape(id) else {
                    return Err(JsonError::new("it is no map"));
                };
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    out.push_str(&quoted(&key_text(key)?));
                    out.push(':');
                    self.write_value_json(half, value, out)?;
                }
                out.push('}');
            }
        }
        Ok(())
    }

    pub(super) fn write_value_json(&self, id: FieldId, value: &Value, out: &mut String) -> Result<()> {
        match (self.schema[id].ty, value) {
            (_, Value::Message(message)) => self.write_json(message, out)?,
            (FieldType::Enum(of), Value::Enum(_)) if self.is_null_value(of) => out.push_str("null"),
            (FieldType::Enum(of), Value::Enum(number)) => match self.value_name(of, *number) {
                Some(name) => out.push_str(&quoted(name)),
                None => out.push_str(&number.to_string()),
            },
            (FieldType::Scalar(scalar), value) => out.push_str(&scalar::write(scalar, value)?),
            _ => return Err(JsonError::new("the value is not of the type of its field")),
        }
        Ok(())
    }
}
