use std::borrow::Borrow;
use std::fmt;
use std::ops::Index;

use super::order::{Place, Positions};
use super::set::{self, Set};
use crate::sorting;

/// Values by their keys, in the order of the keys.
///
/// They are in lists of their own, so that maps with keys of one type share all that looks for them.
#[derive(Clone)]
pub(crate) struct Map<K, V> {
    keys: Set<K>,
    /// In the order in which the keys stand in their list.
    values: Vec<V>,
}

impl<K, V> Map<K, V> {
    pub(crate) const fn new() -> Self {
        Self { keys: Set::new(), values: Vec::new() }
    }

    pub(crate) const fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.keys.clear();
        self.values.clear();
    }

    pub(crate) const fn iter(&self) -> Iter<'_, K, V> {
        Iter { map: self, positions: Positions::new() }
    }

    pub(crate) const fn keys(&self) -> set::Iter<'_, K> {
        self.keys.iter()
    }

    pub(crate) const fn values(&self) -> Values<'_, K, V> {
        Values { entries: self.iter() }
    }

    /// All values, in the order of their keys.
    pub(crate) fn into_values(mut self) -> std::vec::IntoIter<V> {
        self.arrange();
        self.values.into_iter()
    }

    /// All entries, with values that may be changed.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.arrange();
        IterMut { keys: self.keys.elements.iter(), values: self.values.iter_mut() }
    }

    /// All values, in the order of their keys, which may be changed.
    pub(crate) fn values_mut(&mut self) -> std::slice::IterMut<'_, V> {
        self.arrange();
        self.values.iter_mut()
    }

    /// Has the entries stand in the order of their keys.
    fn arrange(&mut self) {
        sorting::rearrange(&self.keys.arrange(), &mut self.values);
    }
}

impl<K: Ord, V> Map<K, V> {
    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        Some(&self.values[self.keys.position(key)?])
    }

    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let position = self.keys.position(key)?;
        Some(&mut self.values[position])
    }

    pub(crate) fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.keys.contains(key)
    }

    /// Adds an entry; gives the value that the key had before.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.keys.slot(&key) {
            Ok(position) => Some(std::mem::replace(&mut self.values[position], value)),
            Err(place) => {
                self.add(place, key, value);
                None
            }
        }
    }

    /// The value of a key, which is made where there is none.
    pub(crate) fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let position = match self.keys.slot(&key) {
            Ok(position) => position,
            Err(place) => {
                self.add(place, key, make());
                self.values.len() - 1
            }
        };
        &mut self.values[position]
    }

    fn add(&mut self, place: Place, key: K, value: V) {
        self.keys.add(place, key);
        self.values.push(value);
    }

    /// The value of a key, which is the default one where there was none.
    pub(crate) fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.get_or_insert_with(key, V::default)
    }

    /// Takes out the entry of the least key.
    pub(crate) fn pop_first(&mut self) -> Option<(K, V)> {
        let first = self.keys.start()?;
        self.take(first)
    }

    /// Takes an entry out.
    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        Some(self.remove_entry(key)?.1)
    }

    /// Takes an entry out, and gives its key too.
    pub(crate) fn remove_entry<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        self.take(self.keys.find(key).ok()?)
    }

    fn take(&mut self, place: Place) -> Option<(K, V)> {
        let (position, key) = self.keys.take(place)?;
        Some((key, self.values.swap_remove(position)))
    }

    /// Keeps the entries for which `keep` says so.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        for (key, mut value) in std::mem::take(self) {
            if keep(&key, &mut value) {
                self.insert(key, value);
            }
        }
    }

    /// The entries whose keys are not less than one.
    pub(crate) fn not_before<Q: Ord + ?Sized>(&self, key: &Q) -> Iter<'_, K, V>
    where
        K: Borrow<Q>,
    {
        let (Ok(place) | Err(place)) = self.keys.find(key);
        Iter { map: self, positions: Positions::from(place) }
    }
}

/// The entries of a map.
pub(crate) struct Iter<'m, K, V> {
    map: &'m Map<K, V>,
    positions: Positions,
}

impl<'m, K, V> Iterator for Iter<'m, K, V> {
    type Item = (&'m K, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        let position = self.map.keys.step(&mut self.positions)?;
        Some((&self.map.keys.elements[position], &self.map.values[position]))
    }
}

/// The values of a map.
pub(crate) struct Values<'m, K, V> {
    entries: Iter<'m, K, V>,
}

impl<'m, K, V> Iterator for Values<'m, K, V> {
    type Item = &'m V;

