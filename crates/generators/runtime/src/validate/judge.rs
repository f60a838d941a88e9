//! Tests of values that are more than a comparison.

use std::time::{SystemTime, UNIX_EPOCH};

/// The length of a list up to which all pairs of items are compared, so that nothing is allocated.
const FEW: usize = 16;

/// Returns the number of characters of a text.
pub fn characters(text: &str) -> u64 {
    text.chars().count() as u64
}

/// Returns `true` if no two items of a list have the same key. Items without a key, such as NaN, differ from all others.
pub fn is_unique<'a, T, K: Ord>(items: &'a [T], key: impl Fn(&'a T) -> Option<K>) -> bool {
    if items.len() <= FEW {
        let is_repeated = |(at, item): (usize, &'a T)| {
            let own = key(item);
            own.is_some() && items[..at].iter().any(|earlier| key(earlier) == own)
        };
        return !items.iter().enumerate().any(is_repeated);
    }
    let mut keys: Vec<K> = items.iter().filter_map(key).collect();
    keys.sort_unstable();
    keys.windows(2).all(|pair| pair[0] != pair[1])
}

/// Returns a number by which floats are equal as `==` has it; `None` for NaN, which equals nothing.
pub fn float_key(value: f64) -> Option<u64> {
    // Adding zero makes the negative zero positive.
    (!value.is_nan()).then(|| (value + 0.0).to_bits())
}

/// Returns `true` if bytes have a part.
pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    part.is_empty() || bytes.windows(part.len()).any(|window| window == part)
}

/// Returns a duration, or a time since 1970, in nanoseconds.
pub fn nanoseconds(seconds: i64, nanos: i32) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(nanos)
}

/// Returns the current time in nanoseconds since 1970.
pub fn now() -> i128 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => since.as_nanos().try_into().unwrap_or(i128::MAX),
        Err(before) => -before.duration().as_nanos().try_into().unwrap_or(i128::MAX),
    }
}

/// Returns `true` if a path of a field mask is one of some paths, or below one.
pub fn is_below(path: &str, paths: &[&str]) -> bool {
    let is_below = |rest: &str| rest.is_empty() || rest.starts_with('.');
    paths.iter().any(|above| path.strip_prefix(above).is_some_and(is_below))
}
