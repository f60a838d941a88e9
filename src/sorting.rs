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
    let order = order(list.len(), &|a, b| keys[a].cmp(&keys[b]));
    rearrange(order, &mut |a, b| list.swap(a, b));
}

/// Sorts by a comparison; equal elements keep their order.
pub(crate) fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(list.len(), &|a, b| compare(&list[a], &list[b]));
    rearrange(order, &mut |a, b| list.swap(a, b));
}

/// Compares two elements by where they stand.
type Compare<'c> = dyn Fn(usize, usize) -> Ordering + 'c;

/// Where the elements stand that belong to each place; nothing where they stand there already, as most lists do.
fn order(len: usize, compare: &Compare<'_>) -> Vec<usize> {
    let is_sorted = (1..len).all(|at| compare(at - 1, at) != Ordering::Greater);
    if is_sorted {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|&a, &b| compare(a, b));
    order
}

/// Puts every element where it belongs, going round each circle of elements that take each other's places.
pub(crate) fn rearrange(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            swap(at, from);
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
