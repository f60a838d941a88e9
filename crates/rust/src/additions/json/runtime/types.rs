use super::any::Type;

/// The types that an `Any` may hold, sorted by name.
pub(super) const TYPES: &[Type] =
    &[Type::special::<::prost_types::Duration>("google.protobuf.Duration"), Type::plain::<()>("google.protobuf.Empty")];
