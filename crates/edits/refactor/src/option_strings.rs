//! Strings in the values of options, each with the key before it.

use std::ops::Range;

use protoward_syntax::ast::{OptionDecl, Span};
use protoward_syntax::{DecodedString, TokenKind, ValueTokens};

/// A string in an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyedString<'t> {
    /// The field that it is the value of, or an element of.
    pub(crate) key: &'t str,
    /// The fields around that one, from the outside in.
    pub(crate) around: Vec<&'t str>,
    /// The literals, with their quotes: several are one value.
    pub(crate) literals: Vec<Range<usize>>,
}

impl KeyedString<'_> {
    /// Returns the value; `None` if it is not UTF-8.
    pub(crate) fn decoded(&self, text: &str) -> Option<DecodedString> {
        DecodedString::new(text, &self.literals)
    }

    /// Returns the span of all literals.
    pub(crate) fn span(&self) -> Span {
        let end = self.literals.last().map_or(0, |last| last.end);
        Span::new(self.literals.first().map_or(end, |first| first.start) as u32, end as u32)
    }
}

/// Returns the full name of the extension that an option sets, if it is written in full.
pub(crate) fn extension<'t>(option: &OptionDecl, text: &'t str) -> Option<&'t str> {
    let first = option.name.first().filter(|part| part.is_extension && part.name.plain)?;
    Some(first.name.span.of(text).trim_start_matches('.'))
}

/// Returns the strings in an option.
pub(crate) fn keyed_strings<'t>(option: &OptionDecl, text: &'t str) -> Vec<KeyedString<'t>> {
    let mut around: Vec<&str> = option.name.iter().map(|part| part.span.of(text)).collect();
    let mut key = around.pop().unwrap_or_default();
    let mut found = Vec::<KeyedString<'t>>::new();
    let mut was_string = false;
    for token in ValueTokens::new(text, option.value.span) {
        match token.kind {
            TokenKind::Identifier => key = token.span.of(text),
            TokenKind::String if was_string => {
                if let Some(last) = found.last_mut() {
                    last.literals.push(token.span.range());
                }
            }
            TokenKind::String => {
                found.push(KeyedString { key, around: around.clone(), literals: vec![token.span.range()] });
            }
            _ => match token.span.of(text) {
                "{" | "<" => around.push(key),
                "}" | ">" => key = around.pop().unwrap_or_default(),
                _ => {}
            },
        }
        was_string = token.kind == TokenKind::String;
    }
    found
}
