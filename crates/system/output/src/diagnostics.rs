//! Diagnostics about files that cannot be written, and folders that hold what a plan must not replace.

use std::io;
use std::path::{Path, PathBuf};

use crate::replace;
use protoward_source::paths::{self, System};
use protoward_source::{Code, Diagnostic};

/// A file cannot be written.
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
    if path.as_os_str().is_empty() { ".".to_owned() } else { paths::shown(path).to_string() }
}

pub(crate) fn not_a_file_name(path: &Path) -> Box<Diagnostic> {
    output_with_help(format!("`{}` does not name a file to write", shown(path)), "use a path that ends in a file name")
}

pub(crate) fn leaves_folder(path: &str, folder: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` is not a path below the output folder `{}`", shown(folder)),
        "use a path relative to that folder, without `..` and with `/` as the separator",
    )
}

pub(crate) fn reserved_name(path: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` is the name of the list of generated files"),
        "use another name for the generated file",
    )
}

pub(crate) fn unusable_on_windows(path: &str, name: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` would be generated, and `{name}` names no file on Windows"),
        "rename the package, type or file that has this name",
    )
}

pub(crate) fn generated_twice(path: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` would be generated twice"),
        "rename one of them, or use another output folder for one with `out`",
    )
}

pub(crate) fn differs_in_case(path: &str, taken: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` and `{taken}` would be generated, and are the same file on file systems that ignore case"),
        "rename one of them",
    )
}

pub(crate) fn file_and_folder(path: &str) -> Box<Diagnostic> {
    output_with_help(format!("`{path}` would be generated as a file and as a folder"), "rename one of them")
}

pub(crate) fn folder_is_a_file(folder: &Path, file: &Path) -> Box<Diagnostic> {
    let what = if folder == file {
        "is a file".to_owned()
    } else {
        format!("cannot be created, because `{}` is a file", shown(file))
    };
    output_with_help(format!("the output folder `{}` {what}", shown(folder)), "remove the file, or use another folder")
}

pub(crate) fn file_instead_of_folder(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is a file, but the name of a folder of generated files", shown(path)),
        "remove the file, or use another output folder",
    )
}

pub(crate) fn folder_instead_of_file(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is a folder, but the name of a generated file", shown(path)),
        "remove the folder, or use another output folder",
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
        format!("`{}` already exists, and may be written by hand", shown(path)),
        "move it away, or use another output folder; only files with `@generated` near their start are replaced",
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
    output_with_help(
        format!("{what}; nothing was written"),
        format!("make the files writable with {}, and run the command again", writable(System::HERE, &names)),
    )
}

/// Returns the commands that make files writable. `attrib` takes one file, and both `cmd.exe` and PowerShell read double quotes.
fn writable(system: System, names: &[String]) -> String {
    match system {
        System::Unix => format!("`chmod u+w {}`", names.join(" ")),
        System::Windows => {
            let commands: Vec<String> = names.iter().map(|name| format!("`attrib -R \"{name}\"`")).collect();
            commands.join(" and ")
        }
    }
}

pub(crate) fn kept(path: &Path) -> Diagnostic {
    let message =
        format!("`{}` is no longer generated, but not removed, because it may be written by hand", paths::shown(path));
    Diagnostic::warning(OUTPUT, message).help("remove the file if it is not needed")
}

pub(crate) fn changed_meanwhile(path: &str) -> Box<Diagnostic> {
    output_with_help(format!("`{path}` changed while it was read; nothing was written"), "run the command again")
}

/// Returns an error about an operation on a file or folder that the operating system refused. `what` is the operation.
pub fn cannot(what: &str, path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let diagnostic = output(format!("cannot {what} `{}`: {error}", shown(path)));
    if replace::is_in_use(error) { Box::new(diagnostic.help(IN_USE)) } else { diagnostic }
}

/// Advice about a file that is in use: see [`replace::is_in_use`].
const IN_USE: &str = "if another program has the file open, close it there, and run the command again; else check the \
     permissions of the file and of its folder";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_command_for_read_only_files() {
        let names = ["a b", "c"].map(str::to_owned);
        assert_eq!(writable(System::Unix, &names[1..]), "`chmod u+w c`");
        assert_eq!(writable(System::Windows, &names), r#"`attrib -R "a b"` and `attrib -R "c"`"#);
    }
}
