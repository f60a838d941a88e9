use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, Serializer};

use super::context::Context;
use super::entry::Entry;
use super::object::{Names, Object};

/// A type that can be read and written as JSON with options: a generated message or a well-known type.
pub trait Json: Sized {
    /// `true` if `null` is a value of the type.
    const TAKES_NULL: bool = false;

    /// Returns the context in which serde reads and writes a value: the options that the code was generated with, and the types
    /// that an `Any` may hold.
    fn context() -> Context {
        Context::default()
    }

    /// Writes a value.
    ///
    /// # Errors
    /// Fails if the value has no JSON form, or if the serializer fails.
    fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value.
    ///
    /// # Errors
    /// Fails if the input is not the JSON form of the type, or if the deserializer fails.
    fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error>;

    /// Reads a value into this one, which holds the default.
    ///
    /// # Errors
    /// Fails in the same cases as [`read`](Self::read).
    fn read_into<'de, D: Deserializer<'de>>(&mut self, context: Context, deserializer: D) -> Result<(), D::Error> {
        *self = Self::read(context, deserializer)?;
        Ok(())
    }
}

/// A message whose JSON is an object with its fields.
pub trait Message: Default {
    /// The full name.
    const NAME: &'static str;

    /// The names of the fields: the JSON name, which is written, and the declared name. Both are read.
    const FIELDS: &'static [Names];

    /// Further names that are read, with the indexes of their fields.
    const ALIASES: &'static [(&'static str, usize)] = &[];

    /// The indexes of the fields that must be there: `required` in proto2, and `LEGACY_REQUIRED`.
    const REQUIRED: &'static [usize] = &[];

    /// Returns the context in which serde reads and writes the message.
    fn context() -> Context {
        Context::default()
    }

    /// Writes the fields that are set.
    ///
    /// # Errors
    /// Fails in the same cases as [`Json::write`].
    fn write_fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error>;

    /// Reads a field.
    ///
    /// # Errors
    /// Fails in the same cases as [`Json::read`].
    fn read_field<'de, A: MapAccess<'de>>(&mut self, index: usize, entry: Entry<'_, A>) -> Result<(), A::Error>;
}

impl<T: Message> Json for T {
    fn context() -> Context {
        T::context()
    }

    fn write<S: Serializer>(&self, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        let context = context.deeper().map_err(S::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        self.write_fields(&mut Object::new(&mut map, context, T::FIELDS))?;
        map.end()
    }

    fn read<'de, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<Self, D::Error> {
        let mut message = Self::default();
        message.read_into(context, deserializer)?;
        Ok(message)
    }

    fn read_into<'de, D: Deserializer<'de>>(&mut self, context: Context, deserializer: D) -> Result<(), D::Error> {
        let context = context.deeper().map_err(D::Error::custom)?;
        deserializer.deserialize_map(MessageVisitor { context, message: self })
    }
}

/// Reads a message in place. Messages may be large and nest a hundred deep. Returning each of them would put several copies
/// on the stack.
struct MessageVisitor<'m, T> {
    context: Context,
    message: &'m mut T,
}

impl<'de, T: Message> Visitor<'de> for MessageVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object, `{}`", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = Seen::new(T::FIELDS.len());
        let mut next = 0;
        while let Some(key) = map.next_key_seed(KeySeed::<T> { next, message: PhantomData })? {
            match key {
                Key::Field(index) => {
                    next = index + 1;
                    // Reject duplicates even if one is `null`: protobuf parsers disagree about which one counts.
                    if seen.again(index) {
                        return Err(A::Error::custom(format_args!("a field of `{}` is there twice", T::NAME)));
                    }
                    self.message.read_field(index, Entry::new(&mut map, self.context))?;
                }
                Key::Unknown(_) if self.context.options.ignore_unknown => {
                    map.next_value::<IgnoredAny>()?;
                }
                Key::Unknown(key) => {
                    return Err(A::Error::custom(format_args!("`{}` has no field `{key}`", T::NAME)));
                }
            }
        }
        match T::REQUIRED.iter().find(|&&index| !seen.has(index)) {
            Some(&index) => {
                let (name, _) = T::FIELDS[index];
                Err(A::Error::custom(format_args!("the required field `{name}` of `{}` is missing", T::NAME)))
            }
            None => Ok(()),
        }
    }
}

/// The fields that were read.
struct Seen {
    bits: u64,
    /// The fields after the first 64.
    more: Vec<bool>,
}

impl Seen {
    fn new(count: usize) -> Self {
        Self { bits: 0, more: vec![false; count.saturating_sub(64)] }
    }

    fn has(&self, index: usize) -> bool {
        match index.checked_sub(64) {
            Some(index) => self.more.get(index).is_some_and(|&seen| seen),
            None => self.bits & 1 << index != 0,
        }
    }

    /// Marks a field as read. Returns `true` if it was read before.
    fn again(&mut self, index: usize) -> bool {
        match index.checked_sub(64) {
            Some(index) => self.more.get_mut(index).is_some_and(|seen| std::mem::replace(seen, true)),
            None => {
                let bit = 1 << index;
                let before = self.bits & bit != 0;
                self.bits |= bit;
                before
            }
        }
    }
}

enum Key {
    Field(usize),
    Unknown(String),
}

/// Reads a key.
struct KeySeed<T> {
    /// The index of the field whose key is most likely, because writers keep the order of fields.
    next: usize,
    message: PhantomData<T>,
}

impl<'de, T: Message> DeserializeSeed<'de> for KeySeed<T> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<T: Message> Visitor<'_> for KeySeed<T> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a field of `{}`", T::NAME)
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(field::<T>(key, self.next).map_or_else(|| Key::Unknown(key.to_owned()), Key::Field))
    }
}

/// Returns the index of the field with a key. A JSON name takes precedence over the other names of any field.
fn field<T: Message>(key: &str, next: usize) -> Option<usize> {
    if T::FIELDS.get(next).is_some_and(|(json, _)| *json == key) {
        return Some(next);
    }
    let by_json = T::FIELDS.iter().position(|(json, _)| *json == key);
    let by_alias = || T::ALIASES.iter().find(|(alias, _)| *alias == key).map(|(_, index)| *index);
    by_json.or_else(|| T::FIELDS.iter().position(|(_, declared)| *declared == key)).or_else(by_alias)
}
