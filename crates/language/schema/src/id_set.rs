//! A set of ids as a bit for each.

use std::fmt;
use std::marker::PhantomData;

use super::Id;

/// A set of ids, iterated in order. It takes one bit for each id up to the largest one.
///
/// ```
/// use protoward_schema::{Id, IdSet, Message};
///
/// let mut set = IdSet::<Message>::default();
/// assert!(set.insert(Id::new(70)));
/// assert!(!set.insert(Id::new(70)));
/// assert!(set.contains(Id::new(70)) && !set.contains(Id::new(6)));
/// ```
pub struct IdSet<T> {
    bits: Bits,
    of: PhantomData<fn() -> T>,
}

impl<T> IdSet<T> {
    /// Adds an id. Returns `true` if the set did not contain it.
    pub fn insert(&mut self, id: Id<T>) -> bool {
        self.bits.insert(id.index())
    }

    /// Returns `true` if the set contains the id.
    pub fn contains(&self, id: Id<T>) -> bool {
        self.bits.contains(id.index())
    }

    /// Returns `true` if the set contains no id.
    pub fn is_empty(&self) -> bool {
        self.bits.words.iter().all(|&word| word == 0)
    }

    /// Returns the ids in order.
    pub fn iter(&self) -> impl Iterator<Item = Id<T>> {
        self.bits.iter().map(Id::new)
    }
}

impl<T> Default for IdSet<T> {
    fn default() -> Self {
        Self { bits: Bits::default(), of: PhantomData }
    }
}

impl<T> Clone for IdSet<T> {
    fn clone(&self) -> Self {
        Self { bits: self.bits.clone(), of: PhantomData }
    }
}

impl<T> fmt::Debug for IdSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<T> Extend<Id<T>> for IdSet<T> {
    fn extend<I: IntoIterator<Item = Id<T>>>(&mut self, ids: I) {
        for id in ids {
            self.insert(id);
        }
    }
}

impl<T> FromIterator<Id<T>> for IdSet<T> {
    fn from_iter<I: IntoIterator<Item = Id<T>>>(ids: I) -> Self {
        let mut set = Self::default();
        set.extend(ids);
        set
    }
}

/// The bits of a set of any kind of id, so that the code exists once.
#[derive(Clone, Default)]
struct Bits {
    words: Vec<u64>,
}

impl Bits {
    fn insert(&mut self, index: usize) -> bool {
        let (word, bit) = position(index);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let is_new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        is_new
    }

    fn contains(&self, index: usize) -> bool {
        let (word, bit) = position(index);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        (0..self.words.len() * u64::BITS as usize).filter(|&index| self.contains(index))
    }
}

/// Returns the word of a bit and its mask.
const fn position(index: usize) -> (usize, u64) {
    let bits = u64::BITS as usize;
    (index / bits, 1 << (index % bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;

    #[test]
    fn contains_exactly_the_inserted_ids_in_order() {
        let positions = [64, 0, 63, 65, 1000, 64];
        let set: IdSet<Message> = positions.iter().map(|&index| Id::new(index)).collect();
        assert_eq!(set.iter().map(Id::index).collect::<Vec<_>>(), [0, 63, 64, 65, 1000]);
        assert!((0..2000).all(|index| set.contains(Id::new(index)) == positions.contains(&index)));
    }

    #[test]
    fn is_empty_until_an_id_is_inserted() {
        let mut set = IdSet::<Message>::default();
        assert!(set.is_empty());
        assert!(set.insert(Id::new(0)) && !set.insert(Id::new(0)));
        assert!(!set.is_empty());
    }
}
