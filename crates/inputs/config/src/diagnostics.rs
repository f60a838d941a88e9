//! The diagnostics of documents: wrong types, unknown and repeated keys, and texts that cannot be parsed.

use protoward_source::{Diagnostic, LocatedText, Place, nearest};

use crate::codes;
use crate::document::Node;

/// Returns the error for a text that is not TOML or YAML.
pub fn syntax(message: &str, place: Place) -> Diagnostic {
    let message = message.lines().collect::<Vec<_>>().join(", ");
    Diagnostic::error(codes::CONFIG_SYNTAX, format!("cannot parse the configuration: {message}")).label(place, "here")
}

pub(crate) fn not_utf8(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, "the configuration is not UTF-8")
        .label(place, "first invalid byte")
        .help("save the file as UTF-8")
}

/// Returns the error for a text with two YAML documents.
pub fn two_documents(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, "several documents in the configuration")
        .label(place, "second document")
        .help("keep one document, and remove the `---` between them")
}

/// Returns the error for a text that nests too deep.
pub fn too_deep(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, "the configuration is nested too deeply")
        .label(place, "here")
        .help("the limit is 64 levels")
}

/// Returns the error for a text that is too large.
pub fn too_large(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, "the configuration is too large")
        .label(place, "here")
        .help("the limits are 1 MiB and 10,000 values, including those that aliases repeat")
}

/// Returns the error for a key that is not a string.
pub fn bad_key(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::CONFIG_SYNTAX, format!("expected a string as a key, found {}", node.kind()))
        .label(node.place, "not a key")
}

/// Returns the error for a key that is there twice.
pub fn key_twice(again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG_SYNTAX, format!("duplicate key `{}`", again.text));
    labelled(labelled(diagnostic, again, "again"), first, "first here").help("remove one of them")
}

pub(crate) fn unknown_key(section: &str, key: &LocatedText, known: &[&str]) -> Diagnostic {
    let of = if section.is_empty() { String::new() } else { format!(" of `{section}`") };
    let message = format!("unknown key `{}`{of}", key.text);
    let diagnostic = labelled(Diagnostic::error(codes::UNKNOWN_KEY, message), key, "unknown");
    let near = nearest(&key.text, known.iter().copied());
    match near.first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => {
            let mut known = known.to_vec();
            known.sort_unstable();
            known.dedup();
            let known: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
            diagnostic.help(format!("known keys are {}", known.join(", ")))
        }
    }
}

/// Returns the error for a value of the wrong type; `wanted` is the expected type, such as `a list`.
pub fn wrong_type(key: &str, wanted: &str, node: &Node) -> Diagnostic {
    let subject = if key.is_empty() { "the configuration".to_owned() } else { format!("`{key}`") };
    Diagnostic::error(codes::WRONG_TYPE, format!("expected {wanted} for {subject}, found {}", node.kind()))
        .label(node.place, format!("expected {wanted}"))
        .help(example(wanted, key))
}

pub(crate) fn wrong_element(key: &str, node: &Node) -> Diagnostic {
    Diagnostic::error(codes::WRONG_TYPE, format!("expected a string in the list `{key}`, found {}", node.kind()))
        .label(node.place, "not a string")
        .help("put the value in quotes")
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
        "a string" => "put the value in quotes".to_owned(),
        "a list of strings" => format!("put the value in brackets, as in `{key}: [\"...\"]` or `{key} = [\"...\"]`"),
        "a list" => format!("use `[[{key}]]` tables in TOML, or lines that start with `-` in YAML"),
        "a table" if key.is_empty() => "write keys and values, such as the table `breaking`".to_owned(),
        "a table" => {
            format!(
                "write keys and values, as in `{key} = {{ ... }}` or below `[{key}]` in TOML, or below `{key}:` in YAML"
            )
        }
        _ => format!("write {wanted}"),
    }
}
