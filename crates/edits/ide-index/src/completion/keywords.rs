//! Keywords by the block in which they stand.

use super::context::Block;
use super::{Completion, CompletionKind};

pub(super) fn word(text: &str, detail: &str) -> Completion {
    Completion::new(CompletionKind::Keyword, text, detail)
}

fn words(all: &[(&str, &str)]) -> Vec<Completion> {
    all.iter().map(|(text, detail)| word(text, detail)).collect()
}

/// Returns the keywords that start statements in a block.
pub(super) fn starts(block: Block) -> Vec<Completion> {
    words(match block {
        Block::File => &[
            ("message", "a message type"),
            ("enum", "an enum type"),
            ("service", "a service"),
            ("import", "another file"),
            ("option", "an option of the file"),
            ("package", "the package"),
            ("extend", "extensions of a message"),
            ("syntax", "proto2 or proto3"),
            ("edition", "the edition"),
            ("export", "visible to other files"),
            ("local", "visible in this file"),
        ],
        Block::Message => &[
            ("repeated", "a field with any number of values"),
            ("optional", "a field with presence"),
            ("map", "a field with keys and values"),
            ("oneof", "fields of which at most one is set"),
            ("reserved", "numbers and names that must not be used again"),
            ("message", "a nested message"),
            ("enum", "a nested enum"),
            ("option", "an option of the message"),
            ("extensions", "numbers for extensions"),
            ("extend", "extensions of another message"),
            ("required", "a field that must be set (proto2)"),
        ],
        Block::Oneof => &[("option", "an option of the oneof")],
        Block::Enum => {
            &[("reserved", "numbers and names that must not be used again"), ("option", "an option of the enum")]
        }
        Block::Extend => {
            &[("optional", "an extension with presence"), ("repeated", "an extension with any number of values")]
        }
        Block::Service => &[("rpc", "a method"), ("option", "an option of the service")],
        Block::Method => &[("option", "an option of the method")],
        Block::Aggregate => &[],
    })
}

/// Returns the keywords behind `export` and `local`.
pub(super) fn with_visibility() -> Vec<Completion> {
    words(&[("message", "a message type"), ("enum", "an enum type")])
}

/// Returns the values of `syntax` or `edition`.
pub(super) fn versions(is_edition: bool) -> Vec<Completion> {
    let all: &[&str] = if is_edition { &["2023", "2024", "2026"] } else { &["proto3", "proto2"] };
    all.iter().map(|text| Completion::new(CompletionKind::Value, *text, "")).collect()
}

/// Returns the types that keys of maps may have.
pub(super) fn map_keys() -> Vec<Completion> {
    let all = [
        "string", "int32", "int64", "uint32", "uint64", "bool", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
        "sfixed64",
    ];
    all.iter().map(|text| Completion::new(CompletionKind::Scalar, *text, "a type of keys")).collect()
}
