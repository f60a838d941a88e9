//! Data that protoward reads, in the format of the readers, and its comparison with theirs.

use protoward_dynamic::{Data, WidestValue};
use serde_json::{Value, json};

use protoward_kit::wire::hex;

/// Returns data in the format of the readers.
pub(crate) fn data(data: &Data) -> Value {
    let field = |(number, values): (&i32, &Vec<WidestValue>)| (number.to_string(), values.iter().map(datum).collect());
    Value::Object(data.iter().map(field).collect())
}

fn datum(datum: &WidestValue) -> Value {
    match datum {
        WidestValue::Integer(value) => json!(["w", value.to_string()]),
        WidestValue::UnknownEnum(value) => json!(["n", value.to_string()]),
        WidestValue::Float(bits) => json!(["r", format!("{bits:016x}")]),
        WidestValue::Text(bytes) => json!(["t", hex(bytes)]),
        WidestValue::Message(inner) => json!(["m", data(inner)]),
    }
}

/// Compares protoward's reading with that of another reader. protobuf-es replaces invalid UTF-8 in text that is not validated.
pub(crate) fn is_alike(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(number, value)| theirs.get(number).is_some_and(|other| is_alike(value, other)))
        }
        (Value::Array(one), Value::Array(other)) => match (&one[..], &other[..]) {
            ([Value::String(kind), Value::String(number)], [Value::String(e), Value::String(found), name])
                if e == "e" =>
            {
                number == found && kind == if name.is_null() { "n" } else { "w" }
            }
            ([Value::String(kind), Value::String(text)], [Value::String(other_kind), Value::String(found)])
                if kind == "t" =>
            {
                other_kind == "t" && (text == found || replaced(text) == *found)
            }
            _ => one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_alike(one, other)),
        },
        _ => ours == theirs,
    }
}

/// Replaces invalid UTF-8 in text that is encoded in hex.
fn replaced(text: &str) -> String {
    hex(String::from_utf8_lossy(&unhex(text)).as_bytes())
}

/// Decodes hexadecimal digits. Ignores others.
pub(crate) fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).filter_map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()).collect()
}
