use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

use super::order::{Compare, Order, Place, Positions};
use crate::sorting;

/// Elements in their order, each of them once.
#[derive(Clone)]
pub(crate) struct Set<T> {
    /// As they came, but for removals: the last one takes the place of one that is taken out.
    pub(super) elements: Vec<T>,
    order: Order,
}

impl<T> Set<T> {
    pub(crate) const fn new() -> Self {
        Self { elements: Vec::new(), order: Order::sorted(0) }
    }

    pub(crate) const fn len(&self) -> usize {
        self.elements.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.elements.clear();
        self.order = Order::sorted(0);
    }

    pub(crate) const fn iter(&self) -> Iter<'_, T> {
        Iter { set: self, positions: Positions::new() }
    }

    /// The least element.
    pub(crate) fn first(&self) -> Option<&T> {
        self.iter().next()
    }

    /// Has the elements stand in their order, and gives the positions where they stood if they did not.
    pub(super) fn arrange(&mut self) -> Vec<usize> {
        let positions = self.order.positions();
        sorting::rearrange(&positions, &mut self.elements);
        self.order = Order::sorted(self.elements.len());
        positions
    }

    /// The next position in the order.
    pub(super) fn step(&self, positions: &mut Positions) -> Option<usize> {
        positions.next(&self.order)
    }
}

impl<T: Ord> Set<T> {
    pub(super) fn find<Q: Ord + ?Sized>(&self, element: &Q) -> Result<Place, Place>
    where
        T: Borrow<Q>,
    {
        self.order.find(&Sought { elements: &self.elements, element })
    }

    /// Where an element is in the list.
    pub(super) fn position<Q: Ord + ?Sized>(&self, element: &Q) -> Option<usize>
    where
        T: Borrow<Q>,
    {
        self.order.at(self.find(element).ok()?)
    }

    pub(crate) fn contains<Q: Ord + ?Sized>(&self, element: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.find(element).is_ok()
    }

    /// Adds an element; whether it was not there yet.
    pub(crate) fn insert(&mut self, element: T) -> bool {
        let slot = self.slot(&element);
        if let Err(place) = slot {
            self.add(place, element);
        }
        slot.is_err()
    }

    /// Where an element is in the list, or its place in the order.
    pub(super) fn slot(&self, element: &T) -> Result<usize, Place> {
        let place = self.find(element)?;
        self.order.at(place).ok_or(place)
    }

    /// Adds an element whose place it is.
    pub(super) fn add(&mut self, place: Place, element: T) {
        self.order.insert(place);
        self.elements.push(element);
    }

    /// Takes an element out; whether it was there.
    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, element: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.find(element).ok().and_then(|place| self.take(place)).is_some()
    }

    /// Takes out the element at a place, and gives it with where it was in the list.
    pub(super) fn take(&mut self, place: Place) -> Option<(usize, T)> {
        let position = self.order.at(place)?;
        let last = self.find(self.elements.last()?).ok()?;
        self.order.swap_remove(place, last);
        Some((position, self.elements.swap_remove(position)))
    }

    /// The place of the least element.
    pub(super) fn start(&self) -> Option<Place> {
        self.order.first()
    }
}

/// An element that is looked for.
struct Sought<'s, T, Q: ?Sized> {
    elements: &'s [T],
    element: &'s Q,
}

impl<T: Borrow<Q>, Q: Ord + ?Sized> Compare for Sought<'_, T, Q> {
    fn compare(&self, position: usize) -> Ordering {
        self.elements[position].borrow().cmp(self.element)
    }
}

/// The elements of a set.
pub(crate) struct Iter<'s, T> {
    set: &'s Set<T>,
    positions: Positions,
}

impl<'s, T> Iterator for Iter<'s, T> {
    type Item = &'s T;

    fn next(&mut self) -> Option<&'s T> {
        Some(&self.set.elements[self.positions.next(&self.set.order)?])
    }
}

impl<'s, T> IntoIterator for &'s Set<T> {
    type Item = &'s T;
    type IntoIter = Iter<'s, T>;

    fn into_iter(self) -> Iter<'s, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(mut self) -> Self::IntoIter {
        self.arrange();
        self.elements.into_iter()
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        for element in elements {
            self.insert(element);
        }
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut set = Self::new();
        set.extend(elements);
        set
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for Set<T> {
    fn from(elements: [T; N]) -> Self {
        Self::from_iter(elements)
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: PartialEq> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other)
    }
}

impl<T: Eq> Eq for Set<T> {}

impl<T: fmt::Debug> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self).finish()
    }
}
