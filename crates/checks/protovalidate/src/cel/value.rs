//! Values of expressions, their equality and order. Values of different number types are compared by value, as in CEL.

use super::times;
use protoward_cel::{Literal, Number};
use protoward_dynamic::{Codec, Content, DynamicValue, Key, Message};
use protoward_schema::{FieldId, FieldType, MessageId, Schema, Shape};
use std::cmp::Ordering;
use std::sync::Arc;

/// The most parts that are counted: more than an evaluation has steps.
const MAX_COST: u64 = 1_000_000;

/// A value of an expression.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
    /// A duration in nanoseconds.
    Duration(i64),
    /// A point of time in nanoseconds since 1970-01-01T00:00:00Z.
    Timestamp(i128),
    List(Arc<Vec<Self>>),
    Map(Arc<Vec<(Self, Self)>>),
    Message(Arc<Message>),
    /// The name of a type.
    Type(Arc<str>),
}

impl Value {
    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        Self::Text(Arc::from(text.as_ref()))
    }

    pub(crate) fn list(values: Vec<Self>) -> Self {
        Self::List(Arc::new(values))
    }

    /// Returns the name of the type.
    pub(crate) const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null_type",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Double(_) => "double",
            Self::Text(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::Duration(_) => "google.protobuf.Duration",
            Self::Timestamp(_) => "google.protobuf.Timestamp",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Message(_) => "message",
            Self::Type(_) => "type",
        }
    }

    /// Returns `true` for equal values. Numbers of all types are comparable, and values of other types are different.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len() && one.iter().zip(other.iter()).all(|(one, other)| one.equals(other))
            }
            (Self::Map(one), Self::Map(entries)) => {
                one.len() == entries.len()
                    && one.iter().all(|(key, value)| other.get(key).is_some_and(|found| found.equals(value)))
            }
            (Self::Message(one), Self::Message(other)) => one == other,
            (Self::Type(one), Self::Type(other)) => one == other,
            (one, other) => one.compare(other) == Some(Ordering::Equal),
        }
    }

    /// Returns the order of two values; `None` if they have none.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(one), Self::Bool(other)) => Some(one.cmp(other)),
            (Self::Text(one), Self::Text(other)) => Some(one.cmp(other)),
            (Self::Bytes(one), Self::Bytes(other)) => Some(one.cmp(other)),
            (Self::Duration(one), Self::Duration(other)) => Some(one.cmp(other)),
            (Self::Timestamp(one), Self::Timestamp(other)) => Some(one.cmp(other)),
            (one, other) => one.number()?.partial_cmp(&other.number()?),
        }
    }

    /// Returns a number of any type.
    pub(crate) const fn number(&self) -> Option<Number> {
        match self {
            Self::Int(value) => Some(Number::Int(*value)),
            Self::Uint(value) => Some(Number::Uint(*value)),
            Self::Double(value) => Some(Number::Double(*value)),
            _ => None,
        }
    }

    /// Returns the value of a key in a map.
    pub(crate) fn get(&self, key: &Self) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(known, _)| known.equals(key)).map(|(_, value)| value)
    }

    /// Returns the approximate number of parts, for the limits, and at most [`MAX_COST`]: values share parts, so a value
    /// may have far more of them than the memory has.
    pub(crate) fn cost(&self) -> u64 {
        let mut left = MAX_COST;
        self.count(&mut left);
        MAX_COST - left
    }

    fn count(&self, left: &mut u64) {
        let own = match self {
            Self::Text(text) => 1 + text.len() as u64 / 16,
            Self::Bytes(bytes) => 1 + bytes.len() as u64 / 16,
            _ => 1,
        };
        *left = left.saturating_sub(own);
        match self {
            Self::List(values) => {
                for value in values.iter() {
                    if *left == 0 {
                        return;
                    }
                    value.count(left);
                }
            }
            Self::Map(entries) => {
                for (key, value) in entries.iter() {
                    if *left == 0 {
                        return;
                    }
                    key.count(left);
                    value.count(left);
                }
            }
            _ => {}
        }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(value) => Self::Int(value),
            Number::Uint(value) => Self::Uint(value),
            Number::Double(value) => Self::Double(value),
        }
    }
}

/// Reads values of messages, with the types that the schema has for their fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) codec: &'a Codec<'a>,
}

impl Reading<'_> {
    /// Returns a field of a message, or its default if it is not set.
    pub(crate) fn field(self, message: &Message, id: FieldId) -> Value {
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
        match self.schema.shape(id) {
            Shape::Repeated { .. } => Value::list(Vec::new()),
            Shape::Map { .. } => Value::Map(Arc::default()),
            Shape::Single(_) => match self.schema[id].ty {
                FieldType::Message(ty) | FieldType::Group(ty) if self.is_wrapper(ty) => Value::Null,
                FieldType::Message(ty) | FieldType::Group(ty) => self.message(&Message::new(ty)),
                FieldType::Enum(_) => Value::Int(0),
                FieldType::Scalar(scalar) => zero(scalar),
            },
        }
    }

    fn is_wrapper(self, ty: MessageId) -> bool {
        let name = self.schema.text(self.schema[ty].full_name);
        name.starts_with("google.protobuf.") && name.ends_with("Value") && name != "google.protobuf.ListValue"
    }

    /// Converts a value of a field.
    pub(crate) fn value(self, value: &DynamicValue) -> Value {
        match value {
            DynamicValue::Double(value) => Value::Double(*value),
            DynamicValue::Float(value) => Value::Double(f64::from(*value)),
            DynamicValue::Int(value) => Value::Int(*value),
            DynamicValue::Uint(value) => Value::Uint(*value),
            DynamicValue::Bool(value) => Value::Bool(*value),
            DynamicValue::Text(text) => Value::text(String::from_utf8_lossy(text)),
            DynamicValue::Bytes(bytes) => Value::Bytes(Arc::from(bytes.as_slice())),
            DynamicValue::Enum(number) => Value::Int(i64::from(*number)),
            DynamicValue::Message(message) => self.message(message),
        }
    }

    /// Converts a message. Well-known types are not messages to expressions.
    pub(crate) fn message(self, message: &Message) -> Value {
        let schema = self.schema;
        let name = schema.text(schema[message.ty].full_name);
        let part = |name: &str| {
            let field = super::environment::field(schema, message.ty, name)?;
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
            _ => Value::Message(Arc::new(message.clone())),
        }
    }
}

fn zero(scalar: protoward_schema::Scalar) -> Value {
    use protoward_schema::Scalar;
    match scalar {
        Scalar::Double | Scalar::Float => Value::Double(0.0),
        Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64 => {
            Value::Int(0)
        }
        Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => Value::Uint(0),
        Scalar::Bool => Value::Bool(false),
        Scalar::String => Value::text(""),
        Scalar::Bytes => Value::Bytes(Arc::from(&[][..])),
    }
}

pub(crate) fn literal_value(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Int(value) => Value::Int(*value),
        Literal::Uint(value) => Value::Uint(*value),
        Literal::Double(value) => Value::Double(*value),
        Literal::Text(text) => Value::text(text),
        Literal::Bytes(bytes) => Value::Bytes(Arc::from(bytes.as_slice())),
    }
}
