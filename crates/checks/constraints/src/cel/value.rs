//! Values of messages, as expressions see them.

use protoward_cel::{Object, times};
use protoward_dynamic::{Codec, Content, DynamicValue, Key, Message};
use protoward_schema::c_escapes::unescaped;
use protoward_schema::{EnumId, FieldId, FieldType, MessageId, Scalar, Schema, Shape};
use std::sync::Arc;

/// A value of an expression.
pub type Value = protoward_cel::Value<MessageObject>;

/// A message with its full name.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageObject {
    /// The message.
    pub message: Arc<Message>,
    name: Arc<str>,
}

impl Object for MessageObject {
    fn type_name(&self) -> &str {
        &self.name
    }
}

/// Reads values of messages, with the types that the schema has for their fields.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The schema of the messages.
    pub schema: &'a Schema,
    /// The codec of the schema.
    pub codec: &'a Codec<'a>,
}

impl Reading<'_> {
    /// Returns a field of a message, or its default if it is not set.
    pub fn field(self, message: &Message, id: FieldId) -> Value {
        match message.get(self.schema[id].number) {
            Some(Content::One(value)) => self.value(value),
            Some(Content::Many(values)) => Value::list(values.iter().map(|value| self.value(value)).collect()),
            Some(Content::Map(entries)) => {
                let entry = |(key, value): (&Key, &DynamicValue)| {
                    (self.value(&DynamicValue::from(key.clone())), self.value(value))
                };
                Value::Map(Arc::new(entries.iter().map(entry).collect()))
            }
            None => self.default(id),
        }
    }

    fn default(self, id: FieldId) -> Value {
        let declared = self.schema[id].default.as_deref();
        match self.schema.shape(id) {
            Shape::Repeated { .. } => Value::list(Vec::new()),
            Shape::Map { .. } => Value::Map(Arc::default()),
            Shape::Single(_) => match self.schema[id].ty {
                FieldType::Message(ty) | FieldType::Group(ty) if self.is_wrapper(ty) => Value::Null,
                FieldType::Message(ty) | FieldType::Group(ty) => self.message(&Message::new(ty)),
                FieldType::Enum(of) => Value::Int(self.default_number(of, declared).into()),
                FieldType::Scalar(scalar) => {
                    declared.map_or_else(|| zero(scalar), |text| declared_default(scalar, text))
                }
            },
        }
    }

    /// Returns the number of the declared default of an enum, which is its first value if there is none.
    fn default_number(self, of: EnumId, declared: Option<&[u8]>) -> i32 {
        let mut values = self.schema[of].values.iter().map(|&id| &self.schema[id]);
        let value = match declared {
            Some(name) => values.find(|it| self.schema.text(it.name).as_bytes() == name),
            None => values.next(),
        };
        value.map_or(0, |it| it.number)
    }

    fn is_wrapper(self, ty: MessageId) -> bool {
        let name = self.schema.text(self.schema[ty].full_name);
        name.starts_with("google.protobuf.") && name.ends_with("Value") && name != "google.protobuf.ListValue"
    }

    /// Converts a value of a field.
    pub fn value(self, value: &DynamicValue) -> Value {
        match value {
            DynamicValue::Double(value) => Value::Double(*value),
            DynamicValue::Float(value) => Value::Double(f64::from(*value)),
            DynamicValue::Int(value) => Value::Int(*value),
            DynamicValue::Uint(value) => Value::Uint(*value),
            DynamicValue::Bool(value) => Value::Bool(*value),
            DynamicValue::Text(text) => String::from_utf8_lossy(text).as_ref().into(),
            DynamicValue::Bytes(bytes) => Value::Bytes(Arc::from(bytes.as_slice())),
            DynamicValue::Enum(number) => Value::Int(i64::from(*number)),
            DynamicValue::Message(message) => self.message(message),
        }
    }

    /// Returns a message as an object.
    pub fn object(self, message: &Message) -> Value {
        let name = self.schema.text(self.schema[message.ty].full_name).into();
        Value::Object(MessageObject { message: Arc::new(message.clone()), name })
    }

    /// Converts a message. Well-known types are not messages to expressions.
    pub fn message(self, message: &Message) -> Value {
        let schema = self.schema;
        let name = schema.text(schema[message.ty].full_name);
        let part = |name: &str| {
            let field = super::field_types::field(schema, message.ty, name)?;
            Some(self.field(message, field))
        };
        let number = |name: &str| match part(name) {
            Some(Value::Int(value)) => value,
            _ => 0,
        };
        match name {
            "google.protobuf.Duration" => Value::Duration(times::duration(number("seconds"), number("nanos"))),
            "google.protobuf.Timestamp" => Value::Timestamp(times::nanoseconds(number("seconds"), number("nanos"))),
            _ if self.is_wrapper(message.ty) && name != "google.protobuf.Value" => part("value").unwrap_or(Value::Null),
            _ => self.object(message),
        }
    }
}

