//! Comments as descriptions, which OpenAPI takes for Markdown.

use std::borrow::Cow;

use protoward_schema::documentation::{documentation, first_sentence};
use protoward_schema::{Element, Schema};

/// Returns the comment of an element as Markdown, without internal comments; `None` if nothing is left.
pub(super) fn description(schema: &Schema, element: impl Into<Element>) -> Option<Cow<'_, str>> {
    let text = documentation(schema, element)?;
    let text = if text.contains('[') { without_references(&text, schema).into() } else { text };
    (!text.is_empty()).then_some(text)
}

/// Returns the first sentence of a description without its full stop, if it is short enough for a heading.
pub(super) fn summary(description: &str) -> Option<String> {
    const LONGEST: usize = 120;
    let sentence = first_sentence(description);
    (!sentence.is_empty() && sentence.chars().count() <= LONGEST).then_some(sentence)
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
    fn keeps_references_to_unknown_names() {
        assert_eq!(without_references("[a][b.C] [x](y) [", &Schema::default()), "[a][b.C] [x](y) [");
    }

    #[test]
    fn does_not_take_a_long_sentence_as_summary() {
        assert_eq!(summary("Gets a book.\nOr not.\n\nMore.").as_deref(), Some("Gets a book"));
        assert_eq!(summary(&"x".repeat(200)), None);
    }
}
