//! The messages of `google.protobuf`. Their types come from prost-types, or are generated.

#[path = "generated/descriptors.rs"]
#[rustfmt::skip]
mod descriptors;
mod field_mask;
mod plain;
mod special;
mod time;
mod value;

use super::context::Types;
pub use descriptors::*;
pub(super) use field_mask::{read_field_mask, write_field_mask};
pub use special::*;
pub(super) use time::{read_duration, read_timestamp, write_duration, write_timestamp};
pub(super) use value::{read_value, write_value};

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
