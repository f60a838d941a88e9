//! The comments of declarations as Markdown, as <https://google.aip.dev/192> wants it.

use std::borrow::Cow;

use super::{Element, Schema};

/// Returns the comment of an element as Markdown, without internal comments; `None` if nothing is left.
pub fn documentation(schema: &Schema, element: impl Into<Element>) -> Option<Cow<'_, str>> {
    let comments = schema.comments(element);
    markdown(comments.leading.or(comments.trailing)?)
}

/// Returns a comment as Markdown, without internal comments; `None` if nothing is left.
pub fn markdown(comment: &str) -> Option<Cow<'_, str>> {
    let text = unindented(comment);
    // A fast path: most comments have no internal part.
    let text = if text.contains("(--") { trimmed(&without_internal(&text)).into() } else { text };
    (!text.is_empty()).then_some(text)
}

/// Returns the first sentence of Markdown in one line, without its full stop.
pub fn first_sentence(markdown: &str) -> String {
    let paragraph = markdown.split("\n\n").next().unwrap_or_default();
    let line = paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    sentence(&line).to_owned()
}

/// Returns the first sentence of a paragraph without its full stop.
fn sentence(paragraph: &str) -> &str {
    let mut stops = paragraph.match_indices(". ").map(|(at, _)| at);
    match stops.find(|&at| is_end(&paragraph[..at], &paragraph[at + 1..])) {
        Some(end) => &paragraph[..end],
        None => paragraph.strip_suffix(['.', ':']).unwrap_or(paragraph),
    }
}

/// Returns `true` if a full stop between two texts ends a sentence. It does not after an abbreviation such as `e.g`, in a
/// code span, or before a lowercase letter.
fn is_end(before: &str, after: &str) -> bool {
    const ABBREVIATIONS: [&str; 9] = ["approx", "ca", "cf", "excl", "fig", "incl", "max", "min", "vs"];
    let word =
        before.rsplit(|letter: char| letter.is_whitespace() || "([\"'".contains(letter)).next().unwrap_or_default();
    let is_letter = |part: &str| part.len() == 1 && part.chars().all(|letter| letter.is_ascii_alphabetic());
    let is_initials = word.contains('.') && word.split('.').all(is_letter);
    let is_abbreviation = is_initials || ABBREVIATIONS.contains(&word.to_ascii_lowercase().as_str());
    let is_in_code = before.matches('`').count() % 2 == 1;
    !is_abbreviation && !is_in_code && !after.trim_start().starts_with(char::is_lowercase)
}

/// Removes the space after `//` from every line if all lines have one, and surrounding whitespace.
fn unindented(text: &str) -> Cow<'_, str> {
    if let (line, "" | "\n") = text.split_at(text.find('\n').unwrap_or(text.len())) {
        return line.strip_prefix(' ').unwrap_or(line).trim_end().into();
    }
    let has_blank = |line: &str| line.starts_with(' ') || line.trim().is_empty();
    let indent = usize::from(text.lines().all(has_blank));
    let mut lines = String::with_capacity(text.len());
    for line in text.lines() {
        lines.push_str(line.get(indent..).unwrap_or_default().trim_end());
        lines.push('\n');
    }
    lines.trim_matches('\n').to_owned().into()
}

/// Removes trailing whitespace of lines, and leading and trailing empty lines.
fn trimmed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

/// Removes `(-- … --)`: internal comments according to <https://google.aip.dev/192>.
fn without_internal(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, rest_after)) = rest.split_once("(--") {
        let Some((_, after)) = rest_after.split_once("--)") else { break };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_the_space_after_comment_markers() {
        assert_eq!(unindented(" a\n\n   b\n"), "a\n\n  b");
        assert_eq!(unindented("\n a  \n  \n b\n\n"), "a\n\nb");
        assert_eq!(unindented("a\n b"), "a\n b");
    }

    #[test]
    fn removes_internal_comments() {
        assert_eq!(without_internal("a (-- b\nc --)d(-- e"), "a d(-- e");
        assert_eq!(markdown(" (-- api-linter: off --)\n"), None);
    }

    #[test]
    fn takes_one_sentence() {
        assert_eq!(first_sentence("Gets a book.\nOr not.\n\nMore."), "Gets a book");
        assert_eq!(first_sentence("Gets"), "Gets");
    }

    #[test]
    fn full_stops_inside_of_a_sentence_do_not_end_it() {
        for (text, expected) in [
            ("Gets a book, e.g. Emma. And more.", "Gets a book, e.g. Emma"),
            ("Gets a book (i.e. Emma). More.", "Gets a book (i.e. Emma)"),
            ("Lists books, pages, etc. of a shelf. More.", "Lists books, pages, etc. of a shelf"),
            ("Compares old vs. New. More.", "Compares old vs. New"),
            ("Returns `a. B` as it is. More.", "Returns `a. B` as it is"),
            ("Serves example.com. More.", "Serves example.com"),
            ("Since version 1.2. More.", "Since version 1.2"),
        ] {
            assert_eq!(first_sentence(text), expected);
        }
    }
}
