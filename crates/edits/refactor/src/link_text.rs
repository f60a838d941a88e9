//! The links in the text of a comment.

use std::ops::Range;

/// A link in a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// The name that it refers to, without backticks.
    pub(crate) name: Range<usize>,
    /// The text of `[text][Name]`, if it looks like a name.
    pub(crate) label: Option<Range<usize>>,
}

/// Returns the links in a comment.
pub(crate) fn links(text: &str, comment: Range<usize>) -> Vec<Link> {
    let mut found = Vec::new();
    for (at, _) in text[comment.clone()].match_indices("][") {
        let middle = comment.start + at;
        let Some(label_start) = text[comment.start..middle].rfind('[') else { continue };
        let label = name_in(text, comment.start + label_start + 1..middle);
        let Some(length) = text[middle + 2..comment.end].find(']') else { continue };
        match (name_in(text, middle + 2..middle + 2 + length), length) {
            (_, 0) => found.extend(label.map(|name| Link { name, label: None })),
            (Some(name), _) => found.push(Link { name, label }),
            (None, _) => {}
        }
    }
    found
}

/// Returns the name in brackets, without backticks.
fn name_in(text: &str, brackets: Range<usize>) -> Option<Range<usize>> {
    let inside = &text[brackets.clone()];
    let name = inside.strip_prefix('`').and_then(|inside| inside.strip_suffix('`')).unwrap_or(inside);
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    let start = brackets.start + (inside.len() - name.len()) / 2;
    name.split('.').all(is_part).then(|| start..start + name.len())
}
