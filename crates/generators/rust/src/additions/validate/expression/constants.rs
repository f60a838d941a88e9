//! Values that are known while code is generated: literals, and those of `rule` and `rules`.

use std::sync::Arc;

use protoward_constraints::cel::value::{MessageObject, Value};
use protoward_schema::FieldId;

use super::code::Code;
use super::compiler::{Compiler, Step, double, int};
use super::form::{Constant, Form};

impl Compiler<'_> {
    /// Returns the code of a literal, or of a value of a rule.
    pub(super) fn constant(&mut self, value: &Value) -> Step {
        Ok(match value {
            Value::Null => Code::new("()", Form::Null),
            Value::Bool(value) => Code::new(value.to_string(), Form::Bool),
            Value::Int(value) => int(*value),
            Value::Uint(value) => Code::new(format!("{value}u64"), Form::Uint),
            Value::Double(value) => double(*value),
            Value::Text(text) => Code::literal(text),
            Value::Bytes(bytes) => Code::new(format!("(&b\"{}\"[..])", bytes.escape_ascii()), Form::BYTES),
            Value::Duration(nanos) => Code::new(format!("__cel::Duration::of_nanos({nanos})"), Form::Duration),
            Value::Timestamp(nanos) => Code::new(format!("__cel::Timestamp::of_nanos({nanos})"), Form::Timestamp),
            Value::List(values) => {
                let codes = values.iter().map(|value| self.constant(value)).collect::<Step<Vec<_>>>()?;
                self.array(codes)?
            }
            Value::Map(entries) => {
                let entry = |(key, value): &(Value, Value)| Ok((self.constant(key)?, self.constant(value)?));
                let codes = entries.iter().map(entry).collect::<Step<Vec<_>>>()?;
                self.map(codes)?
            }
            Value::Type(name) => Code::new(format!("{name:?}"), Form::Type),
            Value::Object(object) => Code::new("", Form::Constant(Constant(Arc::new(object.clone())))),
        })
    }

    /// Compiles `rules.name`.
    pub(super) fn select_constant(&mut self, operand: &Code, name: &str) -> Step {
        let (object, field) = self.field_of_constant(operand, name)?;
        let value = self.scope.reading.field(&object.message, field);
        self.constant(&value)
    }

    /// Compiles `has(rules.name)`.
    pub(super) fn has_constant(&self, operand: &Code, name: &str) -> Step {
        let (object, field) = self.field_of_constant(operand, name)?;
        let is_set = object.message.get(self.scope.reading.schema[field].number).is_some();
        Ok(Code::new(is_set.to_string(), Form::Bool))
    }

    fn field_of_constant(&self, operand: &Code, name: &str) -> Step<(Arc<MessageObject>, FieldId)> {
        let Form::Constant(Constant(object)) = &operand.form else { return Err("a field of this value".to_owned()) };
        let schema = self.scope.reading.schema;
        let mut fields = schema[object.message.ty].fields.iter().copied();
        let field = fields.find(|&id| schema.text(schema[id].name) == name);
        field.map(|field| (Arc::clone(object), field)).ok_or_else(|| format!("the unknown field `{name}`"))
    }
}
