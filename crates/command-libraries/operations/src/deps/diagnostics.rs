//! Diagnostics about dependencies that do not exist, cannot be added or cannot be vendored.

use std::path::Path;

use crate::codes;
use protoward_inputs::Input;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, legible};

pub(crate) fn no_such_dependency(name: &str, known: &[&str]) -> Box<Diagnostic> {
    let help = match known {
        [] => "the configuration has no dependencies from git".to_owned(),
        known => format!("the dependencies are {}", known.join(", ")),
    };
    dependency(format!("unknown dependency `{}`", legible(name)), help)
}

pub(crate) fn bad_dependency(value: &str, problem: &str) -> Box<Diagnostic> {
    let message = format!("invalid value `{}` for a dependency: {problem}", legible(value));
    Box::new(Diagnostic::error(codes::DEPENDENCY, message))
}

/// The configuration has a dependency of this name.
pub(crate) fn dependency_exists(name: &str, path: &Path) -> Box<Diagnostic> {
    let message = format!("`{}` already has a dependency `{name}`", shown(path));
    dependency(message, format!("change its `tag` there, or update it with `protoward deps update {name}`"))
}

/// The configuration writes its dependencies in a form that cannot be edited.
pub(crate) fn dependency_not_added(path: &Path, line: &str) -> Box<Diagnostic> {
    let message =
        format!("cannot add a line to the dependencies of `{}`, which are not a table of their own", shown(path));
    dependency(message, format!("write them below `[dependencies]`, and add `{line}`"))
}

/// A dependency is a line of a configuration in a folder.
pub(crate) fn no_folder_to_add_to(input: &Input) -> Box<Diagnostic> {
    let help = "use the folder of the configuration, or name its file with `--config`";
    dependency(format!("cannot add a dependency to `{input}`, which is not a folder"), help)
}

/// A `protoward.toml` beside a configuration of buf replaces it: its modules and rules would be gone. `root` is its folder, if it is on
/// disk.
pub(crate) fn configured_by_buf(root: Option<&Path>) -> Box<Diagnostic> {
    let folder = root.filter(|root| *root != Path::new(".")).map(|root| format!(" {}", shown(root)));
    let command = format!("protoward init{}", folder.unwrap_or_default());
    dependency(
        "cannot add a dependency to a configuration of buf, which has no repositories; nothing was written",
        format!("run `{command}` first: it writes a `protoward.toml` with the same settings"),
    )
}

/// The text of `--config`.
pub(crate) fn no_file_to_add_to() -> Box<Diagnostic> {
    dependency("cannot add a dependency to a configuration that is not a file", "name its file with `--config`")
}

/// `vendor` can only be in a `protoward.toml`.
pub(crate) fn no_configuration_for_vendor() -> Box<Diagnostic> {
    dependency(
        "no `protoward.toml` for the folder of vendored files",
        "dependencies can be vendored in a folder with a `protoward.toml`, whose table `[dependencies]` names them; \
         `protoward init` writes one for the dependencies of a `buf.yaml`",
    )
}

pub(crate) fn no_vendor_folder() -> Box<Diagnostic> {
    dependency("missing folder for the dependencies", "add one, as in `protoward deps vendor third_party`")
}

pub(crate) fn vendor_outside(folder: &Path, root: &Path) -> Box<Diagnostic> {
    let message = format!("`{}` is not a folder below `{}`", shown(folder), shown(root));
    dependency(message, "use a folder below that of the configuration")
}

/// Vendored files are imports, and not part of the schema.
pub(crate) fn vendor_has_module(folder: &str, module: &str) -> Box<Diagnostic> {
    let what = if folder == module { "is a module".to_owned() } else { format!("has the module `{module}`") };
    dependency(
        format!("`{folder}` {what}, and cannot be the folder of vendored files"),
        "use a folder of its own, as in `protoward deps vendor third_party`",
    )
}

/// A file in the vendor folder that must not be replaced or removed.
pub(crate) fn not_vendored(path: &Path, was_vendored: bool) -> Box<Diagnostic> {
    let why = if was_vendored {
        "was changed after it was vendored"
    } else {
        "is not a vendored file, and would be replaced"
    };
    let message = format!("`{}` {why}; nothing was written", shown(path));
    dependency(message, "move or remove the file, and run the command again")
}

/// The configuration cannot be edited.
pub(crate) fn vendor_not_set(path: &Path, line: &str) -> Box<Diagnostic> {
    let message = format!("the files are written, but `{}` does not list their folder yet", shown(path));
    dependency(message, format!("add the line `{line}` above the first table"))
}

pub(crate) fn outdated_offline() -> Box<Diagnostic> {
    dependency(
        "newer versions can only be read from the repositories",
        "remove `--offline`, and unset PROTOWARD_OFFLINE",
    )
}

pub(crate) fn in_no_dependency(file: &str) -> Box<Diagnostic> {
    let help = "use the path of the import; `protoward ls-files --include-imports` lists all files";
    dependency(format!("cannot find `{}` in a dependency", legible(file)), help)
}

fn dependency(message: impl Into<String>, help: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(codes::DEPENDENCY, message).help(help))
}
