//! Elements of one kind in one vector, and typed ids as their indices. Ids instead of references let elements refer
//! to each other.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

/// The index of a `T` in its [`Arena`]. An `Id` takes four bytes, as does an `Option` of it.
pub struct Id<T> {
    index: NonZeroU32,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// Creates the id for a position, from zero. Passes use it to assign ids before the elements exist.
    pub fn new(index: usize) -> Self {
        let index = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        Self { index: index.expect("fewer than 2^32 - 1 elements"), of: PhantomData }
    }

    /// Returns the position in the arena, from zero.
    pub const fn index(self) -> usize {
        self.index.get() as usize - 1
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index())
    }
}

/// Elements of one kind in declaration order, indexed by [`Id`].
#[derive(Clone, Debug)]
pub struct Arena<T> {
    items: Vec<T>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T> Arena<T> {
    /// Adds an element and returns its id.
    pub(crate) fn push(&mut self, item: T) -> Id<T> {
        let id = Id::new(self.items.len());
        self.items.push(item);
        id
    }

    /// Reserves capacity for additional elements.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.items.reserve(more);
    }

    /// Returns the number of elements.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns `true` if the arena is empty.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns all elements with their ids.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(index, item)| (Id::new(index), item))
    }

    /// Returns all ids, in declaration order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = Id<T>> + ExactSizeIterator + use<T> {
        (0..self.items.len()).map(Id::new)
    }
}

impl<T> Index<Id<T>> for Arena<T> {
    type Output = T;
    fn index(&self, id: Id<T>) -> &T {
        &self.items[id.index()]
    }
}

impl<T> IndexMut<Id<T>> for Arena<T> {
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self.items[id.index()]
    }
}

/// Facts about elements of one kind, indexed by id.
#[derive(Clone, Debug)]
pub struct IdMap<T, V> {
    facts: Vec<V>,
    of: PhantomData<fn() -> T>,
}

impl<T, V> Default for IdMap<T, V> {
    fn default() -> Self {
        Self { facts: Vec::new(), of: PhantomData }
    }
}

impl<T, V> IdMap<T, V> {
    /// Adds the fact about the next element and returns the element's id.
    pub fn push(&mut self, fact: V) -> Id<T> {
        let id = Id::new(self.facts.len());
        self.facts.push(fact);
        id
    }

    /// Creates a map with capacity for facts about `count` elements.
    pub fn with_capacity(count: usize) -> Self {
        Self { facts: Vec::with_capacity(count), of: PhantomData }
    }

    /// Adds the facts about the next elements.
    pub fn append(&mut self, mut facts: Vec<V>) {
        self.facts.append(&mut facts);
    }

    /// Returns the number of facts.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Returns `true` if there are no facts.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Returns the facts about a range of elements, with their ids.
    pub fn slice(&self, positions: std::ops::Range<u32>) -> impl Iterator<Item = (Id<T>, &V)> {
        positions.map(|index| index as usize).map(|index| (Id::new(index), &self.facts[index]))
    }

    /// Returns all facts with the ids of their elements.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &V)> + ExactSizeIterator {
        self.facts.iter().enumerate().map(|(index, fact)| (Id::new(index), fact))
    }
}

impl<T, V> Extend<V> for IdMap<T, V> {
    fn extend<I: IntoIterator<Item = V>>(&mut self, facts: I) {
        self.facts.extend(facts);
    }
}

impl<T, V> FromIterator<V> for IdMap<T, V> {
    fn from_iter<I: IntoIterator<Item = V>>(facts: I) -> Self {
        Self { facts: facts.into_iter().collect::<Vec<_>>(), of: PhantomData }
    }
}

impl<T, V> Index<Id<T>> for IdMap<T, V> {
    type Output = V;
    fn index(&self, id: Id<T>) -> &V {
        &self.facts[id.index()]
    }
}

impl<T, V> IndexMut<Id<T>> for IdMap<T, V> {
    fn index_mut(&mut self, id: Id<T>) -> &mut V {
        &mut self.facts[id.index()]
    }
}
