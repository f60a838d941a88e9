//! The comments of a text, found by a scanner that knows only strings and comments.

use std::collections::BTreeMap;

/// Returns an error if comments are lost or new. Those behind an import in its line go with it.
pub(super) fn difference(old: &str, new: &str) -> Option<String> {
    let mut left: BTreeMap<&str, i64> = BTreeMap::new();
    for (comment, _) in scan(new) {
        *left.entry(comment).or_default() += 1;
    }
    for (comment, is_of_import) in scan(old) {
        let count = left.entry(comment).or_default();
        if *count > 0 {
            *count -= 1;
        } else if !is_of_import {
            return Some(format!("lost the comment `{comment}`"));
        }
    }
    let new = left.into_iter().find(|(_, count)| *count > 0);
    new.map(|(comment, _)| format!("has the new comment `{comment}`"))
}

/// Returns the comments with whether each is behind an import.
fn scan(text: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match rest.as_bytes() {
            [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
            [b'/', b'*', ..] => rest.get(2..).and_then(|it| it.find("*/")).map_or(rest.len(), |end| end + 4),
            [quote @ (b'"' | b'\''), ..] => {
                at += string(rest, *quote);
                continue;
            }
            _ => {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            }
        };
        let line = text[..at].rfind('\n').map_or(0, |it| it + 1);
        found.push((rest[..length].trim_end(), text[line..at].trim_start().starts_with("import")));
        at += length;
    }
    found
}

/// Returns the length of a string literal.
fn string(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote && bytes[at] != b'\n' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::{difference, scan};

    #[test]
    fn finds_comments_outside_of_strings() {
        let text = "import \"a//b\"; // c\noption x = '/*'; /* d */ // e\n";
        assert_eq!(scan(text), [("// c", true), ("/* d */", false), ("// e", false)]);
    }

    #[test]
    fn only_comments_of_imports_may_go() {
        assert_eq!(difference("import \"a\"; // b\n// c\n", "// c\n"), None);
        assert!(difference("// c\n", "").is_some());
        assert!(difference("", "// c\n").is_some());
    }
}
