//! The messages of `google.protobuf` with a special JSON form. The types come from prost-types, or are generated.

mod duration;
mod empty;
mod field_mask;
mod structs;
mod timestamp;
mod wrappers;

pub use duration::{read_duration, write_duration};
pub use field_mask::{read_field_mask, write_field_mask};
pub use structs::{
    ValueKind, ValueRef, read_list_value, read_struct, read_value, write_list_value, write_struct, write_value,
};
pub use timestamp::{read_timestamp, write_timestamp};

pub use super::any::{read_any, write_any};

/// Implements [`Json`](super::Json) for a generated message of `google.protobuf`. The first argument is its name, and the second
/// one its type. `Value` needs the types of its kind, of `Struct` and of `ListValue` too, and a wrapper the codec of its value.
#[doc(hidden)]
#[macro_export]
macro_rules! __well_known {
    (Any, $ty:ty, $context:expr) => {
        $crate::__well_known!(
            @impl $ty, this, context, serializer, deserializer,
            $crate::json::well_known::write_any(&this.type_url, &this.value, context, serializer),
            $crate::json::well_known::read_any(context, deserializer)
                .map(|(type_url, value)| Self { type_url, value: value.into(), ..Self::default() }),
            #[inline]
            fn context() -> $crate::json::Context { $context }
        );
    };
    (Timestamp, $ty:ty) => {
        $crate::__well_known!(
            @impl $ty, this, context, serializer, deserializer,
            $crate::json::well_known::write_timestamp(this.seconds, this.nanos, serializer),
            $crate::json::well_known::read_timestamp(deserializer)
                .map(|(seconds, nanos)| Self { seconds, nanos, ..Self::default() }),
        );
    };
    (Duration, $ty:ty) => {
        $crate::__well_known!(
            @impl $ty, this, context, serializer, deserializer,
            $crate::json::well_known::write_duration(this.seconds, this.nanos, serializer),
            $crate::json::well_known::read_duration(deserializer)
                .map(|(seconds, nanos)| Self { seconds, nanos, ..Self::default() }),
        );
    };
    (FieldMask, $ty:ty) => {
        $crate::__well_known!(
            @impl $ty, this, context, serializer, deserializer,
            $crate::json::well_known::write_field_mask(&this.paths, serializer),
            $crate::json::well_known::read_field_mask(deserializer).map(|paths| Self { paths, ..Self::default() }),
        );
    };
    (Struct, $ty:ty) => {
        $crate::__well_known!(
            @impl $ty, this, context, serializer, deserializer,
            $crate::json::well_known::write_struct(&this.fields, context, serializer),
            $crate::json::well_known::read_struct(context, deserializer)
                .map(|fields| Self { fields, ..Self::default() }),
        );
    };
    (ListValue, $ty:ty) => {
        $crate::__well_known!(
            @impl $ty, this, context, serializer, deserializer,
            $crate::json::well_known::write_list_value(&this.values, context, serializer),
            $crate::json::well_known::read_list_value(context, deserializer)
                .map(|values| Self { values, ..Self::default() }),
        );
    };
    (Value, $ty:ty, $kind:path, $struct:path, $list:path) => {
        const _: () = {
            use $crate::json::well_known::{ValueKind, ValueRef};
            use $kind as Kind;
            use $list as List;
            use $struct as Struct;
            $crate::__well_known!(
                @impl $ty, this, context, serializer, deserializer,
                {
                    let value = this.kind.as_ref().map(|kind| match kind {
                        Kind::NullValue(_) => ValueRef::Null,
                        Kind::NumberValue(value) => ValueRef::Number(*value),
                        Kind::StringValue(value) => ValueRef::String(value),
                        Kind::BoolValue(value) => ValueRef::Bool(*value),
                        Kind::StructValue(value) => ValueRef::Struct(value),
                        Kind::ListValue(value) => ValueRef::List(value),
                    });
                    $crate::json::well_known::write_value(value, context, serializer)
                },
                $crate::json::well_known::read_value(context, deserializer).map(|kind| {
                    let kind = match kind {
                        ValueKind::Null => Kind::NullValue(::core::default::Default::default()),
                        ValueKind::Number(value) => Kind::NumberValue(value),
                        ValueKind::String(value) => Kind::StringValue(value),
                        ValueKind::Bool(value) => Kind::BoolValue(value),
                        ValueKind::Struct(fields) => Kind::StructValue(Struct { fields, ..Struct::default() }),
                        ValueKind::List(values) => Kind::ListValue(List { values, ..List::default() }),
                    };
                    Self { kind: ::core::option::Option::Some(kind), ..Self::default() }
                }),
                const TAKES_NULL: bool = true;
            );
        };
    };
    (Wrapper, $ty:ty, $codec:ident) => {
        $crate::__well_known!(
            @impl $ty, this, context, serializer, deserializer,
            <$crate::json::$codec as $crate::json::Codec<_>>::write(&this.value, context, serializer),
            {
                let mut wrapper = Self::default();
                <$crate::json::$codec as $crate::json::Codec<_>>::read(&mut wrapper.value, context, deserializer)
                    .map(|_| wrapper)
            },
        );
    };
    (
        @impl $ty:ty, $this:ident, $context:ident, $serializer:ident, $deserializer:ident,
        $write:expr, $read:expr, $($item:item)?
    ) => {
        impl $crate::json::Json for $ty {
            $($item)?

            #[allow(unused_variables)]
            fn write<S: $crate::json::serde::Serializer>(
                &self,
                $context: $crate::json::Context,
                $serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let $this = self;
                $write
            }

            #[allow(clippy::needless_update, clippy::useless_conversion, unused_variables)]
            fn read<'de, D: $crate::json::serde::Deserializer<'de>>(
                $context: $crate::json::Context,
                $deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $read
            }
        }
    };
}
