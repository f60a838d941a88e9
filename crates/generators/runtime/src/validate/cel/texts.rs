//! Functions of strings and bytes. Positions count characters.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use protoward_cel_functions::texts;

use super::Failure;

/// `text.charAt(position)`
///
/// # Errors
/// Fails outside of the string.
pub fn char_at(text: &str, at: i64) -> Result<&str, Failure> {
    texts::char_at(text, at).ok_or(Failure::NO_POSITION)
}

/// `text.substring(start)`
///
/// # Errors
/// Fails outside of the string.
pub fn substring_from(text: &str, start: i64) -> Result<&str, Failure> {
    texts::substring_from(text, start).ok_or(Failure::NO_POSITION)
}

/// `text.substring(start, end)`
///
/// # Errors
/// Fails outside of the string.
pub fn substring(text: &str, start: i64, end: i64) -> Result<&str, Failure> {
    texts::substring(text, start, end).ok_or(Failure::NO_POSITION)
}

/// `text.indexOf(part, from)`
///
/// # Errors
/// Fails outside of the string.
pub fn index_of(text: &str, part: &str, from: i64) -> Result<i64, Failure> {
    texts::index_of(text, part, from).ok_or(Failure::NO_POSITION)
}

/// `text.lastIndexOf(part, until)`
///
/// # Errors
/// Fails outside of the string.
pub fn last_index_of_until(text: &str, part: &str, until: i64) -> Result<i64, Failure> {
    texts::last_index_of_until(text, part, until).ok_or(Failure::NO_POSITION)
}

/// `text.split(separator, count)`, with a negative count for all parts.
pub fn split<'a>(text: &'a str, by: &str, count: i64) -> Vec<&'a str> {
    texts::split(text, by, count)
}

/// `text.replace(from, to, count)`, with a negative count for all occurrences.
pub fn replace(text: &str, from: &str, to: &str, count: i64) -> Cow<'static, str> {
    texts::replace(text, from, to, count).into()
}

/// `text.reverse()`
pub fn reverse(text: &str) -> Cow<'static, str> {
    texts::reverse(text).into()
}

/// `strings.quote(text)`
pub fn quote(text: &str) -> Cow<'static, str> {
    texts::quote(text).into()
}

/// `list.join(separator)`
pub fn join<T: AsRef<str>>(parts: impl IntoIterator<Item = T>, separator: &str) -> Cow<'static, str> {
    let mut text = String::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            text.push_str(separator);
        }
        text.push_str(part.as_ref());
    }
    text.into()
}

/// `one + other + …` of strings
pub fn concat<const N: usize>(parts: [&str; N]) -> Cow<'static, str> {
    parts.concat().into()
}

/// `one + other + …` of bytes
pub fn concat_bytes<const N: usize>(parts: [&[u8]; N]) -> Cow<'static, [u8]> {
    parts.concat().into()
}
