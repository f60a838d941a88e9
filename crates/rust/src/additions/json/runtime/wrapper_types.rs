use serde::de::Deserializer;
use serde::ser::Serializer;

use super::codec::{Bool, Bytes, Codec, Double, Float, Int32, Int64, Text, Uint32, Uint64};
use super::context::Context;
use super::message::Json;
use super::well_known::{
    BoolValue, BytesValue, DoubleValue, FloatValue, Int32Value, Int64Value, StringValue, UInt32Value, UInt64Value,
};

/// The wrapper types of `google.protobuf`, generated as messages.
macro_rules! wrappers {
    ($($ty:ident: $codec:ident;)*) => {$(
        impl Json for $ty {
            fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
                $codec::write(&self.value, context, serializer)
            }

            fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
                let mut wrapper = Self::default();
                $codec::read(&mut wrapper.value, context, deserializer).map(|_| wrapper)
            }
        }
    )*};
}

wrappers! {
    DoubleValue: Double;
    FloatValue: Float;
    Int64Value: Int64;
    UInt64Value: Uint64;
    Int32Value: Int32;
    UInt32Value: Uint32;
    BoolValue: Bool;
    StringValue: Text;
    BytesValue: Bytes;
}
