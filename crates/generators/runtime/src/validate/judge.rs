//! Tests of values that are more than a comparison.

use protoward_cel_functions::times;

use super::cel;

pub use super::cel::{bytes_contain as contains, double_key as float_key};

/// Returns the number of characters of a text.
pub fn characters(text: &str) -> u64 {
    text.chars().count() as u64
}

/// Returns `true` if no two items of a list have the same key. Items without a key, such as NaN, differ from all others.
pub fn is_unique<'a, T, K: Ord>(items: &'a [T], key: impl Fn(&'a T) -> Option<K>) -> bool {
    cel::unique(items.iter().filter_map(key))
}

/// Returns a duration, or a time since 1970, in nanoseconds.
pub fn nanoseconds(seconds: i64, nanos: i32) -> i128 {
    times::nanoseconds(seconds, nanos.into())
}

/// Returns the current time in nanoseconds since 1970.
#[cfg(feature = "std")]
pub fn now() -> i128 {
    cel::Timestamp::now().nanos()
}

/// Returns `true` if a path of a field mask is one of some paths, or below one.
pub fn is_below(path: &str, paths: &[&str]) -> bool {
    let is_below = |rest: &str| rest.is_empty() || rest.starts_with('.');
    paths.iter().any(|above| path.strip_prefix(above).is_some_and(is_below))
}
