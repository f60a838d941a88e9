//! The Rust types that prost uses for wrappers and for `google.protobuf.Empty`.

#[cfg(not(feature = "prost-0-14"))]
use super::super::prost_0_13::Prost;
#[cfg(feature = "prost-0-14")]
use super::super::prost_0_14::Prost;
use crate::json::descriptor::Descriptor;
use crate::json::message::Message;

macro_rules! plain {
    ($($ty:ty: $descriptor:ident;)*) => {$(
        impl Message for $ty {
            type Encoding = Prost;

            fn descriptor() -> &'static Descriptor {
                super::$descriptor()
            }
        }
    )*};
}

plain! {
    (): empty;
    f64: double_value;
    f32: float_value;
    i64: int64_value;
    u64: u_int64_value;
    i32: int32_value;
    u32: u_int32_value;
    bool: bool_value;
    String: string_value;
    Vec<u8>: bytes_value;
}
