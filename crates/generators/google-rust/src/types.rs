//! The Rust types of fields: what a view returns, and what a setter takes.

use crate::context::GoogleRustContext;
use protoward_schema::{FieldId, FieldType, Scalar};

/// The type that has accessors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// The view, which is copied.
    View,
    /// The mutable proxy, or the message itself.
    Mutable,
}

impl Receiver {
    /// Returns the first parameter of getters.
    pub(crate) const fn parameter(self) -> &'static str {
        match self {
            Self::View => "self",
            Self::Mutable => "&self",
        }
    }

    /// Returns the lifetime of the values that getters return.
    pub(crate) const fn lifetime(self) -> &'static str {
        match self {
            Self::View => "'msg",
            Self::Mutable => "'_",
        }
    }

    pub(crate) const fn is_mutable(self) -> bool {
        matches!(self, Self::Mutable)
    }
}

/// Returns the type of a stored value: of a field, an element of a repeated field, or a part of a map entry.
pub(crate) fn element(context: &GoogleRustContext<'_>, field: FieldId, depth: usize) -> String {
    match context.schema[field].ty {
        FieldType::Scalar(Scalar::String) => "::protobuf::ProtoString".to_owned(),
        FieldType::Scalar(Scalar::Bytes) => "::protobuf::ProtoBytes".to_owned(),
        FieldType::Enum(id) => context.enum_path(id, depth),
        FieldType::Message(id) | FieldType::Group(id) => context.message_path(id, depth),
        ty @ FieldType::Scalar(_) => primitive(ty).to_owned(),
    }
}

/// Returns the type of a value that is read from a single field.
pub(crate) fn view(context: &GoogleRustContext<'_>, field: FieldId, depth: usize, receiver: Receiver) -> String {
    let lifetime = receiver.lifetime();
    match context.schema[field].ty {
        FieldType::Scalar(Scalar::String) => format!("&{lifetime} ::protobuf::ProtoStr"),
        FieldType::Scalar(Scalar::Bytes) => format!("&{lifetime} [u8]"),
        FieldType::Message(id) | FieldType::Group(id) => {
            format!("{}View<{lifetime}>", context.message_path(id, depth))
        }
        FieldType::Scalar(_) | FieldType::Enum(_) => element(context, field, depth),
    }
}

/// Returns the Rust type of a number or boolean. Enums are read as numbers.
pub(crate) const fn primitive(ty: FieldType) -> &'static str {
    let FieldType::Scalar(scalar) = ty else { return "i32" };
    match scalar {
        Scalar::Double => "f64",
        Scalar::Float => "f32",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "i32",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "i64",
        Scalar::Uint32 | Scalar::Fixed32 => "u32",
        Scalar::Uint64 | Scalar::Fixed64 => "u64",
        Scalar::Bool => "bool",
        Scalar::String => "str",
        Scalar::Bytes => "[u8]",
    }
}