/// Returns the default that a field declares, as descriptors have it.
fn declared_default(scalar: Scalar, default: &[u8]) -> Value {
    let text = String::from_utf8_lossy(default);
    match zero(scalar) {
        Value::Int(zero) => Value::Int(text.parse().unwrap_or(zero)),
        Value::Uint(zero) => Value::Uint(text.parse().unwrap_or(zero)),
        Value::Double(_) if scalar == Scalar::Float => Value::Double(text.parse::<f32>().unwrap_or(0.0).into()),
        Value::Double(zero) => Value::Double(text.parse().unwrap_or(zero)),
        Value::Bool(_) => Value::Bool(text == "true"),
        Value::Text(_) => text.as_ref().into(),
        Value::Bytes(_) => Value::Bytes(unescaped(default).into()),
        other => other,
    }
}

fn zero(scalar: Scalar) -> Value {
    match scalar {
        Scalar::Double | Scalar::Float => Value::Double(0.0),
        Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64 => {
            Value::Int(0)
        }
        Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => Value::Uint(0),
        Scalar::Bool => Value::Bool(false),
        Scalar::String => "".into(),
        Scalar::Bytes => Value::Bytes(Arc::from(&[][..])),
    }
}

#[cfg(test)]
mod tests {
    use super::{Reading, Value};
    use protoward_compiler::{Compiler, MemoryTree};
    use protoward_dynamic::{Codec, Message};

    #[test]
    fn absent_fields_have_the_defaults_that_they_declare() {
        let file = r#"
            syntax = "proto2";
            enum E { TWO = 2; ONE = 1; }
            message M {
                optional int32 a = 1 [default = -5];
                optional uint64 b = 2 [default = 18446744073709551615];
                optional float c = 3 [default = 0.1];
                optional double d = 4 [default = -inf];
                optional bool e = 5 [default = true];
                optional string f = 6 [default = "é"];
                optional bytes g = 7 [default = "\377a"];
                optional E h = 8;
                optional E i = 9 [default = ONE];
                optional string j = 10;
            }
        "#;
        let compiled = Compiler::new().resolver(MemoryTree::new([("a.proto", file)])).compile(["a.proto"]);
        let compiled = compiled.expect("the schema is right");
        let schema = compiled.schema();
        let codec = Codec::new(schema);
        let id = schema.find_message("M").expect("it is declared");
        let reading = Reading { schema, codec: &codec };
        let expected = [
            Value::Int(-5),
            Value::Uint(u64::MAX),
            Value::Double(f64::from(0.1_f32)),
            Value::Double(f64::NEG_INFINITY),
            Value::Bool(true),
            "é".into(),
            Value::Bytes([0xff, b'a'].into()),
            Value::Int(2),
            Value::Int(1),
            "".into(),
        ];
        for (&field, expected) in schema[id].fields.iter().zip(&expected) {
            let found = reading.field(&Message::new(id), field);
            assert!(found.equals(expected), "{found:?} instead of {expected:?}");
        }
    }
}
