//! A table of serialized options by element. Most elements have no options, so an absent entry is small.

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
    /// Creates a table with capacity for `count` elements.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { positions: IdMap::with_capacity(count), bytes: IdMap::default() }
    }

    /// Adds the options of the next element and returns the element's id.
    pub(super) fn push(&mut self, bytes: Bytes) -> Id<T> {
        let position = bytes.map(|bytes| self.bytes.push(bytes));
        self.positions.push(position)
    }

    /// Returns the options of an element.
    pub(crate) fn get(&self, id: Id<T>) -> Option<&[u8]> {
        self.at(self.positions[id])
    }

    /// Returns the options of a range of elements, with their ids.
    pub(crate) fn slice(&self, positions: Range<u32>) -> impl Iterator<Item = (Id<T>, Option<&[u8]>)> {
        self.positions.slice(positions).map(|(id, &position)| (id, self.at(position)))
    }

    /// Returns the options of all elements, with their ids.
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
