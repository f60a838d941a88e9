//! The diagnostics of output.

use std::io;
use std::path::{Path, PathBuf};

use protoward_source::{Code, Diagnostic};

/// The code of diagnostics about output.
pub const OUTPUT: Code = Code::new("output");

/// Returns an error about output.
pub fn output(message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(OUTPUT, message))
}

/// Returns an error about output, with a help text.
pub fn output_with_help(message: String, help: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(OUTPUT, message).help(help))
}

/// Returns a path as text. The empty path is `.`.
pub fn shown(path: &Path) -> String {
    match path.as_os_str().is_empty() {
        true => ".".to_owned(),
        false => path.display().to_string(),
    }
}

pub(crate) fn not_a_file_name(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` does not name a file to write", shown(path)),
        "write a path that ends in a file name",
    )
}

pub(crate) fn leaves_folder(path: &str, folder: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` is no path below the output folder `{}`", shown(folder)),
        "name the file by a path from there, without `..`, with `/` between the parts",
    )
}

pub(crate) fn reserved_name(path: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` is the name of the list of generated files"),
        "give the generated file another name",
    )
}

pub(crate) fn generated_twice(path: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` would be generated twice"),
        "rename one of them, or its own output folder with `out`",
    )
}

pub(crate) fn differs_in_case(path: &str, taken: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` and `{taken}` would be generated, and are one file where case does not count"),
        "rename one of them",
    )
}

pub(crate) fn file_and_folder(path: &str) -> Box<Diagnostic> {
    output_with_help(format!("`{path}` would be generated as a file and as a folder"), "rename one of them")
}

pub(crate) fn folder_is_a_file(folder: &Path, file: &Path) -> Box<Diagnostic> {
    let what = match folder == file {
        true => "is a file".to_owned(),
        false => format!("cannot be there, because `{}` is a file", shown(file)),
    };
    output_with_help(format!("the output folder `{}` {what}", shown(folder)), "remove the file, or name another folder")
}

pub(crate) fn file_instead_of_folder(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is a file, and a folder of generated files is to be there", shown(path)),
        "remove the file, or name another output folder",
    )
}

pub(crate) fn folder_instead_of_file(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is a folder, and a generated file is to be there", shown(path)),
        "remove the folder, or name another output folder",
    )
}

pub(crate) fn symbolic_link(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is a symbolic link; files in an output folder are never written through links", shown(path)),
        "remove the link; the output folder itself may be one",
    )
}

pub(crate) fn may_be_handwritten(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is there already, and looks like the work of a person", shown(path)),
        "move it away, or name another output folder; a file that says `@generated` near its start is replaced",
    )
}

pub(crate) fn read_only(paths: &[PathBuf]) -> Box<Diagnostic> {
    /// The maximum number of paths in the suggested command.
    const MAX_PATHS: usize = 20;
    let names: Vec<String> = paths.iter().take(MAX_PATHS).map(|path| shown(path)).collect();
    let what = match paths.len() {
        1 => format!("`{}` is read-only", names[0]),
        more => format!("`{}` and {} more of the files to write are read-only", names[0], more - 1),
    };
    let command = if cfg!(windows) { "attrib -R" } else { "chmod u+w" };
    output_with_help(
        format!("{what}, and nothing was written"),
        format!("give yourself the right to write with `{command} {}`, and run this again", names.join(" ")),
    )
}

/// Returns an error about an operation on a file or folder that the operating system refused. `what` is the operation.
pub fn cannot(what: &str, path: &Path, error: &io::Error) -> Box<Diagnostic> {
    output(format!("cannot {what} `{}`: {error}", shown(path)))
}
