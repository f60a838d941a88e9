//! The diagnostics of the table `[dependencies]`.

use protoward_config::diagnostics::labelled;
use protoward_source::{Diagnostic, LocatedText, legible};

use crate::codes;

pub(crate) fn dependency_name(name: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is no name of a dependency", name.text);
    labelled(Diagnostic::error(codes::CONFIG, message), name, "not a name")
        .help("a name has letters, digits, `-` and `_`, and does not begin with `-`")
}

/// A dependency with neither `git` nor `path`, or with both.
pub(crate) fn dependency_origin(name: &LocatedText, has_both: bool) -> Diagnostic {
    let which = if has_both { "both `git` and `path`" } else { "neither `git` nor `path`" };
    labelled(Diagnostic::error(codes::CONFIG, format!("`{}` has {which}", name.text)), name, "this dependency")
        .help("write `{ git = \"URL\", tag = \"...\" }`, or `{ path = \"FOLDER\" }`")
}

pub(crate) fn dependency_value(key: &str, word: &LocatedText, problem: &str) -> Diagnostic {
    let message = format!("`{}` cannot be the `{key}` of a dependency: {problem}", legible(&word.text));
    labelled(Diagnostic::error(codes::CONFIG, message), word, "this value")
}

pub(crate) fn two_references(again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let message = "a dependency has a `tag`, a `rev` or a `branch`, only one of them";
    labelled(labelled(Diagnostic::error(codes::CONFIG, message), again, "one"), first, "another").help("keep one")
}

pub(crate) fn reference_of_folder(reference: &LocatedText) -> Diagnostic {
    let message = "a folder has no `tag`, `rev` or `branch`";
    labelled(Diagnostic::error(codes::CONFIG, message), reference, "of a folder")
        .help("write `git` instead of `path` for a repository")
}

pub(crate) fn vendor_folder(word: &LocatedText) -> Diagnostic {
    let message = format!("`{}` cannot be the folder of vendored dependencies", legible(&word.text));
    labelled(Diagnostic::error(codes::CONFIG, message), word, "this value")
        .help("name a folder below that of the configuration, which has no other files")
}