    fn next(&mut self) -> Option<&'m V> {
        Some(self.entries.next()?.1)
    }
}

/// The entries of a map, with values that may be changed.
struct IterMut<'m, K, V> {
    keys: std::slice::Iter<'m, K>,
    values: std::slice::IterMut<'m, V>,
}

impl<'m, K, V> Iterator for IterMut<'m, K, V> {
    type Item = (&'m K, &'m mut V);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.keys.next()?, self.values.next()?))
    }
}

/// The entries of a map that is used up.
pub(crate) struct IntoIter<K, V> {
    keys: std::vec::IntoIter<K>,
    values: std::vec::IntoIter<V>,
}

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<(K, V)> {
        Some((self.keys.next()?, self.values.next()?))
    }
}

impl<'m, K, V> IntoIterator for &'m Map<K, V> {
    type Item = (&'m K, &'m V);
    type IntoIter = Iter<'m, K, V>;

    fn into_iter(self) -> Iter<'m, K, V> {
        self.iter()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(mut self) -> IntoIter<K, V> {
        self.arrange();
        IntoIter { keys: self.keys.into_iter(), values: self.values.into_iter() }
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    /// Of entries with the same key, the last one stays.
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        Self::from_iter(entries)
    }
}

impl<K: Ord + Borrow<Q>, Q: Ord + ?Sized, V> Index<&Q> for Map<K, V> {
    type Output = V;

    /// # Panics
    ///
    /// Where there is no such key.
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("a key that is there")
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other)
    }
}

impl<K: Eq, V: Eq> Eq for Map<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Numbers without an order that could be seen.
    fn numbers(seed: u64) -> impl Iterator<Item = usize> {
        let next =
            |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        std::iter::successors(Some(seed), next).map(|state| (state >> 33) as usize)
    }

    fn same(ours: &Map<usize, usize>, theirs: &BTreeMap<usize, usize>) {
        assert!(ours.iter().eq(theirs), "{ours:?} {theirs:?}");
        assert_eq!((ours.len(), ours.is_empty()), (theirs.len(), theirs.is_empty()));
    }

    #[test]
    fn it_does_what_the_map_of_the_standard_library_does() {
        for keys in [3, 50, 1000, 100_000] {
            let (mut ours, mut theirs) = (Map::new(), BTreeMap::new());
            let mut drawn = numbers(keys as u64);
            let mut draw = |below: usize| drawn.next().unwrap_or_default() % below;
            for turn in 0..4000 {
                let key = draw(keys);
                match draw(if turn < 2000 { 6 } else { 9 }) {
                    0..=2 => assert_eq!(ours.insert(key, turn), theirs.insert(key, turn)),
                    3 => assert_eq!(ours.get_or_insert_with(key, || turn), theirs.entry(key).or_insert(turn)),
                    4 => assert_eq!(
                        (ours.get(&key), ours.contains_key(&key)),
                        (theirs.get(&key), theirs.contains_key(&key))
                    ),
                    5 => assert!(ours.not_before(&key).eq(theirs.range(key..))),
                    6 => assert_eq!(ours.pop_first(), theirs.pop_first()),
                    _ => assert_eq!(ours.remove(&key), theirs.remove(&key)),
                }
                if turn % 50 == 0 {
                    same(&ours, &theirs);
                    assert!(ours.keys().eq(theirs.keys()) && ours.values().eq(theirs.values()));
                }
                if turn % 500 == 499 {
                    assert!(
                        ours.clone().into_iter().eq(theirs.clone()) && ours.clone() == Map::from_iter(theirs.clone())
                    );
                    assert!(ours.iter_mut().eq(theirs.iter_mut()) && ours.values_mut().eq(theirs.values_mut()));
                    same(&ours, &theirs);
                    ours.retain(|key, _| key % 3 != 0);
                    theirs.retain(|key, _| key % 3 != 0);
                    same(&ours, &theirs);
                }
            }
        }
    }

    #[test]
    fn keys_that_fall_rise_or_meet_in_the_middle_are_all_found() {
        let orders: [fn(usize) -> usize; 3] =
            [|at| at, |at| 9999 - at, |at| if at % 2 == 0 { at / 2 } else { 9999 - at / 2 }];
        for order in orders {
            let mut map: Map<usize, usize> = (0..10_000).map(|at| (order(at), at)).collect();
            assert!((0..10_000).all(|at| map[&order(at)] == at));
            assert!((0..5000).all(|key| map.pop_first().is_some_and(|(first, _)| first == key)));
            assert!((5000..10_000).rev().all(|key| map.remove(&key).is_some()) && map.is_empty());
        }
    }
}
