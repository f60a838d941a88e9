//! Tables for lookups with keys from the input: hash maps with a random seed, and an index of names. Nothing depends
//! on the order of their entries.

/// The hasher of these maps, with a random seed.
pub(crate) type Hasher = foldhash::fast::RandomState;

/// A map with keys from the input.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, Hasher>;

/// A set of keys from the input.
pub(crate) type HashSet<K> = std::collections::HashSet<K, Hasher>;

/// An index of declarations by name.
pub(crate) struct NameIndex<'a> {
    /// The names with the positions of their declarations, sorted.
    sorted: Vec<(&'a str, usize)>,
}

impl<'a> NameIndex<'a> {
    /// Creates an index of declarations with these names.
    pub(crate) fn new(names: &mut dyn Iterator<Item = &'a str>) -> Self {
        let mut sorted: Vec<(&str, usize)> = names.zip(0..).collect();
        sorted.sort();
        Self { sorted }
    }

    /// Returns the position of the first declaration of a name.
    pub(crate) fn first(&self, name: &str) -> Option<usize> {
        self.all(name).next()
    }

    /// Returns the positions of all declarations of a name, in order.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = usize> {
        let first = self.sorted.partition_point(|&(other, _)| other < name);
        self.sorted[first..].iter().take_while(move |&&(other, _)| other == name).map(|&(_, position)| position)
    }

    /// Returns the distinct names in alphabetical order, with the position of the first declaration of each.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&'a str, usize)> {
        self.sorted.chunk_by(|a, b| a.0 == b.0).map(|group| group[0])
    }
}
