//! Hash maps with keys from the input. Nothing depends on the order of their entries.

/// The hasher of these maps, with a random seed.
pub(crate) type Hasher = foldhash::fast::RandomState;

/// A map with keys from the input.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, Hasher>;

/// A set of keys from the input.
pub(crate) type HashSet<K> = std::collections::HashSet<K, Hasher>;
