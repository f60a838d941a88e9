//! Pagination: opaque tokens, and queries that continue after the previous page.

use rusqlite::{Connection, Row, ToSql};

use super::StoreError;

/// The default number of rows on a page.
pub(crate) const DEFAULT_SIZE: usize = 50;
/// The maximum number of rows on a page.
pub(crate) const MAX_SIZE: usize = 1000;

/// The request for one page of a list.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// The name of the list, including its filter. A token is valid for one list only.
    pub(crate) list: String,
    /// The last row of the previous page.
    pub(crate) after: i64,
    /// The maximum number of rows.
    pub(crate) size: usize,
}

/// A row of a page, and the token that continues after it. The token is empty on the last row of the list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listed<T> {
    pub(crate) value: T,
    pub(crate) next_page_token: String,
}

/// Returns the token that continues after a row: its number, and a checksum of the number and the list.
pub(crate) fn token(list: &str, seq: i64) -> String {
    format!("{seq:016x}{:08x}", check_sum(list, &seq.to_be_bytes()))
}

/// Parses a token. Returns `None` if it was not created by [`token`] for this list.
pub(crate) fn parse(list: &str, text: &str) -> Option<i64> {
    let seq = i64::from_str_radix(text.get(..16)?, 16).ok()?;
    (seq > 0 && token(list, seq) == text).then_some(seq)
}

/// Returns an FNV-1a checksum. It detects mistakes. It need not prevent forged tokens, because callers may read the whole list.
pub(super) fn check_sum(list: &str, content: &[u8]) -> u32 {
    let bytes = list.bytes().chain(content.iter().copied());
    bytes.fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Runs a query. Its first column must be `seq`, and its last two parameters the `seq` to start after and the number of rows.
pub(crate) fn rows<T>(
    connection: &Connection,
    sql: &str,
    filter: &[&dyn ToSql],
    page: &Page,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<Listed<T>>, StoreError> {
    // One extra row shows whether there is a next page.
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
    fn accepts_a_token_for_its_own_list_only() {
        let text = token("users", 42);
        assert_eq!(parse("users", &text), Some(42));
        assert_eq!(parse("students", &text), None);
    }

    #[test]
    fn refuses_a_changed_token() {
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
