//! The messages of `google.protobuf`. Their types come from prost-types, or are generated.

#[path = "generated/descriptors.rs"]
#[rustfmt::skip]
mod descriptors;
mod special;

use super::context::{Context, Options, Types};
pub use descriptors::*;
pub use special::*;

/// The messages that an `Any` may hold, without descriptors and requests of plugins.
pub static TYPES: Types = Types::new(
    &[
        any,
        api,
        bool_value,
        bytes_value,
        double_value,
        duration,
        empty,
        r#enum,
        enum_value,
        field,
        field_mask,
        float_value,
        int32_value,
        int64_value,
        list_value,
        method,
        mixin,
        option,
        source_context,
        string_value,
        r#struct,
        timestamp,
        r#type,
        u_int32_value,
        u_int64_value,
        value,
    ],
    &[],
);

/// The context of messages that are not part of generated code.
pub(super) const CONTEXT: Context = Context::new(Options::PROTO_JSON, &TYPES);

impl Default for Context {
    /// The options of ProtoJSON, and an `Any` that may hold well-known types.
    fn default() -> Self {
        CONTEXT
    }
}
