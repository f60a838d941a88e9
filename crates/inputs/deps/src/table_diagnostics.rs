//! The diagnostics of the table `[dependencies]`.

use protoward_config::diagnostics::labelled;
use protoward_source::{Diagnostic, LocatedText, legible};

use crate::codes;

pub(crate) fn dependency_name(name: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is not a valid name of a dependency", name.text);
    labelled(Diagnostic::error(codes::CONFIG, message), name, "not a name")
        .help("use letters, digits, `-` and `_`, and do not start with `-`")
}

/// A dependency with neither `git` nor `path`, or with both.
pub(crate) fn dependency_origin(name: &LocatedText, has_both: bool) -> Diagnostic {
    let which = if has_both { "both `git` and `path`" } else { "neither `git` nor `path`" };
    labelled(Diagnostic::error(codes::CONFIG, format!("`{}` has {which}", name.text)), name, "incomplete")
        .help("use `{ git = \"URL\", tag = \"...\" }`, or `{ path = \"FOLDER\" }`")
}

pub(crate) fn dependency_value(key: &str, word: &LocatedText, problem: &str) -> Diagnostic {
    let message = format!("invalid `{key}` of a dependency, `{}`: {problem}", legible(&word.text));
    labelled(Diagnostic::error(codes::CONFIG, message), word, "invalid")
}

pub(crate) fn two_references(again: &LocatedText, first: &LocatedText) -> Diagnostic {
    let message = "several of `tag`, `rev` and `branch` for one dependency";
    labelled(labelled(Diagnostic::error(codes::CONFIG, message), again, "second"), first, "first")
        .help("remove one of them")
}

pub(crate) fn reference_of_folder(reference: &LocatedText) -> Diagnostic {
    let message = "`tag`, `rev` and `branch` are not allowed beside `path`";
    labelled(Diagnostic::error(codes::CONFIG, message), reference, "not allowed here")
        .help("use `git` instead of `path` for a repository")
}

pub(crate) fn vendor_folder(word: &LocatedText) -> Diagnostic {
    let message = format!("invalid folder of vendored dependencies, `{}`", legible(&word.text));
    labelled(Diagnostic::error(codes::CONFIG, message), word, "invalid")
        .help("use a folder below that of the configuration, without other files")
}
