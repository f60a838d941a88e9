use std::collections::BTreeMap;

use super::{Codec, Content, Message, Value};
use protoward_schema::{FieldId, FieldType};

/// What a message says, apart from what things are called and how wide their types are: values by number. What is not
/// set is not there, and neither is what the schema does not know.
pub type Data = BTreeMap<i32, Vec<Datum>>;

/// One value, as wide as its kind allows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum {
    /// A whole number, a truth value, a value of an enum that has a name.
    Whole(i128),
    /// The number of a value that the enum does not name.
    Nameless(i32),
    /// The bits of a `double`; a `float` becomes one, and there is one NaN.
    Real(u64),
    /// `string` and `bytes` alike.
    Text(Vec<u8>),
    /// A message; of a map, an entry, with its key as 1 and its value as 2.
    Message(Data),
}

impl Codec<'_> {
    /// What a message says.
    pub fn data(&self, message: &Message) -> Data {
        message.iter().map(|(number, id, content)| (number.0, self.content_data(id, content))).collect()
    }

    /// What a field says; of a map, one message for each entry.
    pub fn content_data(&self, id: FieldId, content: &Content) -> Vec<Datum> {
        match content {
            Content::One(value) => vec![self.datum(id, value)],
            Content::Many(values) => values.iter().map(|value| self.datum(id, value)).collect(),
            Content::Map(entries) => {
                let halves = self.schema[id].ty.message().map_or(&[][..], |entry| &self.schema[entry].fields);
                let [key_field, value_field] = halves else { return Vec::new() };
                let entry = |key: Value, value: &Value| {
                    BTreeMap::from([
                        (1, vec![self.datum(*key_field, &key)]),
                        (2, vec![self.datum(*value_field, value)]),
                    ])
                };
                entries.iter().map(|(key, value)| Datum::Message(entry(key.clone().into(), value))).collect()
            }
        }
    }

    fn datum(&self, id: FieldId, value: &Value) -> Datum {
        match value {
            Value::Int(value) => Datum::Whole((*value).into()),
            Value::Uint(value) => Datum::Whole((*value).into()),
            Value::Bool(value) => Datum::Whole((*value).into()),
            Value::Enum(value) => match self.schema[id].ty {
                FieldType::Enum(of) if self.value_name(of, *value).is_none() => Datum::Nameless(*value),
                _ => Datum::Whole((*value).into()),
            },
            Value::Double(value) => Datum::real(*value),
            Value::Float(value) => Datum::real((*value).into()),
            Value::Text(bytes) | Value::Bytes(bytes) => Datum::Text(bytes.clone()),
            Value::Message(message) => Datum::Message(self.data(message)),
        }
    }
}

impl Datum {
    fn real(value: f64) -> Self {
        Self::Real(if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() })
    }
}
