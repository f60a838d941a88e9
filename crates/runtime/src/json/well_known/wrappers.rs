use serde::de::Deserializer;
use serde::ser::Serializer;

use crate::json::codec::{Bool, Bytes, Codec, Double, Float, Int32, Int64, Text, Uint32, Uint64};
use crate::json::context::Context;
use crate::json::message::Json;

/// The wrapper types of `google.protobuf`, which prost represents as plain Rust types.
macro_rules! wrappers {
    ($($ty:ty: $codec:ident;)*) => {$(
        impl Json for $ty {
            fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
                $codec::write(self, context, serializer)
            }

            fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
                let mut value = Self::default();
                $codec::read(&mut value, context, deserializer).map(|_| value)
            }
        }
    )*};
}

wrappers! {
    f64: Double;
    f32: Float;
    i64: Int64;
    u64: Uint64;
    i32: Int32;
    u32: Uint32;
    bool: Bool;
    String: Text;
    Vec<u8>: Bytes;
}
