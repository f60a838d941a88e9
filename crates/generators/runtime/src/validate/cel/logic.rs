//! `&&`, `||` and macros. As in CEL, an operand or an element that decides hides the failure of another one.

use alloc::vec::Vec;

use super::Failure;

/// `left && right`
///
/// # Errors
/// Fails if an operand fails and the other one is not `false`.
pub fn and(
    left: impl FnOnce() -> Result<bool, Failure>,
    right: impl FnOnce() -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    decided(false, left, right)
}

/// `left || right`
///
/// # Errors
/// Fails if an operand fails and the other one is not `true`.
pub fn or(
    left: impl FnOnce() -> Result<bool, Failure>,
    right: impl FnOnce() -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    decided(true, left, right)
}

fn decided(
    decisive: bool,
    left: impl FnOnce() -> Result<bool, Failure>,
    right: impl FnOnce() -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    match left() {
        Ok(value) if value == decisive => Ok(value),
        Ok(_) => right(),
        Err(failure) => match right() {
            Ok(value) if value == decisive => Ok(value),
            _ => Err(failure),
        },
    }
}

/// `list.all(element, test)`
///
/// # Errors
/// Fails if the test of an element fails and no other one is `false`.
pub fn all<T>(
    elements: impl IntoIterator<Item = T>,
    test: impl FnMut(T) -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    decided_by_one(false, elements, test)
}

/// `list.exists(element, test)`
///
/// # Errors
/// Fails if the test of an element fails and no other one is `true`.
pub fn exists<T>(
    elements: impl IntoIterator<Item = T>,
    test: impl FnMut(T) -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    decided_by_one(true, elements, test)
}

fn decided_by_one<T>(
    decisive: bool,
    elements: impl IntoIterator<Item = T>,
    mut test: impl FnMut(T) -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    let mut first = None;
    for element in elements {
        match test(element) {
            Ok(value) if value == decisive => return Ok(value),
            Ok(_) => {}
            Err(failure) => first = first.or(Some(failure)),
        }
    }
    first.map_or(Ok(!decisive), Err)
}

/// `list.exists_one(element, test)`
///
/// # Errors
/// Fails if the test of an element fails.
pub fn exists_one<T>(
    elements: impl IntoIterator<Item = T>,
    mut test: impl FnMut(T) -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    let mut count = 0_usize;
    for element in elements {
        count += usize::from(test(element)?);
    }
    Ok(count == 1)
}

/// `list.filter(element, test)` and `list.map(element, value)`
///
/// # Errors
/// Fails if an element fails.
pub fn filter_map<T, U>(
    elements: impl IntoIterator<Item = T>,
    map: impl FnMut(T) -> Result<Option<U>, Failure>,
) -> Result<Vec<U>, Failure> {
    elements.into_iter().map(map).filter_map(Result::transpose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILS: fn() -> Result<bool, Failure> = || Err(Failure::OVERFLOW);

    #[test]
    fn what_decides_hides_failures() {
        assert_eq!(and(FAILS, || Ok(false)), Ok(false));
        assert_eq!(and(|| Ok(false), FAILS), Ok(false));
        assert!(and(FAILS, || Ok(true)).is_err() && and(|| Ok(true), FAILS).is_err() && and(FAILS, FAILS).is_err());
        assert_eq!(or(FAILS, || Ok(true)), Ok(true));
        assert!(or(FAILS, || Ok(false)).is_err() && or(|| Ok(false), FAILS).is_err());
        let test = |it: i64| super::super::divide(2, it).map(|it| it == 1);
        assert_eq!(all([0, 1], test), Ok(false));
        assert_eq!(exists([0, 2], test), Ok(true));
        assert!(all([0, 2], test).is_err() && exists([0, 1], test).is_err() && exists_one([2, 0], test).is_err());
        assert_eq!(
            (all([0; 0], test), exists([0; 0], test), exists_one([2, 1], test)),
            (Ok(true), Ok(false), Ok(true))
        );
        assert_eq!(filter_map([1, 2], |it| Ok((it > 1).then_some(it))), Ok(vec![2]));
    }
}
