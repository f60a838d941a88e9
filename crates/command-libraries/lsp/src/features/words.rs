//! Explanations of the words of the language: scalar types and keywords.
//!
//! Source: <https://protobuf.dev/programming-guides/proto3/#scalar>, and the specifications of the syntax.

use protoward_syntax::ast::Span;
use protoward_syntax::{Lexer, TokenKind};

/// Scalar types, with their encodings.
const SCALARS: &[(&str, &str)] = &[
    ("bool", "`true` or `false`, one byte"),
    ("bytes", "any sequence of bytes, up to 2 GiB; base64 in JSON"),
    ("double", "a floating point number of 64 bits, 8 bytes"),
    ("fixed32", "an unsigned integer of 32 bits, always 4 bytes: shorter than `uint32` for values above 2²⁸"),
    (
        "fixed64",
        "an unsigned integer of 64 bits, always 8 bytes: shorter than `uint64` for values above 2⁵⁶; a string in JSON",
    ),
    ("float", "a floating point number of 32 bits, 4 bytes"),
    ("int32", "a signed integer of 32 bits, 1 to 5 bytes; negative values take 10: use `sint32` if they are frequent"),
    (
        "int64",
        "a signed integer of 64 bits, 1 to 10 bytes; negative values take 10: use `sint64` if they are frequent; a string in JSON",
    ),
    ("sfixed32", "a signed integer of 32 bits, always 4 bytes"),
    ("sfixed64", "a signed integer of 64 bits, always 8 bytes; a string in JSON"),
    ("sint32", "a signed integer of 32 bits, 1 to 5 bytes; short for negative values too (zigzag)"),
    ("sint64", "a signed integer of 64 bits, 1 to 10 bytes; short for negative values too (zigzag); a string in JSON"),
    ("string", "text in UTF-8, up to 2 GiB"),
    ("uint32", "an unsigned integer of 32 bits, 1 to 5 bytes"),
    ("uint64", "an unsigned integer of 64 bits, 1 to 10 bytes; a string in JSON"),
];

/// Keywords, with what they declare.
const KEYWORDS: &[(&str, &str)] = &[
    ("edition", "the edition of the file, whose defaults its features have"),
    ("enum", "an enum type; its first value is the default"),
    ("export", "a type that other files can use"),
    ("extend", "extensions: fields that this file adds to a message"),
    ("extensions", "the field numbers that extensions may use"),
    ("group", "a field and its message type in one; only in proto2, and out of use"),
    ("import", "a file whose declarations this one uses"),
    ("local", "a type that only this file can use"),
    ("map", "a field with keys and values, in no order"),
    ("max", "the highest number"),
    ("message", "a message type"),
    ("oneof", "fields of which at most one is set"),
    ("option", "a setting for generators and tools"),
    ("optional", "a field with presence: a reader can tell the default value from a missing one"),
    ("package", "the prefix of all names in the file"),
    ("public", "files that import this one see the other one too"),
    ("repeated", "a field with any number of values, in their order"),
    (
        "required",
        "a field that must be set: a message without it is invalid, so that it can never be removed; only in proto2",
    ),
    ("reserved", "numbers and names that must not be used again"),
    ("returns", "the type of the responses"),
    ("rpc", "a method of the service"),
    ("service", "a service: methods that servers offer and clients call"),
    ("stream", "any number of messages instead of one"),
    ("syntax", "the version of the language: `proto2` or `proto3`"),
    ("to", "a range, with both ends"),
    ("weak", "a file that may be missing; out of use"),
];

/// Returns the word of the language at an offset with its explanation, in Markdown; `None` for other words, and in comments.
pub(super) fn explained(text: &str, offset: usize) -> Option<(Span, String)> {
    let mut lexer = Lexer::new(text);
    let token = loop {
        let token = lexer.next_token();
        if token.kind == TokenKind::End || token.span.start as usize > offset {
            return None;
        }
        if offset <= token.span.end as usize && token.kind == TokenKind::Identifier {
            break token;
        }
    };
    let word = token.span.of(text);
    let (_, meaning) = SCALARS.iter().chain(KEYWORDS).find(|(known, _)| *known == word)?;
    Some((token.span, format!("`{word}`: {meaning}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_language_have_explanations() {
        let text = "// message\nmessage A { sint32 b = 1; }";
        let at = |word: &str| text.rfind(word).and_then(|at| explained(text, at)).map(|(_, meaning)| meaning);
        assert!(at("message A").is_some_and(|it| it.starts_with("`message`: a message type")));
        assert!(at("sint32").is_some_and(|it| it.contains("zigzag")));
        assert_eq!(at("A {"), None);
        assert_eq!(at("1"), None);
        assert_eq!(explained(text, 4), None, "in a comment");
        assert_eq!(explained(text, text.len()), None);
    }

    #[test]
    fn every_scalar_type_is_explained() {
        assert_eq!(SCALARS.len(), 15);
        assert!(SCALARS.iter().all(|(name, _)| protoward_schema::Scalar::from_keyword(name).is_some()));
    }
}
