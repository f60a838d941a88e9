//! The codecs of scalars.

use protoward_schema::Scalar;

/// Returns the codec of a scalar. `ty` is its type in Rust.
pub(super) fn scalar_codec(scalar: Scalar, ty: &str) -> &'static str {
    match scalar {
        Scalar::Double => "Double",
        Scalar::Float => "Float",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "Int32",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "Int64",
        Scalar::Uint32 | Scalar::Fixed32 => "Uint32",
        Scalar::Uint64 | Scalar::Fixed64 => "Uint64",
        Scalar::Bool => "Bool",
        Scalar::String if is_bytes(ty) => "UncheckedText",
        Scalar::String => "Text",
        Scalar::Bytes => "Bytes",
    }
}

/// Returns `true` if a type represents `bytes`.
pub(super) fn is_bytes(ty: &str) -> bool {
    ty.ends_with("::Vec<u8>") || ty.ends_with("::bytes::Bytes")
}
