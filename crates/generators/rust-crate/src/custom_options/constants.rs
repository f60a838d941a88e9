//! Option values as Rust constants: the type and the value of each, as text.
//!
//! Messages cannot be built at compile time, so they are bytes that the code decodes at first use.

use super::types::Types;
use protoward_dynamic::{Codec, Content, DynamicValue, Message};
use protoward_schema::{EnumId, FieldId, FieldType, Scalar};

/// The type and value of a constant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Constant {
    pub(super) ty: String,
    pub(super) value: String,
    /// Whether the value needs a `LazyLock`, because it cannot be computed at compile time.
    pub(super) is_lazy: bool,
}

impl Constant {
    fn new(ty: impl Into<String>, value: impl Into<String>) -> Self {
        Self { ty: ty.into(), value: value.into(), is_lazy: false }
    }
}

/// The name of the function that decodes messages, in the module `custom_options`.
pub(super) const DECODE: &str = "decode";

/// Returns the constant for the content of an option. `depth` is the number of modules between it and the package.
pub(super) fn constant(
    id: FieldId,
    content: &Content,
    types: &Types<'_>,
    codec: &Codec<'_>,
    depth: usize,
) -> Option<Constant> {
    let one;
    let (values, is_list) = match content {
        Content::One(value) => {
            one = [value.clone()];
            (&one[..], false)
        }
        Content::Many(values) => (&values[..], true),
        // An extension cannot be a map.
        Content::Map(_) => return None,
    };
    let constants = match types.schema[id].ty {
        FieldType::Message(_) | FieldType::Group(_) => messages(values, types, codec, depth),
        FieldType::Enum(ty) => enums(values, ty, types, depth),
        FieldType::Scalar(Scalar::String) => texts(values),
        FieldType::Scalar(scalar) => values.iter().map(|value| plain(value, scalar)).collect(),
    };
    if is_list { list(constants, types) } else { constants.into_iter().next() }
}

fn list(constants: Vec<Constant>, types: &Types<'_>) -> Option<Constant> {
    let Constant { ty, is_lazy, .. } = constants.first()?;
    let values: Vec<&str> = constants.iter().map(|constant| &*constant.value).collect();
    let values = values.join(", ");
    Some(if *is_lazy {
        let alloc = format!("{}::alloc::vec::Vec", types.prost());
        Constant { ty: format!("{alloc}<{ty}>"), value: format!("{alloc}::from([{values}])"), is_lazy: true }
    } else {
        Constant::new(format!("&[{ty}]"), format!("&[{values}]"))
    })
}

/// Returns constants for messages, as values of their types. A message without a Rust type is a byte string.
fn messages(values: &[DynamicValue], types: &Types<'_>, codec: &Codec<'_>, depth: usize) -> Vec<Constant> {
    let messages = values.iter().filter_map(|value| match value {
        DynamicValue::Message(message) => Some(message),
        _ => None,
    });
    let decoded = |message: &Message| {
        let bytes = bytes(&codec.encode(message)).value;
        Some(match types.message(message.ty, depth) {
            Some(ty) => {
                Constant { value: format!("{}{DECODE}({bytes})", "super::".repeat(depth - 1)), ty, is_lazy: true }
            }
            None => Constant::new("&[::core::primitive::u8]", bytes),
        })
    };
    messages.filter_map(decoded).collect()
}

/// Returns constants for enum values, as variants. If one of them has no variant, all are numbers.
fn enums(values: &[DynamicValue], ty: EnumId, types: &Types<'_>, depth: usize) -> Vec<Constant> {
    let numbers: Vec<i32> =
        values.iter().filter_map(|value| if let DynamicValue::Enum(it) = value { Some(*it) } else { None }).collect();
    let variants: Option<Vec<Constant>> = numbers
        .iter()
        .map(|&number| types.variant(ty, number, depth).map(|(ty, variant)| Constant::new(ty, variant)))
        .collect();
    let number = |number: &i32| Constant::new("::core::primitive::i32", number.to_string());
    variants.unwrap_or_else(|| numbers.iter().map(number).collect())
}

/// Returns constants for strings. If one of them is not UTF-8, all are byte strings.
fn texts(values: &[DynamicValue]) -> Vec<Constant> {
    let texts: Vec<&[u8]> =
        values.iter().filter_map(|value| if let DynamicValue::Text(it) = value { Some(&**it) } else { None }).collect();
    let as_text =
        |text: &&[u8]| Some(Constant::new("&::core::primitive::str", format!("{:?}", str::from_utf8(text).ok()?)));
    let utf8: Option<Vec<Constant>> = texts.iter().map(as_text).collect();
    utf8.unwrap_or_else(|| texts.iter().map(|text| bytes(text)).collect())
}

fn bytes(bytes: &[u8]) -> Constant {
    Constant::new("&[::core::primitive::u8]", format!("b\"{}\"", bytes.escape_ascii()))
}

fn plain(value: &DynamicValue, scalar: Scalar) -> Constant {
    let primitive = |ty: &str, value: String| Constant::new(format!("::core::primitive::{ty}"), value);
    match value {
        DynamicValue::Double(it) => {
            primitive("f64", real("f64", it.is_nan(), it.is_infinite(), *it < 0.0, format!("{it:?}")))
        }
        DynamicValue::Float(it) => {
            primitive("f32", real("f32", it.is_nan(), it.is_infinite(), *it < 0.0, format!("{it:?}")))
        }
        DynamicValue::Int(it) => {
            let is_short = matches!(scalar, Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32);
            primitive(if is_short { "i32" } else { "i64" }, it.to_string())
        }
        DynamicValue::Uint(it) => {
            let is_short = matches!(scalar, Scalar::Uint32 | Scalar::Fixed32);
            primitive(if is_short { "u32" } else { "u64" }, it.to_string())
        }
        DynamicValue::Bool(it) => primitive("bool", it.to_string()),
        DynamicValue::Enum(it) => primitive("i32", it.to_string()),
        DynamicValue::Text(it) | DynamicValue::Bytes(it) => bytes(it),
        DynamicValue::Message(_) => bytes(&[]),
    }
}

fn real(ty: &str, is_nan: bool, is_infinite: bool, is_negative: bool, finite: String) -> String {
    match (is_nan, is_infinite, is_negative) {
        (true, ..) => format!("::core::primitive::{ty}::NAN"),
        (_, true, false) => format!("::core::primitive::{ty}::INFINITY"),
        (_, true, true) => format!("::core::primitive::{ty}::NEG_INFINITY"),
        _ => finite,
    }
}
