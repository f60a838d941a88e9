//! Lists, and values of wrappers.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

use super::Failure;

fn no_index(index: i64) -> Failure {
    Failure::new(format!("the index {index} is out of range"))
}

/// `list[index]` of a field
///
/// # Errors
/// Fails outside of the list.
pub fn index<T>(list: &[T], index: i64) -> Result<&T, Failure> {
    usize::try_from(index).ok().and_then(|at| list.get(at)).ok_or_else(|| no_index(index))
}

/// `list[index]` of a list that was made
///
/// # Errors
/// Fails outside of the list.
pub fn at<L: IntoIterator>(list: L, index: i64) -> Result<L::Item, Failure> {
    usize::try_from(index).ok().and_then(|at| list.into_iter().nth(at)).ok_or_else(|| no_index(index))
}

/// Returns the value of a wrapper where a value is needed.
///
/// # Errors
/// Fails for `null`.
pub fn present<T>(value: Option<T>) -> Result<T, Failure> {
    value.ok_or(Failure::NO_OVERLOAD)
}

/// Returns a length as an `int`.
pub fn size(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Returns `true` for equal messages. An absent message is the default of its type.
pub fn messages_equal<T: Default + PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => one == other,
        (Some(it), None) | (None, Some(it)) => *it == T::default(),
    }
}

/// `one == other` of lists, whose elements are compared by a function
pub fn lists_equal<A, B>(
    one: impl IntoIterator<Item = A>,
    other: impl IntoIterator<Item = B>,
    mut is_equal: impl FnMut(A, B) -> bool,
) -> bool {
    let mut other = other.into_iter();
    one.into_iter().all(|one| other.next().is_some_and(|other| is_equal(one, other))) && other.next().is_none()
}

/// `one + other` of lists
pub fn appended<T>(mut one: Vec<T>, other: impl IntoIterator<Item = T>) -> Vec<T> {
    one.extend(other);
    one
}

/// The number of elements that are compared without memory on the heap.
const FEW: usize = 16;

/// `list.unique()`
pub fn unique<T: Ord>(values: impl IntoIterator<Item = T>) -> bool {
    let mut values = values.into_iter();
    let mut few: [Option<T>; FEW] = core::array::from_fn(|_| None);
    for at in 0..FEW {
        let Some(value) = values.next() else { return true };
        if few.iter().flatten().any(|it| *it == value) {
            return false;
        }
        few[at] = Some(value);
    }
    let mut many: BTreeSet<T> = few.into_iter().flatten().collect();
    values.all(|value| many.insert(value))
}

/// `list.unique()` of doubles. A NaN equals nothing, and both zeros are equal.
pub fn unique_doubles(values: impl IntoIterator<Item = f64>) -> bool {
    unique(values.into_iter().filter_map(double_key))
}

/// Returns a key that is the same for equal doubles; `None` for NaN, which equals nothing.
pub fn double_key(value: f64) -> Option<u64> {
    // Adding zero makes the negative zero positive.
    (!value.is_nan()).then(|| (value + 0.0).to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniqueness_does_not_depend_on_the_length() {
        for length in [0_i64, 1, 15, 16, 17, 40] {
            assert!(unique(0..length), "{length}");
            for again in [0, length / 2, length - 1].into_iter().filter(|it| (0..length).contains(it)) {
                assert!(!unique((0..length).chain([again])), "{length} {again}");
            }
        }
        assert!(unique_doubles([f64::NAN, f64::NAN, 1.0]) && !unique_doubles([0.0, -0.0]));
    }

    #[test]
    fn an_index_outside_fails() {
        assert_eq!((index(&[1, 2], 1), at([1, 2], 0)), (Ok(&2), Ok(1)));
        assert!(index(&[1], 1).is_err() && index(&[1], -1).is_err() && at([1], i64::MAX).is_err());
    }
}
