//! Sorting, with the code for it there once, whatever is sorted.
//!
//! The sorts of the standard library are made anew for each type and each order, several thousand instructions each time,
//! and a build script compiles them all. Here, only what compares and swaps two elements is.

use std::cmp::Ordering;

/// Sorts; equal elements keep their order.
pub(crate) fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// Sorts by a key; elements with the same one keep their order.
pub(crate) fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// As [`sort_by_key`], for a key that takes time to make.
pub(crate) fn sort_by_cached_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    let mut keys = Vec::with_capacity(list.len());
    for element in &*list {
        keys.push(key(element));
    }
    arrange(&mut Elements { list, compare: |_: &[T], a: usize, b: usize| keys[a].cmp(&keys[b]) });
}

/// Sorts by a comparison; equal elements keep their order.
pub(crate) fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    arrange(&mut Elements { list, compare: |list: &[T], a: usize, b: usize| compare(&list[a], &list[b]) });
}

/// Elements that are known by where they stand. Two closures in place of it would be several functions each.
trait Sorted: Swap {
    fn len(&self) -> usize;

    fn compare(&self, a: usize, b: usize) -> Ordering;
}

/// Elements of which two may change places.
pub(crate) trait Swap {
    fn swap(&mut self, a: usize, b: usize);
}

impl<T> Swap for Vec<T> {
    fn swap(&mut self, a: usize, b: usize) {
        self.as_mut_slice().swap(a, b);
    }
}

/// Elements of a list, and how two of them compare.
struct Elements<'l, T, C> {
    list: &'l mut [T],
    compare: C,
}

impl<T, C: Fn(&[T], usize, usize) -> Ordering> Sorted for Elements<'_, T, C> {
    fn len(&self) -> usize {
        self.list.len()
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        (self.compare)(self.list, a, b)
    }
}

impl<T, C> Swap for Elements<'_, T, C> {
    fn swap(&mut self, a: usize, b: usize) {
        self.list.swap(a, b);
    }
}

/// Puts every element where it belongs. Most lists are sorted already.
fn arrange(elements: &mut dyn Sorted) {
    let len = elements.len();
    let is_sorted = (1..len).all(|at| elements.compare(at - 1, at) != Ordering::Greater);
    if is_sorted {
        return;
    }
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|&a, &b| elements.compare(a, b));
    rearrange(&order, elements);
}

/// Puts every element where it belongs, going round each circle of elements that take each other's places.
pub(crate) fn rearrange(order: &[usize], elements: &mut dyn Swap) {
    let mut order = order.to_vec();
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            elements.swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lists of all lengths up to some hundred, in an order that repeats elements.
    fn lists() -> impl Iterator<Item = Vec<(usize, usize)>> {
        (0..150).map(|len| (0..len).map(|at| (at * 7919 % 31, at)).collect())
    }

    #[test]
    fn lists_are_sorted_as_by_the_standard_library() {
        for list in lists() {
            let (mut ours, mut theirs) = (list.clone(), list.clone());
            sort_by_key(&mut ours, |&(key, _)| key);
            theirs.sort_by_key(|&(key, _)| key);
            assert_eq!(ours, theirs);
            let (mut ours, mut theirs) = (list.clone(), list.clone());
            sort_by_cached_key(&mut ours, |&(key, _)| key.to_string());
            theirs.sort_by_cached_key(|&(key, _)| key.to_string());
            assert_eq!(ours, theirs);
            let (mut ours, mut theirs) = (list.clone(), list);
            sort_by(&mut ours, |a, b| b.cmp(a));
            theirs.sort_by(|a, b| b.cmp(a));
            assert_eq!(ours, theirs);
            sort(&mut ours);
            theirs.sort();
            assert_eq!(ours, theirs);
        }
    }
}
