//! The diagnostics of documents.

use protoward_source::{Diagnostic, LocatedText, Place, nearest};

use crate::codes;
use crate::document::Node;

/// Returns the error for a text that is not TOML or YAML.
pub fn syntax(message: &str, place: Place) -> Diagnostic {
    let message = message.lines().collect::<Vec<_>>().join(", ");
    Diagnostic::error(codes::CONFIG_SYNTAX, format!("the configuration cannot be read: {message}")).label(place, "here")
}

pub(crate) fn not_utf8(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, "the configuration is not UTF-8")
        .label(place, "first invalid byte")
        .help("save the file as UTF-8")
}

/// Returns the error for a text with two YAML documents.
pub fn two_documents(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, "the configuration has more than one document")
        .label(place, "the second begins here")
        .help("keep one; `---` between two is not needed")
}

/// Returns the error for a text that nests too deep.
pub fn too_deep(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, "the configuration nests too deep")
        .label(place, "here")
        .help("64 levels are the limit")
}

/// Returns the error for a text that is too large.
pub fn too_large(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, "the configuration is too large")
        .label(place, "here")
        .help("1 MiB is the limit, and 10,000 values, counting those that aliases repeat")
}

/// Returns the error for a key that is not a string.
pub fn bad_key(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, format!("a key is a word, not {}", node.kind()))
        .label(node.place, "not a key")
}

/// Returns the error for a key that is there twice.
pub fn key_twice(again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG_SYNTAX, format!("`{}` is there twice", again.text));
    labelled(labelled(diagnostic, again, "again"), first, "first here").help("remove one of them")
}

pub(crate) fn unknown_key(section: &str, key: &LocatedText, known: &[&str]) -> Diagnostic {
    let of = if section.is_empty() { String::new() } else { format!(" of `{section}`") };
    let message = format!("`{}` is no key{of}", key.text);
    let diagnostic = labelled(Diagnostic::error(codes::UNKNOWN_KEY, message), key, "unknown");
    let near = nearest(&key.text, known.iter().copied());
    match near.first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => {
            let mut known = known.to_vec();
            known.sort_unstable();
            known.dedup();
            let known: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
            diagnostic.help(format!("the keys are {}", known.join(", ")))
        }
    }
}

/// Returns the error for a value of the wrong type; `wanted` is the expected type, such as `a list`.
pub fn wrong_type(key: &str, wanted: &str, node: &Node) -> Diagnostic {
    let subject = if key.is_empty() { "the configuration".to_owned() } else { format!("`{key}`") };
    Diagnostic::error(codes::WRONG_TYPE, format!("{subject} is {wanted}, not {}", node.kind()))
        .label(node.place, format!("this is {}", node.kind()))
        .help(example(wanted, key))
}

pub(crate) fn wrong_element(key: &str, node: &Node) -> Diagnostic {
    Diagnostic::error(codes::WRONG_TYPE, format!("`{key}` is a list of strings; {} is in it", node.kind()))
        .label(node.place, format!("this is {}", node.kind()))
        .help("put it in quotes")
}

/// Adds a label at the place of a word, if it has one.
pub fn labelled(diagnostic: Diagnostic, word: &LocatedText, text: &str) -> Diagnostic {
    match word.place {
        Some(place) => diagnostic.label(place, text),
        None => diagnostic,
    }
}

fn example(wanted: &str, key: &str) -> String {
    match wanted {
        "a string" => "put it in quotes".to_owned(),
        "a list of strings" => format!("write it in brackets, as in `{key}: [\"...\"]` or `{key} = [\"...\"]`"),
        "a list" => format!("write `[[{key}]]` tables in TOML, lines that begin with `-` in YAML"),
        "a table" if key.is_empty() => "write keys and values, as in `breaking` and what belongs to it".to_owned(),
        _ => format!("write {wanted}"),
    }
}
