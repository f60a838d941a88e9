//! YAML for configuration files, and for messages as in `buf`.

mod quote;
mod read;
mod write;

pub use read::{Limits, YamlError, YamlProblem, document};
pub use write::{write, write_portable};

use super::{DEEPEST, JsonError, Node, Tree};
use read::MAX_REPEATED;

const LIMITS: Limits = Limits { depth: DEEPEST, values: usize::MAX, takes_extensions: true };

/// Parses a single document. An empty text is `null`.
///
/// # Errors
/// Returns an error if the text is not YAML, nests too deeply, or has several documents.
pub fn parse(text: &[u8]) -> Result<Node, JsonError> {
    let text =
        std::str::from_utf8(text).map_err(|error| JsonError::at(error.valid_up_to(), "the text is not UTF-8"))?;
    // A truncated text is reported at the end of its last word.
    let end = text.trim_end().len();
    let node = document(text, &LIMITS)
        .map_err(worded)
        .map_err(|error| JsonError { at: error.at.map(|at| at.min(end)), ..error })?;
    Ok(node.unwrap_or(Node::new(0..0, Tree::Null)))
}

fn worded(error: YamlError) -> JsonError {
    let reason = match error.problem {
        YamlProblem::Syntax(message) => format!("it is not YAML: {message}"),
        YamlProblem::TwoDocuments => "there is a second document, and a message is one".to_owned(),
        YamlProblem::TooDeep => format!("values are nested more than {DEEPEST} deep"),
        YamlProblem::TooLarge => format!("aliases repeat more than {MAX_REPEATED} values"),
        YamlProblem::Key(node) => match node.tree {
            Tree::Array(_) => "a list is not a key".to_owned(),
            _ => format!("{} is not a key", node.shown()),
        },
    };
    JsonError::at(error.place.start, reason)
}
