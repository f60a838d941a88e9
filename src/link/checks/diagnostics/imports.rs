//! What is said about imports.

use crate::report::{Code, Diagnostic};
use crate::source::Place;

/// An import that nothing is taken from; `line` is what goes with it.
pub(in crate::link::checks) fn unused(name: &str, path: Place, line: Place) -> Diagnostic {
    Diagnostic::warning(Code::new("unused-import"), format!("nothing is used from `{name}`"))
        .label(path, "imported here")
        .help("remove the import")
        .edit(line, "")
}
