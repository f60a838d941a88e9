//! Keywords by the block in which they stand, and by the language of the file.

use super::context::Block;
use super::language::Language;
use super::{Completion, CompletionKind};

pub(super) fn word(text: &str, detail: &str) -> Completion {
    Completion::new(CompletionKind::Keyword, text, detail)
}

fn words(all: &[(&str, &str)]) -> Vec<Completion> {
    all.iter().map(|(text, detail)| word(text, detail)).collect()
}

/// Returns the keywords that start statements in a block.
pub(super) fn starts(block: Block, language: Language) -> Vec<Completion> {
    let all: &[(&str, &str)] = match block {
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
            ("export", "visible to other files"),
            ("local", "visible in this file"),
        ],
        Block::Oneof => &[("option", "an option of the oneof"), ("group", "a message and a field (proto2)")],
        Block::Enum => {
            &[("reserved", "numbers and names that must not be used again"), ("option", "an option of the enum")]
        }
        Block::Extend => {
            &[("optional", "an extension with presence"), ("repeated", "an extension with any number of values")]
        }
        Block::Service => &[("rpc", "a method"), ("option", "an option of the service")],
        Block::Method => &[("option", "an option of the method")],
        Block::Aggregate => &[],
    };
    let is_allowed = |word: &str| match word {
        "optional" => !language.is_edition(),
        "required" | "group" => language == Language::Proto2,
        "extensions" => language != Language::Proto3,
        "export" | "local" => language.has_visibility(),
        _ => true,
    };
    words(&all.iter().copied().filter(|(word, _)| is_allowed(word)).collect::<Vec<_>>())
}

/// Returns the keywords behind `export` and `local`.
pub(super) fn with_visibility() -> Vec<Completion> {
    words(&[("message", "a message type"), ("enum", "an enum type")])
}

/// Returns the keywords behind `import`.
pub(super) fn of_import(language: Language) -> Vec<Completion> {
    let mut all = vec![("public", "files that import this one see the other one too")];
    if language.has_visibility() {
        all.push(("option", "only options of this file need the other one"));
    } else {
        all.push(("weak", "a file that may be missing; obsolete"));
    }
    words(&all)
}

/// Returns the values of `syntax` or `edition`, between quotes if these are missing.
pub(super) fn versions(is_edition: bool, has_quote: bool) -> Vec<Completion> {
    let all: &[&str] = if is_edition { &["2023", "2024", "2026"] } else { &["proto3", "proto2"] };
    let text = |text: &&str| if has_quote { (*text).to_owned() } else { format!("\"{text}\"") };
    all.iter().map(|it| Completion::new(CompletionKind::Value, text(it), "")).collect()
}

/// Returns the types that keys of maps may have.
pub(super) fn map_keys() -> Vec<Completion> {
    let all = [
        "string", "int32", "int64", "uint32", "uint64", "bool", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
        "sfixed64",
    ];
    all.iter().map(|text| Completion::new(CompletionKind::Scalar, *text, "a type of keys")).collect()
}
