//! Interned names. A schema stores each text once, and compares names by number.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// An interned text. Names are equal if their texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u32);

impl Name {
    /// Returns the position among the names, in the order of interning, from zero.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Returns the maximum number of bytes of all full names in a file of `size` bytes: 64 times the size, at least 1 MiB and at
/// most 1 GiB.
///
/// A full name repeats the names of its scopes, which may be long. The full names of a hostile file would take thousands of
/// times its size wherever they are built, as in a comparison.
pub fn most_name_bytes(size: usize) -> usize {
    size.saturating_mul(64).clamp(1 << 20, 1 << 30)
}

/// The interned texts of one schema.
#[derive(Clone, Debug, Default)]
pub struct NameTable {
    texts: Texts,
    by_text: HashTable<Name>,
    hasher: RandomState,
}

impl NameTable {
    /// Returns the name of `text`, interning it if necessary.
    ///
    /// # Panics
    /// Panics after 2^32 names.
    pub fn intern(&mut self, text: &str) -> Name {
        let Self { texts, by_text, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(&name) = by_text.find(hash, |&name| texts.get(name) == text) {
            return name;
        }
        let name = texts.push(text);
        by_text.insert_unique(hash, name, |&name| hasher.hash_one(texts.get(name)));
        name
    }

    /// Reserves capacity for additional names.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.texts.places.reserve(more);
    }

    /// Returns the name of `text` if it is interned.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.by_text.find(self.hasher.hash_one(text), |&name| self.text(name) == text).copied()
    }

    /// Returns the number of names.
    pub fn len(&self) -> usize {
        self.texts.places.len()
    }

    /// Returns `true` if there are no names.
    pub fn is_empty(&self) -> bool {
        self.texts.places.is_empty()
    }

    /// Returns the text of a name.
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name)
    }
}

/// Texts in blocks, which take less memory than a block for each text, and are never copied to grow.
#[derive(Clone, Debug, Default)]
struct Texts {
    blocks: Vec<String>,
    places: Vec<TextPlace>,
}

/// The place of a text in a block.
#[derive(Clone, Copy, Debug)]
struct TextPlace {
    block: u32,
    start: u32,
    length: u32,
}

/// The capacity of a block. A longer text has a block of its own.
const BLOCK: usize = 1 << 16;

impl Texts {
    fn push(&mut self, text: &str) -> Name {
        if self.blocks.last().is_none_or(|block| block.capacity() - block.len() < text.len()) {
            self.blocks.push(String::with_capacity(text.len().max(BLOCK)));
        }
        let block = self.blocks.len() - 1;
        let start = self.blocks[block].len();
        self.blocks[block].push_str(text);
        let number = |number: usize| u32::try_from(number).expect("fewer than 2^32 names of less than 4 GiB");
        let name = Name(number(self.places.len()));
        self.places.push(TextPlace { block: number(block), start: number(start), length: number(text.len()) });
        name
    }

    fn get(&self, name: Name) -> &str {
        let TextPlace { block, start, length } = self.places[name.index()];
        &self.blocks[block as usize][start as usize..][..length as usize]
    }
}

/// A map from names to values, indexed by name number.
#[derive(Clone, Debug)]
pub(crate) struct NameMap<V> {
    of: Vec<Option<V>>,
}

impl<V: Copy> NameMap<V> {
    pub(crate) fn get(&self, name: Name) -> Option<V> {
        *self.of.get(name.index())?
    }

    /// Inserts a value for a name. Returns the previous value.
    pub(crate) fn insert(&mut self, name: Name, value: V) -> Option<V> {
        let index = name.index();
        if index >= self.of.len() {
            self.of.resize(index + 1, None);
        }
        self.of[index].replace(value)
    }
}

impl<V> Default for NameMap<V> {
    fn default() -> Self {
        Self { of: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_equal_if_their_texts_are() {
        let mut names = NameTable::default();
        let long = "x".repeat(BLOCK - 2);
        let texts = ["", "a", "ab", &long, "b", "c", "de"];
        let interned = texts.map(|text| names.intern(text));
        assert_eq!(interned.map(Name::index), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(texts.map(|text| names.intern(text)), interned);
        assert_eq!(interned.map(|name| names.text(name)), texts);
        assert_eq!(names.find("ab"), Some(interned[2]));
        assert_eq!(names.find("d"), None);
        assert_eq!(names.len(), texts.len());
    }
}
