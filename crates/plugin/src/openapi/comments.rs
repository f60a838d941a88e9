//! Comments as Markdown descriptions.

use std::borrow::Cow;

use protoward_schema::{Element, Schema};

/// Returns the comment of an element as Markdown, without internal comments; `None` if nothing is left.
pub(super) fn description(schema: &Schema, element: impl Into<Element>) -> Option<Cow<'_, str>> {
    let comments = schema.comments(element);
    let text = unindented(comments.leading.or(comments.trailing)?);
    // A fast path: most comments contain neither.
    let text = if text.contains("(--") { trimmed(&without_internal(&text)).into() } else { text };
    let text = if text.contains('[') { trimmed(&without_references(&text, schema)).into() } else { text };
    (!text.is_empty()).then_some(text)
}

/// Returns the first sentence of a description without its full stop, if it is short enough for a heading.
pub(super) fn summary(description: &str) -> Option<String> {
    const LONGEST: usize = 120;
    let paragraph = description.split("\n\n").next()?.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let sentence = first_sentence(&paragraph);
    (!sentence.is_empty() && sentence.chars().count() <= LONGEST).then(|| sentence.to_owned())
}

/// Returns the first sentence of a paragraph without its full stop.
fn first_sentence(paragraph: &str) -> &str {
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
    let text = text.trim_matches('\n');
    if !text.contains([' ', '\t']) {
        return text.to_owned();
    }
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

/// Replaces a reference `[text][full.name]` to a declaration by its text, because Markdown does not resolve it.
fn without_references(text: &str, schema: &Schema) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        kept.push_str(&rest[..open]);
        rest = &rest[open..];
        match reference(rest, schema) {
            Some((words, length)) => {
                kept.push_str(words);
                rest = &rest[length..];
            }
            None => {
                kept.push('[');
                rest = &rest[1..];
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// Parses a reference at the start of a text, and returns its text and length.
fn reference<'a>(text: &'a str, schema: &Schema) -> Option<(&'a str, usize)> {
    let (words, rest_after) = text.strip_prefix('[')?.split_once(']')?;
    let (name, _) = rest_after.strip_prefix('[')?.split_once(']')?;
    let declared = if name.is_empty() { words } else { name };
    is_declared(schema, declared.trim_start_matches('.')).then_some((words, words.len() + name.len() + 4))
}

/// Returns `true` if a name is that of a declaration or one of its members.
fn is_declared(schema: &Schema, name: &str) -> bool {
    let scope = || name.rsplit_once('.').is_some_and(|(scope, _)| schema.find(scope).is_some());
    schema.find(name).is_some() || scope()
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
    }

    #[test]
    fn keeps_references_to_unknown_names() {
        assert_eq!(without_references("[a][b.C] [x](y) [", &Schema::default()), "[a][b.C] [x](y) [");
    }

    #[test]
    fn takes_one_sentence_as_summary() {
        assert_eq!(summary("Gets a book.\nOr not.\n\nMore.").as_deref(), Some("Gets a book"));
        assert_eq!(summary("Gets").as_deref(), Some("Gets"));
        assert_eq!(summary(&"x".repeat(200)), None);
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
            assert_eq!(summary(text).as_deref(), Some(expected));
        }
    }
}
