//! The Rust types of fields.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::fill_object;
use crate::json::atom::Atom;
use crate::json::descriptor::{Field, Kind, Shape};
use crate::json::fill::{Fill, FillSeed};
use crate::json::map_key::{KeyText, MapKey};
use crate::json::read::{Reading, bytes, name, number_of};
use crate::json::visit::{FieldValue, Mismatch};
#[cfg(feature = "prost-0-14")]
use prost::bytes::Bytes;
#[cfg(not(feature = "prost-0-14"))]
use prost_013::bytes::Bytes;

/// Implements [`Fill`] for numbers.
macro_rules! numbers {
    ($($ty:ty: $variant:ident;)*) => {$(
        impl Fill for $ty {
            fn fill<'de, D: Deserializer<'de>>(
                &mut self,
                field: &'static Field,
                reading: Reading<'_>,
                deserializer: D,
            ) -> Result<bool, D::Error> {
                let value = number(field, reading, deserializer)?;
                Ok(value.map(|value| self.set(value)).is_some())
            }

            #[inline]
            fn set(&mut self, value: FieldValue<'_>) {
                if let FieldValue::$variant(value) = value {
                    *self = value;
                }
            }
        }
    )*};
}

numbers! {
    bool: Bool;
    i32: I32;
    i64: I64;
    u32: U32;
    u64: U64;
    f32: F32;
    f64: F64;
}

/// Reads a boolean, a number or an enum value. Returns `None` if it is ignored.
fn number<'de, D: Deserializer<'de>>(
    field: &'static Field,
    reading: Reading<'_>,
    deserializer: D,
) -> Result<Option<FieldValue<'static>>, D::Error> {
    let kind = kind_of(field);
    let atom = Atom::read(name(kind), deserializer)?;
    number_of(kind, &atom, reading.options()).map_err(|why| reading.invalid(why))
}

/// Returns the kind of a scalar. The Rust type of a wrapper is that of its value.
fn kind_of(field: &'static Field) -> Kind {
    match field.kind {
        Kind::Message(wrapper) | Kind::Group(wrapper) => wrapper().fields.first().map_or(field.kind, |it| it.kind),
        kind => kind,
    }
}

impl Fill for String {
    fn fill<'de, D: Deserializer<'de>>(
        &mut self,
        _: &'static Field,
        reading: Reading<'_>,
        deserializer: D,
    ) -> Result<bool, D::Error> {
        match Atom::read("string", deserializer)? {
            Atom::Text(text) => *self = text.into_owned(),
            other => return Err(reading.invalid(other.unfit("string"))),
        }
        Ok(true)
    }

    fn set(&mut self, value: FieldValue<'_>) {
        if let FieldValue::Str(text) = value {
            text.clone_into(self);
        }
    }
}

impl Fill for Vec<u8> {
    fn fill<'de, D: Deserializer<'de>>(
        &mut self,
        field: &'static Field,
        reading: Reading<'_>,
        deserializer: D,
    ) -> Result<bool, D::Error> {
        // A string that need not be UTF-8 is bytes.
        if matches!(field.kind, Kind::String) {
            let mut text = String::new();
            text.fill(field, reading, deserializer)?;
            *self = text.into_bytes();
        } else {
            *self = bytes(&Atom::read("bytes", deserializer)?).map_err(|why| reading.invalid(why))?;
        }
        Ok(true)
    }
}

impl Fill for Bytes {
    fn fill<'de, D: Deserializer<'de>>(
        &mut self,
        field: &'static Field,
        reading: Reading<'_>,
        deserializer: D,
    ) -> Result<bool, D::Error> {
        let mut bytes = Vec::new();
        bytes.fill(field, reading, deserializer)?;
        *self = bytes.into();
        Ok(true)
    }
}

/// The type of `google.protobuf.Empty`.
impl Fill for () {
    fn fill<'de, D: Deserializer<'de>>(
        &mut self,
        _: &'static Field,
        reading: Reading<'_>,
        deserializer: D,
    ) -> Result<bool, D::Error> {
        fill_object(self, reading, deserializer)
    }
}

