//! The bytes of options by element. Most elements have no options, so that their place in the table is small.

use std::ops::Range;

use super::Bytes;
use protoward_schema::{Id, IdMap};

/// The options of all elements of a kind.
pub(crate) struct Table<T> {
    positions: IdMap<T, Option<Id<Box<[u8]>>>>,
    bytes: IdMap<Box<[u8]>, Box<[u8]>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl<T> Table<T> {
    /// Has room for the options of so many elements.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { positions: IdMap::with_capacity(count), bytes: IdMap::default() }
    }

    /// Adds the options of the next element, and gives its id.
    pub(super) fn push(&mut self, bytes: Bytes) -> Id<T> {
        let position = bytes.map(|bytes| self.bytes.push(bytes));
        self.positions.push(position)
    }

    /// The options of an element.
    pub(crate) fn get(&self, id: Id<T>) -> Option<&[u8]> {
        self.at(self.positions[id])
    }

    /// The options of elements that stand together, with their ids.
    pub(crate) fn slice(&self, positions: Range<u32>) -> impl Iterator<Item = (Id<T>, Option<&[u8]>)> {
        self.positions.slice(positions).map(|(id, &position)| (id, self.at(position)))
    }

    /// All options with the ids of their elements.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (Id<T>, Option<&[u8]>)> {
        self.slice(0..self.positions.len() as u32)
    }

    fn at(&self, position: Option<Id<Box<[u8]>>>) -> Option<&[u8]> {
        position.map(|position| &*self.bytes[position])
    }
}

impl<T> Extend<Bytes> for Table<T> {
    fn extend<I: IntoIterator<Item = Bytes>>(&mut self, all: I) {
        for bytes in all {
            self.push(bytes);
        }
    }
}
