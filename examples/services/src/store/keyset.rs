//! Pagination in an order that the caller chooses. A page token contains the sort keys of the last row of a page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::ToSql;
use rusqlite::types::ToSqlOutput;
use serde::{Deserialize, Serialize};

use super::page::check_sum;

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Key {
    Number(i64),
    Text(String),
}

impl ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

/// A column that rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SortColumn {
    /// The name in SQL.
    pub(crate) name: &'static str,
    /// Sorts from the largest value to the smallest.
    pub(crate) descending: bool,
}

/// Returns the token that continues after the row with these keys. `list` is the name of the list with its filter and
/// order; a token is valid for one list only.
pub(crate) fn token(list: &str, keys: &[Key]) -> Result<String, serde_json::Error> {
    let content = serde_json::to_vec(keys)?;
    let sum = check_sum(list, &content);
    Ok(format!("{sum:08x}{}", URL_SAFE_NO_PAD.encode(content)))
}

/// Parses a token. Returns `None` if it was not created by [`token`] for this list.
pub(crate) fn parse(list: &str, text: &str) -> Option<Vec<Key>> {
    let (sum, content) = text.split_at_checked(8)?;
    let content = URL_SAFE_NO_PAD.decode(content).ok()?;
    if sum != format!("{:08x}", check_sum(list, &content)) {
        return None;
    }
    serde_json::from_slice(&content).ok()
}

/// Returns `ORDER BY` for these columns.
pub(crate) fn order_by(columns: &[SortColumn]) -> String {
    let columns =
        columns.iter().map(|column| format!("{}{}", column.name, if column.descending { " DESC" } else { "" }));
    format!("ORDER BY {}", columns.collect::<Vec<_>>().join(", "))
}

/// Returns the condition for rows after the one with these keys, with its parameters. The last column must be unique.
pub(crate) fn after(columns: &[SortColumn], keys: Vec<Key>) -> (String, Vec<Key>) {
    let mut condition = "FALSE".to_owned();
    let mut parameters = Vec::new();
    // Built from the inside out: `a > ? OR (a = ? AND (b > ? OR (b = ? AND FALSE)))`.
    for (SortColumn { name, descending }, key) in columns.iter().zip(keys).rev() {
        let beyond = if *descending { '<' } else { '>' };
        condition = format!("({name} {beyond} ? OR ({name} = ? AND {condition}))");
        parameters.splice(0..0, [key.clone(), key]);
    }
    (condition, parameters)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::{Key, SortColumn, after, parse, token};

    fn keys() -> Vec<Key> {
        vec![Key::Text("tools & toys".into()), Key::Number(-7)]
    }

    #[test]
    fn accepts_a_token_for_its_own_list_only() {
        let text = token("departments by name", &keys()).unwrap();
        assert_eq!(parse("departments by name", &text), Some(keys()));
        assert_eq!(parse("departments by budget", &text), None);
    }

    #[test]
    fn refuses_a_changed_token() {
        let text = token("departments", &keys()).unwrap();
        for end in 0..text.len() {
            assert_eq!(parse("departments", &text[..end]), None, "{end}");
        }
        for index in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[index] = if changed[index] == b'7' { b'8' } else { b'7' };
            assert_eq!(parse("departments", std::str::from_utf8(&changed).unwrap()), None, "byte {index}");
        }
        assert_eq!(parse("departments", "äääääääää"), None);
    }

    #[test]
    fn compares_column_by_column() {
        let columns = [SortColumn { name: "a", descending: true }, SortColumn { name: "b", descending: false }];
        let (condition, parameters) = after(&columns, keys());
        assert_eq!(condition, "(a < ? OR (a = ? AND (b > ? OR (b = ? AND FALSE))))");
        let [first, second] = [keys()[0].clone(), keys()[1].clone()];
        assert_eq!(parameters, [first.clone(), first, second.clone(), second]);
    }
}
