//! Problems of targets and BUILD files.

use super::syntax_error::SyntaxError;

/// A problem that people have to solve. It concerns single files: the others have their targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A BUILD file with an error. It is left alone.
    Syntax {
        /// The path of the BUILD file from the root of the tree.
        path: String,
        /// The error.
        error: SyntaxError,
    },
    /// A name that a new target would have, but another rule has.
    NameTaken {
        /// The path of the BUILD file from the root of the tree.
        path: String,
        /// The start of the rule that has the name.
        start: usize,
        /// The function of that rule.
        function: String,
        /// The name.
        name: String,
    },
    /// An import whose target is not known.
    UnresolvedImport {
        /// The path of the file from the root of the tree.
        file: String,
        /// The import path.
        import: String,
    },
    /// A file with a name that no label can have.
    NoLabel {
        /// The path of the file from the root of the tree.
        file: String,
    },
}
