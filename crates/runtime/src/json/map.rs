use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use protoward_protojson::number::is_key;

/// A `HashMap` or a `BTreeMap`.
pub trait Map: Default {
    /// The type of the keys.
    type Key: Key;
    /// The type of the values.
    type Value;

    /// Returns `true` if there are no entries.
    fn is_empty(&self) -> bool;

    /// Returns all entries, in any order.
    fn entries(&self) -> Vec<(&Self::Key, &Self::Value)>;

    /// Returns `true` if the map contains the key.
    fn has(&self, key: &Self::Key) -> bool;

    /// Adds an entry.
    fn put(&mut self, key: Self::Key, value: Self::Value);
}

impl<K: Key + Hash, V> Map for HashMap<K, V> {
    type Key = K;
    type Value = V;

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn entries(&self) -> Vec<(&K, &V)> {
        self.iter().collect()
    }

    fn has(&self, key: &K) -> bool {
        self.contains_key(key)
    }

    fn put(&mut self, key: K, value: V) {
        self.insert(key, value);
    }
}

impl<K: Key, V> Map for BTreeMap<K, V> {
    type Key = K;
    type Value = V;

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn entries(&self) -> Vec<(&K, &V)> {
        self.iter().collect()
    }

    fn has(&self, key: &K) -> bool {
        self.contains_key(key)
    }

    fn put(&mut self, key: K, value: V) {
        self.insert(key, value);
    }
}

/// The key of a map, which is a string in JSON.
pub trait Key: Ord + Sized {
    /// Converts the key to text.
    fn text(&self) -> Cow<'_, str>;

    /// Parses a key.
    fn read(text: &str) -> Result<Self, String>;
}

impl Key for String {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }

    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Key for bool {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }

    fn read(text: &str) -> Result<Self, String> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(format!("`{text}` is not a key of this map")),
        }
    }
}

macro_rules! whole {
    ($($ty:ident $keyword:literal)*) => {$(
        impl Key for $ty {
            fn text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }

            fn read(text: &str) -> Result<Self, String> {
                let value = text.parse().ok().filter(|_| is_key(text, $ty::MIN == 0));
                value.ok_or_else(|| format!("`{text}` is not a key of type `{}`", $keyword))
            }
        }
    )*};
}

whole!(i32 "int32" u32 "uint32" i64 "int64" u64 "uint64");
