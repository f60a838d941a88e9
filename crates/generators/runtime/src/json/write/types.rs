//! The Rust types of fields.

use std::collections::{BTreeMap, HashMap};

use serde::ser::{Error as _, Serialize, Serializer};

use super::object;
use super::several::{list, map, sorted};
use super::value::scalar;
use crate::json::context::Context;
use crate::json::descriptor::Field;
use crate::json::map_key::MapKey;
use crate::json::node::Node;
use crate::json::visit::{FieldValue, Visit, Visitor};
#[cfg(feature = "prost-0-14")]
use prost::bytes::Bytes;
#[cfg(not(feature = "prost-0-14"))]
use prost_013::bytes::Bytes;

/// Implements [`Visit`] for types without parts.
macro_rules! scalars {
    ($($ty:ty: $value:ident => $expression:expr;)*) => {$(
        impl Visit for $ty {
            #[inline]
            fn value(&self) -> FieldValue<'_> {
                let $value = self;
                $expression
            }

            #[inline]
            fn write<S: Serializer>(
                &self,
                field: &'static Field,
                context: Context,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                scalar(self.value(), field, context, serializer)
            }
        }
    )*};
}

scalars! {
    bool: it => FieldValue::Bool(*it);
    i32: it => FieldValue::I32(*it);
    i64: it => FieldValue::I64(*it);
    u32: it => FieldValue::U32(*it);
    u64: it => FieldValue::U64(*it);
    f32: it => FieldValue::F32(*it);
    f64: it => FieldValue::F64(*it);
    String: it => FieldValue::Str(it);
    Vec<u8>: it => FieldValue::Bytes(it);
    Bytes: it => FieldValue::Bytes(it);
}

/// The type of `google.protobuf.Empty`.
impl Visit for () {
    fn write<S: Serializer>(&self, _: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        object(self, context, serializer)
    }
}

impl<T: Visit> Visit for Box<T> {
    #[inline]
    fn value(&self) -> FieldValue<'_> {
        (**self).value()
    }

    #[inline]
    fn write<S: Serializer>(&self, field: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(field, context, serializer)
    }
}

impl<T: Visit> Visit for Option<T> {
    #[inline]
    fn value(&self) -> FieldValue<'_> {
        self.as_ref().map_or(FieldValue::Absent, T::value)
    }

    #[inline]
    fn write<S: Serializer>(&self, field: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(field, context, serializer),
            None => serializer.serialize_unit(),
        }
    }
}

impl<T: Visit> Visit for Vec<T> {
    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
        self.iter().enumerate().try_for_each(|(index, value)| visitor.take(index, value))
    }

    #[inline]
    fn value(&self) -> FieldValue<'_> {
        if self.is_empty() { FieldValue::Empty } else { FieldValue::Parts }
    }

    fn write<S: Serializer>(&self, field: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        list(self.iter(), field, context, serializer)
    }
}

/// Implements [`Visit`] for a type of maps.
macro_rules! maps {
    ($ty:ty, $($parameters:tt)*) => {
        impl<$($parameters)*> Visit for $ty {
            #[inline]
            fn value(&self) -> FieldValue<'_> {
                if self.is_empty() { FieldValue::Empty } else { FieldValue::Parts }
            }

            fn write<S_: Serializer>(
                &self,
                field: &'static Field,
                context: Context,
                serializer: S_,
            ) -> Result<S_::Ok, S_::Error> {
                let entries = self.iter().filter_map(|(key, value)| Some((MapKey::of(key.value())?, value)));
                map(entries.collect(), field, context, serializer)
            }
        }
    };
}

maps!(HashMap<K, V, H>, K: Visit, V: Visit, H);
maps!(BTreeMap<K, V>, K: Visit, V: Visit);

/// Messages of another crate in a field, written by their `serde` implementation.
#[derive(Debug)]
pub struct Foreigner<'m, T> {
    field: &'m T,
    value: FieldValue<'static>,
}

impl<'m, T: Serialize> Foreigner<'m, T> {
    /// Returns a single message.
    pub fn one(field: &'m T) -> Self {
        Self { field, value: FieldValue::Parts }
    }

    /// Returns a list or a map.
    pub fn several(field: &'m T, is_empty: bool) -> Self {
        Self { field, value: if is_empty { FieldValue::Empty } else { FieldValue::Parts } }
    }
}

impl<'m, T: Serialize> Foreigner<'m, Option<T>> {
    /// Returns the message of a field with presence.
    pub fn optional(field: &'m Option<T>) -> Self {
        Self { field, value: if field.is_some() { FieldValue::Parts } else { FieldValue::Absent } }
    }
}

impl<T: Serialize> Visit for Foreigner<'_, T> {
    fn value(&self) -> FieldValue<'_> {
        self.value
    }

    fn write<S: Serializer>(&self, field: &'static Field, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        let node = Node::of(self.field).map_err(S::Error::custom)?;
        sorted(node, field).serialize(serializer)
    }
}
