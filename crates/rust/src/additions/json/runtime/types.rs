use super::any::Type;

/// What an `Any` may hold, sorted by name.
pub(super) const TYPES: &[Type] =
    &[Type::special::<::prost_types::Duration>("google.protobuf.Duration"), Type::plain::<()>("google.protobuf.Empty")];
