//! Functions of strings and bytes. Positions in strings count characters. A position outside of the string has no result.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Returns the length of a string in characters.
#[must_use]
pub fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

/// Returns the part of a string from one position up to another.
#[must_use]
pub fn substring(text: &str, start: i64, end: i64) -> Option<&str> {
    let part = substring_from(text, start)?;
    let length = end.checked_sub(start)?;
    part.get(..offset(part, length)?)
}

/// Returns the part of a string from a position to its end.
#[must_use]
pub fn substring_from(text: &str, start: i64) -> Option<&str> {
    text.get(offset(text, start)?..)
}

/// Returns the character at a position, and nothing at the end.
#[must_use]
pub fn char_at(text: &str, at: i64) -> Option<&str> {
    let rest = substring_from(text, at)?;
    rest.get(..rest.chars().next().map_or(0, char::len_utf8))
}

/// Returns the position of the first occurrence of another string at or behind a position, or -1.
#[must_use]
pub fn index_of(text: &str, part: &str, from: i64) -> Option<i64> {
    let rest = substring_from(text, from)?;
    Some(rest.find(part).map_or(-1, |at| from.saturating_add(length(&rest[..at]))))
}

/// Returns the position of the last occurrence of another string, or -1.
#[must_use]
pub fn last_index_of(text: &str, part: &str) -> i64 {
    text.rfind(part).map_or(-1, |at| length(&text[..at]))
}

/// Returns the position of the last occurrence of another string at or before a position, or -1.
#[must_use]
pub fn last_index_of_until(text: &str, part: &str, until: i64) -> Option<i64> {
    let mut end = offset(text, until)?.saturating_add(part.len()).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Some(last_index_of(&text[..end], part))
}

/// Returns the offset of a position in bytes.
fn offset(text: &str, position: i64) -> Option<usize> {
    let at = usize::try_from(position).ok()?;
    match text.char_indices().nth(at) {
        Some((offset, _)) => Some(offset),
        None => (text.chars().count() == at).then_some(text.len()),
    }
}

/// Replaces the first occurrences of a string; all of them if the count is negative.
#[must_use]
pub fn replace(text: &str, from: &str, to: &str, count: i64) -> String {
    match usize::try_from(count) {
        Ok(count) => text.replacen(from, to, count),
        Err(_) => text.replace(from, to),
    }
}

/// Splits a string, into at most some parts unless the count is negative. Without a separator, it is split into its characters.
pub fn split<'a>(text: &'a str, by: &str, count: i64) -> Vec<&'a str> {
    match (by.is_empty(), usize::try_from(count)) {
        (_, Ok(0)) => Vec::new(),
        (true, count) => characters(text, count.unwrap_or(usize::MAX)),
        (false, Ok(count)) => text.splitn(count, by).collect(),
        (false, Err(_)) => text.split(by).collect(),
    }
}

/// Splits a string into its characters, of which the last part has the rest.
fn characters(text: &str, count: usize) -> Vec<&str> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).take(count).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
}

/// Returns a string with ASCII letters in lowercase.
#[must_use]
pub fn lower_ascii(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() }
}

/// Returns a string with ASCII letters in uppercase.
#[must_use]
pub fn upper_ascii(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_lowercase()) { text.to_ascii_uppercase().into() } else { text.into() }
}

/// Returns the characters of a string in reverse order.
#[must_use]
pub fn reverse(text: &str) -> String {
    text.chars().rev().collect()
}

/// Returns a string in quotes, with the escapes of CEL.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '\x07' => quoted.push_str("\\a"),
            '\x08' => quoted.push_str("\\b"),
            '\x0c' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\x0b' => quoted.push_str("\\v"),
            '\\' | '"' => quoted.extend(['\\', character]),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns `true` if bytes contain others. Takes linear time.
#[must_use]
pub fn bytes_contain(bytes: &[u8], part: &[u8]) -> bool {
    let Some((&first, _)) = part.split_first() else { return true };
    if part.len() == 1 {
        return bytes.contains(&first);
    }
    // The search of Knuth, Morris and Pratt: `borders` has the length of the longest proper prefix that ends at each byte.
    let mut borders = vec![0; part.len()];
    for at in 1..part.len() {
        borders[at] = extended(part, &borders, borders[at - 1], part[at]);
    }
    let mut matched = 0;
    for &byte in bytes {
        if matched == part.len() {
            return true;
        }
        matched = extended(part, &borders, matched, byte);
    }
    matched == part.len()
}

/// Returns the length of the longest prefix that ends behind one more byte.
fn extended(part: &[u8], borders: &[usize], mut matched: usize, byte: u8) -> usize {
    while matched > 0 && part[matched] != byte {
        matched = borders[matched - 1];
    }
    if part[matched] == byte { matched + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned as _;

    use super::*;

    #[test]
    fn positions_count_characters() {
        assert_eq!(substring("aé😀b", 1, 3), Some("é😀"));
        assert_eq!(substring("ab", 2, 2), Some(""));
        assert_eq!(substring("ab", 2, 1), None);
        assert_eq!(substring("ab", 0, 3), None);
        assert_eq!(substring("ab", -1, 1), None);
        assert_eq!(substring("ab", i64::MIN, i64::MAX), None);
        assert_eq!((char_at("é", 0), char_at("é", 1), char_at("é", 2)), (Some("é"), Some(""), None));
        assert_eq!((index_of("aéa", "a", 1), index_of("a", "", 1), index_of("a", "b", 2)), (Some(2), Some(1), None));
        assert_eq!((last_index_of("aéa", "a"), last_index_of_until("aéa", "a", 1)), (2, Some(0)));
        assert_eq!(last_index_of_until("ab", "b", 3), None);
    }

    #[test]
    fn finds_bytes_that_overlap() {
        for (bytes, part, is) in [
            (&b""[..], &b""[..], true),
            (b"", b"a", false),
            (b"aab", b"ab", true),
            (b"abababc", b"ababc", true),
            (b"aaaa", b"aab", false),
            (b"abcab", b"cab", true),
            (b"xab", b"ab", true),
            (b"xa", b"ab", false),
        ] {
            assert_eq!(bytes_contain(bytes, part), is, "{bytes:?} {part:?}");
        }
    }

    #[test]
    fn splits_and_replaces() {
        assert_eq!(split("a,b,c", ",", -1), ["a", "b", "c"]);
        assert_eq!(split("a,b,c", ",", 2), ["a", "b,c"]);
        assert_eq!(split("aé", "", -1), ["a", "é"]);
        assert_eq!(split("abc", "", 2), ["a", "bc"]);
        assert!(split("a", ",", 0).is_empty() && split("", "", -1).is_empty());
        assert_eq!((replace("aaa", "a", "b", 2), replace("ab", "", "-", -1)), ("bba".to_owned(), "-a-b-".to_owned()));
    }
}
