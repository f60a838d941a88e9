//! The syntax or edition of a file, and what it allows.

use protoward_syntax::{Lexer, TokenKind};

/// The language of a file, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    Proto2,
    Proto3,
    Edition(u32),
}

impl Language {
    /// Returns the language of a text; proto2 if it has no statement about it.
    pub(super) fn of(text: &str) -> Self {
        Self::declared(text).unwrap_or(Self::Proto2)
    }

    /// Returns the language that the first statement of a text declares.
    pub(super) fn declared(text: &str) -> Option<Self> {
        let mut lexer = Lexer::new(text);
        let mut next = || {
            let token = lexer.next_token();
            (token.kind != TokenKind::End).then(|| token.span.of(text))
        };
        let keyword = next().filter(|word| matches!(*word, "syntax" | "edition"))?;
        next().filter(|word| *word == "=")?;
        let value = next()?.trim_matches(['"', '\'']);
        match (keyword, value) {
            ("syntax", "proto3") => Some(Self::Proto3),
            ("syntax", _) => Some(Self::Proto2),
            _ => Some(Self::Edition(value.parse().unwrap_or_default())),
        }
    }

    pub(super) const fn is_edition(self) -> bool {
        matches!(self, Self::Edition(_))
    }

    /// Returns `true` if the language has the visibility of symbols and imports of options.
    pub(super) fn has_visibility(self) -> bool {
        self >= Self::Edition(2024)
    }

    /// Returns the language with a name of `google.protobuf.Edition`.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        match name.strip_prefix("EDITION_")? {
            "PROTO2" | "LEGACY" => Some(Self::Proto2),
            "PROTO3" => Some(Self::Proto3),
            year => year.parse().ok().map(Self::Edition),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_statement_declares_the_language() {
        for (text, language) in [
            ("", Language::Proto2),
            ("// a\nsyntax = 'proto3';", Language::Proto3),
            ("syntax = \"proto2\";", Language::Proto2),
            ("edition = \"2024\";", Language::Edition(2024)),
            ("message A {} syntax = \"proto3\";", Language::Proto2),
            ("syntax", Language::Proto2),
        ] {
            assert_eq!(Language::of(text), language, "{text}");
        }
        assert!(!Language::Edition(2023).has_visibility() && Language::Edition(2026).has_visibility());
    }
}
