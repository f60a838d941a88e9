//! The values that rules judge, as generated code has them.

use crate::context::RustContext;
use protoward_schema::{FieldId, FieldType, MessageId, Scalar, Schema};

/// The kind of a value in the variable `this` of generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    /// `i64`, for all signed integers.
    Int,
    /// `u64`, for all unsigned integers.
    Uint,
    /// `f64`, for both kinds of floats.
    Double,
    /// `&str`
    Text,
    /// `&[u8]`
    Bytes,
    /// `i64`, for the number of an enum value.
    Enum,
    /// `i128`: nanoseconds.
    Duration,
    /// `i128`: nanoseconds since 1970.
    Timestamp,
    /// `&str`: the type URL.
    Any,
    /// `&[String]`: the paths.
    Mask,
    /// A reference to another message.
    Message(MessageId),
}

/// A value of a field, an item, or a key or value of a map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// The field that has the type of the value.
    pub(super) field: FieldId,
    pub(super) kind: Kind,
    /// `true` for a value that is no message in Rust: also for a well-known message such as `StringValue`.
    is_plain: bool,
}

impl Subject {
    pub(super) fn of(context: &RustContext<'_>, field: FieldId) -> Self {
        let schema = context.schema;
        let (kind, is_plain) = match schema[field].ty {
            FieldType::Scalar(scalar) => (of_scalar(scalar), true),
            FieldType::Enum(_) => (Kind::Enum, true),
            FieldType::Message(id) | FieldType::Group(id) => (of_message(schema, id), is_plain(context, id)),
        };
        Self { field, kind, is_plain }
    }

    /// Returns the statement that declares `this` by a reference to the value.
    pub(super) fn declared(self, context: &RustContext<'_>) -> String {
        let value = if self.is_wrapper() { "(&value.value)" } else { "value" };
        match self.kind {
            Kind::Bool => format!("let this: bool = *{value};"),
            Kind::Int => format!("let this = i64::from(*{value});"),
            Kind::Uint => format!("let this = u64::from(*{value});"),
            Kind::Double => format!("let this = f64::from(*{value});"),
            Kind::Text if context.scalar(self.field) == Some(Scalar::Bytes) => {
                format!("let this: &str = &{}::alloc::string::String::from_utf8_lossy({value});", super::RUNTIME)
            }
            Kind::Text => format!("let this: &str = {value};"),
            Kind::Bytes => format!("let this: &[u8] = {value};"),
            Kind::Enum => format!("let this = i64::from(i32::from(*{value}));"),
            Kind::Duration | Kind::Timestamp => {
                format!("let this = {}::judge::nanoseconds(value.seconds, value.nanos);", super::RUNTIME)
            }
            Kind::Any => "let this: &str = &value.type_url;".to_owned(),
            Kind::Mask => "let this = &value.paths;".to_owned(),
            Kind::Message(_) => "let this = value;".to_owned(),
        }
    }

    /// Returns the expression that is `true` for the default of the type.
    pub(super) fn is_zero(self) -> String {
        match self.kind {
            _ if !self.is_plain => "*value == ::core::default::Default::default()".to_owned(),
            Kind::Bool => "!*value".to_owned(),
            // The negative zero is set.
            Kind::Double => "value.to_bits() == 0".to_owned(),
            Kind::Text | Kind::Bytes => "value.is_empty()".to_owned(),
            Kind::Enum => "i32::from(*value) == 0".to_owned(),
            Kind::Int | Kind::Uint => "*value == 0".to_owned(),
            Kind::Duration | Kind::Timestamp | Kind::Any | Kind::Mask | Kind::Message(_) => {
                "*value == ::core::default::Default::default()".to_owned()
            }
        }
    }

    /// Returns the expression of a key by which items are unique.
    pub(super) fn unique_key(self) -> String {
        match self.kind {
            Kind::Double => format!("{}::judge::float_key(f64::from(*value))", super::RUNTIME),
            Kind::Enum => "::core::option::Option::Some(i32::from(*value))".to_owned(),
            _ if self.is_wrapper() => "::core::option::Option::Some(&value.value)".to_owned(),
            _ => "::core::option::Option::Some(value)".to_owned(),
        }
    }

    /// Returns `true` for a message in Rust that only has a value, such as a `StringValue` of another crate.
    fn is_wrapper(self) -> bool {
        !self.is_plain
            && matches!(self.kind, Kind::Bool | Kind::Int | Kind::Uint | Kind::Double | Kind::Text | Kind::Bytes)
    }
}

const fn of_scalar(scalar: Scalar) -> Kind {
    match scalar {
        Scalar::Double | Scalar::Float => Kind::Double,
        Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64 => {
            Kind::Int
        }
        Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => Kind::Uint,
        Scalar::Bool => Kind::Bool,
        Scalar::String => Kind::Text,
        Scalar::Bytes => Kind::Bytes,
    }
}

fn of_message(schema: &Schema, id: MessageId) -> Kind {
    match schema.text(schema[id].full_name) {
        "google.protobuf.Any" => Kind::Any,
        "google.protobuf.BoolValue" => Kind::Bool,
        "google.protobuf.BytesValue" => Kind::Bytes,
        "google.protobuf.DoubleValue" | "google.protobuf.FloatValue" => Kind::Double,
        "google.protobuf.Duration" => Kind::Duration,
        "google.protobuf.FieldMask" => Kind::Mask,
        "google.protobuf.Int32Value" | "google.protobuf.Int64Value" => Kind::Int,
        "google.protobuf.StringValue" => Kind::Text,
        "google.protobuf.Timestamp" => Kind::Timestamp,
        "google.protobuf.UInt32Value" | "google.protobuf.UInt64Value" => Kind::Uint,
        _ => Kind::Message(id),
    }
}

/// Returns `true` for a message that is a plain value in Rust, as the wrappers are in prost.
fn is_plain(context: &RustContext<'_>, id: MessageId) -> bool {
    let name = context.schema.text(context.schema[id].full_name);
    crate::well_known::is_plain(name)
        && !context.settings.compile_well_known_types
        && !context.settings.extern_paths.iter().any(|(proto, _)| proto == &format!(".{name}"))
}
