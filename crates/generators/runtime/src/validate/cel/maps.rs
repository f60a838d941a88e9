//! Maps of fields.

use alloc::borrow::Borrow;
use alloc::collections::BTreeMap;

#[cfg(feature = "std")]
use core::hash::{BuildHasher, Hash};
#[cfg(feature = "std")]
use std::collections::HashMap;

use super::Failure;

/// A map of a field, in which a key can be found.
pub trait Find<Q: ?Sized> {
    /// The type of a value.
    type Value;

    /// Returns the value of a key.
    fn find(&self, key: &Q) -> Option<&Self::Value>;
}

#[cfg(feature = "std")]
impl<Q: Hash + Eq + ?Sized, K: Borrow<Q> + Hash + Eq, V, S: BuildHasher> Find<Q> for HashMap<K, V, S> {
    type Value = V;

    fn find(&self, key: &Q) -> Option<&V> {
        self.get(key)
    }
}

impl<Q: Ord + ?Sized, K: Borrow<Q> + Ord, V> Find<Q> for BTreeMap<K, V> {
    type Value = V;

    fn find(&self, key: &Q) -> Option<&V> {
        self.get(key)
    }
}

/// Returns the value of a key, for keys of any type but numbers.
pub fn find<'a, Q: ?Sized, M: Find<Q>>(map: Option<&'a M>, key: &Q) -> Option<&'a M::Value> {
    map?.find(key)
}

/// Returns the value of a number.
pub fn find_number<N: TryFrom<i128>, M: Find<N>>(map: Option<&M>, key: impl Into<i128>) -> Option<&M::Value> {
    map?.find(&N::try_from(key.into()).ok()?)
}

/// Returns a value that must be there.
///
/// # Errors
/// Fails without one.
pub fn required<T>(value: Option<T>) -> Result<T, Failure> {
    value.ok_or(Failure::new("no such key"))
}
