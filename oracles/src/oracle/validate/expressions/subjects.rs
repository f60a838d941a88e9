//! The messages that expressions are about.

use protoward_dynamic::{Codec, Message, UnknownKeys};
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_schema::{MessageId, Schema};
use serde_json::{Map, Value, json};

/// Number of drawn messages, beside the empty one.
const COUNT: u64 = 11;
const TEXTS: [&str; 12] =
    ["", "a", "abc", "é😀", " b ", "a,b,,c", "1h", "-7", "true", "a@b.co", "10.0.0.0/8", "2024-02-29T23:30:00.5Z"];
const BYTES: [&str; 5] = ["", "YQ==", "YWJj", "/w==", "w6k="];

/// Returns the messages, encoded.
pub(super) fn all(schema: &Schema, seed: u64) -> Result<Vec<Vec<u8>>, Error> {
    let codec = Codec::new(schema);
    let ty = message_type(schema)?;
    let mut found = vec![Vec::new()];
    for number in 0..COUNT {
        let text = subject(&mut Random::keyed(seed, &[1, number]), 2).to_string();
        let message = codec.from_json(ty, &text, UnknownKeys::Refuse);
        let message = message.map_err(|error| Error::Usage(format!("{text}: {error:?}")))?;
        found.push(codec.encode(&message));
    }
    Ok(found)
}

/// Decodes messages.
pub(super) fn decoded(codec: &Codec<'_>, subjects: &[Vec<u8>]) -> Result<Vec<Message>, Error> {
    let ty = message_type(codec.schema())?;
    let messages = subjects.iter().map(|subject| codec.decode(ty, subject));
    messages.collect::<Result<_, _>>().map_err(|error| Error::Usage(format!("{error:?}")))
}

/// Returns the type of the messages.
pub(super) fn message_type(schema: &Schema) -> Result<MessageId, Error> {
    schema.find_message("subject.Subject").ok_or_else(|| Error::Usage("there is no subject".into()))
}

fn subject(random: &mut Random, depth: usize) -> Value {
    let mut fields = Map::new();
    let int = |random: &mut Random| [0, 1, 2, 3, -1, 7][random.below(6)];
    let text = |random: &mut Random| TEXTS[random.below(TEXTS.len())];
    let bytes = |random: &mut Random| BYTES[random.below(BYTES.len())];
    let double = |random: &mut Random| {
        [json!(0.0), json!(1.5), json!(-2), json!("NaN"), json!("Infinity")][random.below(5)].clone()
    };
    let duration = |random: &mut Random| ["0s", "1.500s", "-3600s", "90000.000000001s"][random.below(4)];
    let time = |random: &mut Random| {
        ["1970-01-01T00:00:00Z", "2024-02-29T23:30:00.250Z", "1969-12-31T23:59:59Z"][random.below(3)]
    };
    let mut set = |random: &mut Random, name: &str, value: Value| {
        if !random.chance(4) {
            fields.insert(name.to_owned(), value);
        }
    };
    let value = random.chance(2);
    set(random, "flag", json!(value));
    let value = int(random);
    set(random, "small", json!(value));
    let value = if random.chance(6) { [i64::MIN, i64::MAX][random.below(2)] } else { int(random) };
    set(random, "number", json!(value.to_string()));
    let value = int(random).unsigned_abs();
    set(random, "unsigned", json!(value));
    let value = if random.chance(6) { u64::MAX } else { int(random).unsigned_abs() };
    set(random, "large", json!(value.to_string()));
    let value = double(random);
    set(random, "single", value);
    let value = double(random);
    set(random, "double", value);
    for name in ["text", "type", "wrappedText", "maybeText"] {
        let value = text(random);
        set(random, name, json!(value));
    }
    for name in ["raw", "wrappedBytes"] {
        let value = bytes(random);
        set(random, name, json!(value));
    }
    for name in ["kind", "wrapped", "maybe"] {
        let value = int(random);
        set(random, name, json!(value));
    }
    let value = duration(random);
    set(random, "duration", json!(value));
    let value = time(random);
    set(random, "time", json!(value));
    let value = text(random);
    match random.below(4) {
        0 => set(random, "chosenText", json!(value)),
        1 => set(random, "chosenNumber", json!("3")),
        2 if depth > 0 => {
            let value = subject(random, depth - 1);
            set(random, "chosen", value);
        }
        _ => {}
    }
    if depth > 0 {
        let value = subject(random, depth - 1);
        set(random, "inner", value);
        let value: Vec<Value> = (0..random.below(3)).map(|_| subject(random, depth - 1)).collect();
        set(random, "subjects", json!(value));
        let value = subject(random, depth - 1);
        set(random, "byFlag", json!({ "true": value }));
    }
    let value: Vec<i64> = (0..random.below(4)).map(|_| int(random)).collect();
    set(random, "numbers", json!(value));
    let value: Vec<&str> = (0..random.below(4)).map(|_| text(random)).collect();
    set(random, "texts", json!(value));
    let value: Vec<Value> = (0..random.below(4)).map(|_| double(random)).collect();
    set(random, "doubles", json!(value));
    let value: Vec<i64> = (0..random.below(3)).map(|_| int(random)).collect();
    set(random, "kinds", json!(value));
    let value: Vec<&str> = (0..random.below(3)).map(|_| duration(random)).collect();
    set(random, "durations", json!(value));
    let value: Vec<&str> = (0..random.below(3)).map(|_| bytes(random)).collect();
    set(random, "raws", json!(value));
    let value: Map<String, Value> =
        (0..random.below(3)).map(|_| (text(random).to_owned(), json!(int(random)))).collect();
    set(random, "byText", json!(value));
    let value: Map<String, Value> =
        (0..random.below(3)).map(|_| (int(random).to_string(), json!(text(random)))).collect();
    set(random, "byNumber", json!(value));
    Value::Object(fields)
}