impl<T: Fill> Fill for Box<T> {
    #[inline]
    fn fill<'de, D: Deserializer<'de>>(
        &mut self,
        field: &'static Field,
        reading: Reading<'_>,
        deserializer: D,
    ) -> Result<bool, D::Error> {
        (**self).fill(field, reading, deserializer)
    }
}

impl<T: Fill> Fill for Option<T> {
    #[inline]
    fn fill<'de, D: Deserializer<'de>>(
        &mut self,
        field: &'static Field,
        reading: Reading<'_>,
        deserializer: D,
    ) -> Result<bool, D::Error> {
        let mut value = T::default();
        let is_set = value.fill(field, reading, deserializer)?;
        if is_set {
            *self = Some(value);
        }
        Ok(is_set)
    }
}

impl<T: Fill> Fill for Vec<T> {
    fn fill<'de, D: Deserializer<'de>>(
        &mut self,
        field: &'static Field,
        reading: Reading<'_>,
        deserializer: D,
    ) -> Result<bool, D::Error> {
        deserializer.deserialize_seq(ToList { values: self, field, reading }).map(|()| true)
    }
}

/// A visitor that reads a list.
struct ToList<'r, T> {
    values: &'r mut Vec<T>,
    field: &'static Field,
    reading: Reading<'r>,
}

impl<'de, T: Fill> Visitor<'de> for ToList<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reading.expects();
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { values, field, reading } = self;
        for index in 0.. {
            let mut value = T::default();
            match list.next_element_seed(FillSeed { place: &mut value, field, reading }) {
                Ok(Some(true)) => values.push(value),
                Ok(Some(false)) => {}
                Ok(None) => break,
                Err(error) => return Err(reading.in_list(index, error)),
            }
        }
        Ok(())
    }
}

/// A map of a message.
trait Entries: Default {
    type Key: Fill;
    type Value: Fill;

    /// Adds an entry. Returns `true` if the key was there before.
    fn add(&mut self, key: Self::Key, value: Self::Value) -> bool;
}

/// A visitor that reads a map.
struct ToEntries<'r, M> {
    entries: &'r mut M,
    field: &'static Field,
    reading: Reading<'r>,
}

impl<'de, M: Entries> Visitor<'de> for ToEntries<'_, M> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reading.expects();
        f.write_str("an object, the entries of a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { entries, field, reading } = self;
        let Shape::Map(kind) = field.shape else { return Err(reading.invalid(Mismatch)) };
        let reading = reading.deeper().map_err(|why| reading.invalid(why))?;
        while let Some(text) = map.next_key_seed(KeyText("the key of a map"))? {
            let key = MapKey::parse(kind, text).map_err(|why| reading.invalid(why))?;
            let mut value = M::Value::default();
            let is_set = map
                .next_value_seed(FillSeed { place: &mut value, field, reading })
                .map_err(|error| reading.in_map(&key.text(), error))?;
            let mut own = M::Key::default();
            own.set(key.value(kind));
            if is_set && entries.add(own, value) {
                return Err(reading.invalid(format_args!("the key `{}` is there twice", key.text())));
            }
        }
        Ok(())
    }
}

/// Implements [`Fill`] for a type of maps.
macro_rules! maps {
    ($ty:ty, $($parameters:tt)*) => {
        impl<$($parameters)*> Entries for $ty {
            type Key = K;
            type Value = V;

            fn add(&mut self, key: K, value: V) -> bool {
                self.insert(key, value).is_some()
            }
        }

        impl<$($parameters)*> Fill for $ty {
            fn fill<'de, D: Deserializer<'de>>(
                &mut self,
                field: &'static Field,
                reading: Reading<'_>,
                deserializer: D,
            ) -> Result<bool, D::Error> {
                deserializer.deserialize_map(ToEntries { entries: self, field, reading }).map(|()| true)
            }
        }
    };
}

maps!(HashMap<K, V, H>, K: Fill + Eq + Hash, V: Fill, H: BuildHasher + Default);
maps!(BTreeMap<K, V>, K: Fill + Ord, V: Fill);
