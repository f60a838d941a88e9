//! YAML, as programs write their settings and `buf` its messages.

mod quote;
mod read;
mod write;

pub use read::{Limits, Problem, YamlError, document};
pub use write::{write, write_portable};

use super::{DEEPEST, JsonError, Node, Tree};
use read::MAX_REPEATED;

const LIMITS: Limits = Limits { depth: DEEPEST, values: usize::MAX, takes_extensions: true };

/// Reads the one document of a text; nothing at all is `null`.
///
/// # Errors
/// When it is not YAML, or too deep, or has more than one document.
pub fn parse(text: &[u8]) -> Result<Node, JsonError> {
    let text =
        std::str::from_utf8(text).map_err(|error| JsonError::at(error.valid_up_to(), "the text is not UTF-8"))?;
    // What is cut short ends where its last word does.
    let end = text.trim_end().len();
    let node = document(text, &LIMITS)
        .map_err(worded)
        .map_err(|error| JsonError { at: error.at.map(|at| at.min(end)), ..error })?;
    Ok(node.unwrap_or(Node::new(0..0, Tree::Null)))
}

fn worded(error: YamlError) -> JsonError {
    let reason = match error.problem {
        Problem::Syntax(message) => format!("it is not YAML: {message}"),
        Problem::TwoDocuments => "there is a second document, and a message is one".to_owned(),
        Problem::TooDeep => format!("values are nested more than {DEEPEST} deep"),
        Problem::TooLarge => format!("aliases repeat more than {MAX_REPEATED} values"),
        Problem::Key(node) => match node.tree {
            Tree::Array(_) => "a list is no key".to_owned(),
            _ => format!("{} is no key", node.shown()),
        },
    };
    JsonError::at(error.place.start, reason)
}
