//! Paging: opaque tokens, and queries that go on where the page before ended.

use rusqlite::{Connection, Row, ToSql};

use super::StoreError;

/// How many rows there are on a page when the caller does not say.
pub(crate) const DEFAULT_SIZE: usize = 50;
/// How many rows there are on a page at most.
pub(crate) const MAX_SIZE: usize = 1000;

/// One page of one list.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// Name of the list, including its filter; a token is good for one list only.
    pub(crate) list: String,
    /// The last row of the page before.
    pub(crate) after: i64,
    /// How many rows at most.
    pub(crate) size: usize,
}

/// A row of a page, and the token that goes on after it; empty on the last row of the list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listed<T> {
    pub(crate) value: T,
    pub(crate) next_page_token: String,
}

/// The token that goes on after a row: its number and a check sum over it and the list.
pub(crate) fn token(list: &str, seq: i64) -> String {
    format!("{seq:016x}{:08x}", check_sum(list, &seq.to_be_bytes()))
}

/// Reads a token back. `None` when it was not made by [`token`] for this list.
pub(crate) fn parse(list: &str, text: &str) -> Option<i64> {
    let seq = i64::from_str_radix(text.get(..16)?, 16).ok()?;
    (seq > 0 && token(list, seq) == text).then_some(seq)
}

/// FNV-1a. It finds mistakes; it need not keep anyone from making tokens, who may read the list anyway.
pub(super) fn check_sum(list: &str, content: &[u8]) -> u32 {
    let bytes = list.bytes().chain(content.iter().copied());
    bytes.fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Runs a query whose first column is `seq` and whose last two parameters are `seq` to start after
/// and the number of rows.
pub(crate) fn rows<T>(
    connection: &Connection,
    sql: &str,
    filter: &[&dyn ToSql],
    page: &Page,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<Listed<T>>, StoreError> {
    // One row more than asked for says whether there is a next page.
    let limit = i64::try_from(page.size + 1).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(sql)?;
    let parameters: Vec<&dyn ToSql> = filter.iter().copied().chain([&page.after as _, &limit as _]).collect();
    let found = statement.query_map(parameters.as_slice(), |row| Ok((row.get::<_, i64>(0)?, read(row)?)))?;
    let found = found.collect::<Result<Vec<_>, _>>()?;
    let last = found.last().map(|(seq, _)| *seq);
    let more = found.len() > page.size;
    let listed = found.into_iter().take(page.size).map(|(seq, value)| {
        let end = !more && Some(seq) == last;
        Listed { value, next_page_token: if end { String::new() } else { token(&page.list, seq) } }
    });
    Ok(listed.collect())
}

#[cfg(test)]
mod tests {
    use super::{parse, token};

    #[test]
    fn a_token_is_good_for_its_own_list_only() {
        let text = token("users", 42);
        assert_eq!(parse("users", &text), Some(42));
        assert_eq!(parse("students", &text), None);
    }

    #[test]
    fn a_token_that_was_changed_is_refused() {
        let text = token("users", 42);
        for end in 0..text.len() {
            assert_eq!(parse("users", &text[..end]), None);
        }
        for (index, byte) in text.bytes().enumerate() {
            let mut changed = text.clone().into_bytes();
            changed[index] = if byte == b'7' { b'8' } else { b'7' };
            assert_eq!(parse("users", &String::from_utf8_lossy(&changed)), None, "byte {index}");
        }
        assert_eq!(parse("users", "äääääääääääää"), None);
        assert_eq!(parse("users", &token("users", -1)), None);
    }
}
