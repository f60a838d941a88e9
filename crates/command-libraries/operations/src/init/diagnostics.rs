//! Diagnostics about repositories that cannot be configured.

use std::path::Path;

use protoward_source::paths::shown;
use protoward_source::{Diagnostic, ReadError};

use crate::codes;

/// `init` does not replace a configuration.
pub(crate) fn already_configured(file: &Path) -> Diagnostic {
    let message = format!("`{}` already exists; nothing was written", shown(file));
    Diagnostic::error(codes::CONFIG, message).help("`protoward init --print` prints a new configuration")
}

/// A `buf.yaml` of a workspace, whose modules have one configuration.
pub(crate) fn configured_above(folder: &Path, root: &Path) -> Diagnostic {
    let folder = shown(folder);
    let root = shown(root);
    let message = format!("`{folder}` is a module of the configuration in `{root}`; nothing was written");
    Diagnostic::error(codes::CONFIG, message)
        .help(format!("run `protoward init {root}`, which writes one for all modules"))
}

pub(crate) fn no_schema_to_configure(folder: &Path) -> Box<Diagnostic> {
    let message = format!("no `.proto` files in `{}`", shown(folder));
    Box::new(Diagnostic::error(codes::INPUT, message).help("run `protoward init` in the folder of the repository"))
}

/// `folders` are in words.
pub(crate) fn all_configured(folder: &Path, folders: &str) -> Box<Diagnostic> {
    let message = format!("all `.proto` files in `{}` belong to {folders}; nothing was written", shown(folder));
    Box::new(
        Diagnostic::error(codes::INPUT, message)
            .help("`protoward check` checks projects with a configuration of their own"),
    )
}

pub(crate) fn unreadable_tree(error: &ReadError) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(codes::INPUT, error.to_string()))
}

/// `folders` are in words.
pub(crate) fn all_ignored(folder: &Path, folders: &str) -> Box<Diagnostic> {
    let message = format!("git ignores all `.proto` files in `{}`: {folders}; nothing was written", shown(folder));
    Box::new(Diagnostic::error(codes::INPUT, message).help("use one of these folders, or remove it from `.gitignore`"))
}
