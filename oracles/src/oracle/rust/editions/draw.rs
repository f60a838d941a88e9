//! Random files of edition 2023, and random messages of their types.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use protoward_dynamic::{Codec, Content, DynamicValue, Message};
use protoward_schema::{FieldId, FieldType, MessageId, Presence, Scalar, Shape};

use super::matrix::{KEYS, NUMBERS};
use protoward_kit::random::Random;

/// The depth from which on messages contain no further messages, unless they are required.
const DEEPEST: u32 = 3;

/// Draws a file, which may not compile.
pub(super) fn file(package: &str, random: &mut Random) -> String {
    const TURNED: [&str; 4] = [
        "option features.field_presence = IMPLICIT;\n",
        "option features.repeated_field_encoding = EXPANDED;\n",
        "option features.message_encoding = DELIMITED;\n",
        "option features.utf8_validation = NONE;\n",
    ];
    let turned: String = TURNED.into_iter().filter(|_| random.chance(3)).collect();
    let mut text = format!("edition = \"2023\";\npackage {package};\n{turned}");
    let messages = 1 + random.below(3);
    for name in ["Open", "Closed"] {
        let closed = if name == "Closed" { "option features.enum_type = CLOSED; " } else { "" };
        let prefix = name.to_uppercase();
        let values: String = (1..1 + random.below(5))
            .map(|at| format!(" {prefix}_{at} = {};", if at == 2 { -2 } else { at as i64 }))
            .collect();
        let _ = writeln!(text, "enum {name} {{ {closed}{prefix}_ZERO = 0;{values} }}");
    }
    for at in 0..messages {
        let _ = writeln!(text, "message M{at} {{");
        for number in 1..=1 + random.below(7) {
            text += &field(messages, number, random);
        }
        text += "}\n";
    }
    text
}

/// Draws a field.
fn field(messages: usize, number: usize, random: &mut Random) -> String {
    let is_message = random.chance(5);
    let ty = match random.below(8) {
        _ if is_message => format!("M{}", random.below(messages)),
        0 => "string".to_owned(),
        1 => "bytes".to_owned(),
        _ => NUMBERS[random.below(NUMBERS.len())].to_owned(),
    };
    let mut options = Vec::new();
    if random.chance(4) {
        let features = [
            "repeated_field_encoding = EXPANDED",
            "utf8_validation = NONE",
            "message_encoding = DELIMITED",
            "field_presence = IMPLICIT",
        ];
        options.push(format!("features.{}", features[random.below(features.len())]));
    }
    let key = KEYS[random.below(KEYS.len())];
    let shape = match random.below(10) {
        0 if !is_message => {
            options.push("features.field_presence = LEGACY_REQUIRED".to_owned());
            ty
        }
        1 | 2 => format!("repeated {ty}"),
        3 => format!("map<{key}, {ty}>"),
        _ => ty,
    };
    let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
    let field = format!("{shape} field_{number} = {number}{options};");
    let is_single = !shape.contains(' ') && options.is_empty();
    if is_single && random.chance(3) {
        format!("  oneof choice_{number} {{ {field} }}\n")
    } else {
        format!("  {field}\n")
    }
}

/// Draws a message. Its text is UTF-8, and its enum values have names.
pub(super) fn message(codec: &Codec<'_>, ty: MessageId, random: &mut Random) -> Message {
    inner(codec, ty, random, 0)
}

fn inner(codec: &Codec<'_>, ty: MessageId, random: &mut Random, depth: u32) -> Message {
    let schema = codec.schema();
    let mut message = Message::new(ty);
    for &id in &schema[ty].fields {
        let is_message = schema[id].ty.message().is_some();
        let is_drawn = !random.chance(if is_message { 2 } else { 3 }) && (depth < DEEPEST || !is_message);
        if schema[id].presence() != Presence::Required && !is_drawn {
            continue;
        }
        let content = match schema.shape(id) {
            Shape::Single(_) => Content::One(value(codec, id, random, depth)),
            Shape::Repeated { .. } => {
                Content::Many((0..random.below(4)).map(|_| value(codec, id, random, depth)).collect())
            }
            Shape::Map { key, value: half } => {
                let entry = |_| {
                    let key = value(codec, key, random, depth).into_key()?;
                    Some((key, value(codec, half, random, depth)))
                };
                Content::Map((0..3).filter_map(entry).collect::<BTreeMap<_, _>>())
            }
        };
        codec.put(&mut message, id, content);
    }
    message
}

fn value(codec: &Codec<'_>, id: FieldId, random: &mut Random, depth: u32) -> DynamicValue {
    let schema = codec.schema();
    match schema[id].ty {
        FieldType::Message(of) | FieldType::Group(of) => DynamicValue::Message(inner(codec, of, random, depth + 1)),
        FieldType::Enum(of) => {
            let values = &schema[of].values;
            DynamicValue::Enum(schema[values[random.below(values.len())]].number)
        }
        FieldType::Scalar(scalar) => self::scalar(scalar, random),
    }
}

fn scalar(scalar: Scalar, random: &mut Random) -> DynamicValue {
    const REALS: [f64; 9] = [0.0, -0.0, 1.5, -2.25, 1e30, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 0.1];
    const LETTERS: [&str; 13] = ["a", "Z", "0", " ", "\"", "\\", "é", "漢", "\n", "\u{1f600}", "\u{0}", "/", "<"];
    let real = REALS[random.below(REALS.len())];
    let signed = |min: i64, max: i64, random: &mut Random| match random.below(5) {
        0 => min,
        1 => max,
        2 | 3 => random.below(7) as i64 - 3,
        _ => (random.next_u64() as i64).clamp(min, max),
    };
    match scalar {
        Scalar::Double => DynamicValue::Double(real),
        Scalar::Float => DynamicValue::Float(real as f32),
        Scalar::Bool => DynamicValue::Bool(random.chance(2)),
        Scalar::String => {
            let text: String = (0..random.below(6)).map(|_| LETTERS[random.below(LETTERS.len())]).collect();
            DynamicValue::Text(text.into_bytes())
        }
        Scalar::Bytes => DynamicValue::Bytes((0..random.below(6)).map(|_| random.next_u64() as u8).collect()),
        Scalar::Uint32 | Scalar::Fixed32 => DynamicValue::Uint(signed(0, u32::MAX.into(), random).max(0) as u64),
        Scalar::Uint64 | Scalar::Fixed64 => {
            DynamicValue::Uint(if random.chance(2) { random.next_u64() } else { random.below(4) as u64 })
        }
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => {
            DynamicValue::Int(signed(i32::MIN.into(), i32::MAX.into(), random))
        }
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => DynamicValue::Int(signed(i64::MIN, i64::MAX, random)),
    }
}
