//! The diagnostics of loading: file names, imports and files that cannot be read.

use std::path::{Path, PathBuf};

use super::file_index::FileIndex;
use crate::codes;
use protoward_schema::most_name_bytes;
use protoward_source::paths;
use protoward_source::{Diagnostic, Place, ReadError, SourceId};

/// The error of imports of a file without a text.
#[derive(Clone)]
pub(super) struct ImportError {
    diagnostic: Diagnostic,
    /// The path that was not found.
    name: String,
    /// The files that may be meant.
    near: Vec<String>,
}

impl From<Diagnostic> for ImportError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, name: String::new(), near: Vec::new() }
    }
}

impl ImportError {
    /// Returns the error of one import, whose path is at a place.
    pub(super) fn at(&self, path: Place) -> Diagnostic {
        let diagnostic = self.diagnostic.clone().label(path, "imported here");
        match &self.near[..] {
            [near] if !is_below_another_root(near, &self.name) => diagnostic.replace(path, &[format!("\"{near}\"")]),
            near => near.iter().fold(diagnostic, |diagnostic, near| diagnostic.choice(path, format!("\"{near}\""))),
        }
    }
}

/// Returns the errors of a missing file: for itself, if it was requested, and for imports of it.
pub(super) fn not_found(name: &str, known: &FileIndex<'_>) -> (Diagnostic, ImportError) {
    let SearchAdvice { help, near } = search_advice(name, known);
    let file = Diagnostic::error(codes::FILE_NOT_FOUND, format!("cannot find the file `{name}`"));
    let import = Diagnostic::error(codes::IMPORT_NOT_FOUND, format!("cannot find the imported file `{name}`"));
    (file.help(help.clone()), ImportError { diagnostic: import.help(help), name: name.to_owned(), near })
}

/// Returns `true` if one path ends with the other: then the folder in which paths start may be wrong, and the import right.
fn is_below_another_root(one: &str, other: &str) -> bool {
    let is_end = |whole: &str, end: &str| whole.strip_suffix(end).is_some_and(|rest| rest.ends_with('/'));
    is_end(one, other) || is_end(other, one)
}

pub(super) fn outside_of_folders(file: &Path, folders: &[PathBuf]) -> Diagnostic {
    let folders: Vec<String> = folders.iter().map(|folder| format!("`{}`", shown(folder))).collect::<Vec<_>>();
    let message = format!("`{}` is not in an include folder", shown(file));
    Diagnostic::error(codes::FILE_OUTSIDE, message)
        .help(format!("the include folders are {}; as for protoc, a path starts with one of them", folders.join(", ")))
}

pub(super) fn shadowed(file: &Path, by: &Path) -> Diagnostic {
    let message = format!("`{}` is hidden by `{}`, which imports find first", shown(file), shown(by));
    Diagnostic::error(codes::FILE_HIDDEN, message)
        .help("use that file instead, or change the order of the include folders")
}

fn shown(path: &Path) -> String {
    if path.as_os_str().is_empty() { ".".to_owned() } else { paths::shown(path).to_string() }
}

/// The remedy for a missing file.
struct SearchAdvice {
    help: String,
    /// The files that may be meant.
    near: Vec<String>,
}

/// Returns the remedy of a resolver, or else similar file names, or else the folders that were searched.
fn search_advice(name: &str, known: &FileIndex<'_>) -> SearchAdvice {
    if let Some(help) = known.help(name) {
        return SearchAdvice { help, near: Vec::new() };
    }
    let near: Vec<String> = known.like(name).into_iter().map(|name| name.to_string()).collect();
    if !near.is_empty() {
        let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
        return SearchAdvice { help: format!("did you mean {}?", quoted.join(" or ")), near };
    }
    // Resolvers without a folder, such as those of built-in files, have an empty path, and so has the current folder.
    let roots = known
        .resolvers
        .iter()
        .map(|it| it.path("").shown)
        .enumerate()
        .filter(|(at, path)| *at == 0 || !path.is_empty());
    let roots: Vec<String> = roots.map(|(_, path)| shown_folder(&path)).collect();
    let help = match &roots[..] {
        [] => "no include folder was given".to_owned(),
        [root] => format!("searched in {root}; imports are relative to it, as in `import \"dir/file.proto\"`"),
        roots => format!("searched in {}; imports are relative to one of them", roots.join(", ")),
    };
    SearchAdvice { help, near: Vec::new() }
}

fn shown_folder(path: &str) -> String {
    if path.is_empty() { "this folder".to_owned() } else { format!("`{path}`") }
}

pub(super) fn imported_twice(name: &str, again: Place, first: Option<Place>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::IMPORTED_TWICE, format!("`{name}` is imported twice")).label(again, "imported again");
    let diagnostic = match first {
        Some(first) => diagnostic.label(first, "first imported here"),
        None => diagnostic,
    };
    diagnostic.help("remove one of the imports")
}

pub(super) fn import_cycle(names: &[&str], place: Place) -> Diagnostic {
    let chain: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    Diagnostic::error(codes::IMPORT_CYCLE, format!("import cycle: {}", chain.join(" → ")))
        .label(place, "this import closes the cycle")
        .help("move the shared declarations into a file of their own")
}

pub(super) fn bad_import_path(place: Place) -> Diagnostic {
    Diagnostic::error(codes::IMPORT_PATH, "import path with `.`, `..`, `//` or a backslash")
        .label(place, "invalid path")
        .help("write the path relative to the root of the schema, as in `import \"dir/file.proto\"`")
}

pub(super) fn unstable_edition(place: Place) -> Diagnostic {
    Diagnostic::error(codes::UNSTABLE_EDITION, "edition `UNSTABLE` may change without notice")
        .label(place, "not allowed")
        .help("use `edition = \"2026\";`, or compile the file with `protoward protoc --experimental_editions`")
}

pub(super) fn not_utf8(place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_UTF8, "the file is not UTF-8")
        .label(place, "first invalid byte")
        .help("save the file as UTF-8, and write other bytes in strings as escapes such as `\\xff`")
}

pub(super) fn file_too_large(source: SourceId) -> Diagnostic {
    Diagnostic::error(codes::FILE_TOO_LARGE, "the file is larger than 2 GiB").label(Place::whole(source), "")
}

pub(super) fn names_too_long(size: usize, place: Place) -> Diagnostic {
    let most = most_name_bytes(size) >> 20;
    Diagnostic::error(codes::NAME_TOO_LONG, "the full names in the file are too long")
        .label(place, format!("the full names up to here take more than {most} MiB"))
        .help("shorten the names of the enclosing messages, which are part of each full name")
}

pub(super) fn unreadable(error: &ReadError) -> Diagnostic {
    let code = match error {
        ReadError::NotFetched { .. } => codes::NOT_FETCHED,
        _ => codes::UNREADABLE,
    };
    let diagnostic = Diagnostic::error(code, error.to_string());
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
