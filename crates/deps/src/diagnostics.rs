//! The diagnostics of dependencies.

use std::io;
use std::path::Path;

use protoward_source::{Diagnostic, Place, ReadError, legible};

use crate::cache::CacheError;
use crate::codes;
use crate::limits::{MAX_DEPENDENCIES, MAX_DEPTH};
use crate::lock::{LOCK_FILE_NAME, Locked, short};
use crate::requirement::Requirement;
use crate::tree::TreeError;

fn lock_error(message: impl Into<String>, place: Place) -> Diagnostic {
    Diagnostic::error(codes::DEPENDENCY_LOCK, message).label(place, "here").help(RESTORE)
}

const RESTORE: &str = "restore the lock file from git, or remove it and run `protoward deps update`";

pub(crate) fn lock_syntax(place: Place) -> Diagnostic {
    lock_error("the lock file cannot be read: a line is `KEY = \"VALUE\"` or `[[dependency]]`", place)
}

pub(crate) fn lock_conflict(place: Place) -> Diagnostic {
    Diagnostic::error(codes::DEPENDENCY_LOCK, "the lock file has markers of a merge conflict")
        .label(place, "the first one")
        .help("keep one side of each conflict, then run `protoward deps update` for the dependencies that changed")
}

pub(crate) fn lock_version(version: &str, place: Place) -> Diagnostic {
    let message = format!("the lock file has version {version}, which this protoward does not know");
    Diagnostic::error(codes::DEPENDENCY_LOCK, message)
        .label(place, "here")
        .help("a newer protoward has written it; install that one")
}

pub(crate) fn lock_without_version(place: Place) -> Diagnostic {
    lock_error("the lock file has no version", place)
}

pub(crate) fn lock_key_twice(key: &str, place: Place) -> Diagnostic {
    lock_error(format!("`{key}` is there twice"), place)
}

pub(crate) fn lock_unknown_key(key: &str, place: Place) -> Diagnostic {
    lock_error(format!("`{key}` is no key of a lock file"), place)
}

pub(crate) fn lock_key_missing(key: &str, place: Place) -> Diagnostic {
    lock_error(format!("`{key}` is missing in a dependency of the lock file"), place)
}

pub(crate) fn lock_value(key: &str, place: Place) -> Diagnostic {
    lock_error(format!("`{key}` has an invalid value"), place)
}

pub(crate) fn lock_two_references(key: &str, place: Place) -> Diagnostic {
    lock_error(
        format!("a dependency has a `tag`, a `rev` or a `branch`, only one of them; this `{key}` is another"),
        place,
    )
}

pub(crate) fn lock_twice(name: &str, again: Place, first: Option<Place>) -> Diagnostic {
    let message = format!("`{name}` is locked twice");
    let diagnostic = Diagnostic::error(codes::DEPENDENCY_LOCK, message).label(again, "again");
    labelled(diagnostic, first, "first here").help("remove one of them, then run `protoward deps update`")
}

pub(crate) fn labelled(diagnostic: Diagnostic, place: Option<Place>, text: &str) -> Diagnostic {
    match place {
        Some(place) => diagnostic.label(place, text),
        None => diagnostic,
    }
}

/// Reports that the lock file lacks a requirement, or has another one, and must not change.
pub(crate) fn not_locked(requirement: &Requirement) -> Diagnostic {
    let message = format!("`{}` is not in {LOCK_FILE_NAME} as the configuration requires it", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_NOT_LOCKED, message), requirement.place, "required here")
        .help("run `protoward deps update` and commit the lock file; `--locked` and build scripts do not change it")
}

/// Reports that the lock file has dependencies that nothing requires.
pub(crate) fn not_required(names: &[&str], place: Option<Place>) -> Diagnostic {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("nothing requires {}, which {LOCK_FILE_NAME} has", names.join(", "));
    labelled(Diagnostic::error(codes::DEPENDENCY_NOT_LOCKED, message), place, "locked here")
        .help("run `protoward deps update` and commit the lock file; `--locked` and build scripts do not change it")
}

pub(crate) fn offline(requirement: &Requirement) -> Diagnostic {
    let message = format!("`{}` is not in the cache, and nothing is fetched offline", requirement.name);
    labelled(
        Diagnostic::error(codes::DEPENDENCY_OFFLINE, message),
        requirement.place,
        requirement.origin.to_string().as_str(),
    )
    .help("run the command with a network first, or leave out `--offline` and PROTOWARD_OFFLINE")
}

pub(crate) fn tampered(requirement: &Requirement, file: &Path) -> Diagnostic {
    let message =
        format!("the cached files of `{}` are not those of the lock file: possible tampering", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_TAMPERED, message), requirement.place, "required here").help(format!(
        "find out who changed `{}`; if it is only damaged, remove it, and the next command fetches it again",
        file.display()
    ))
}

/// Reports that a locked commit has other files than when it was locked.
pub(crate) fn other_contents(requirement: &Requirement, locked: &Locked, digest: &str) -> Diagnostic {
    let message = format!(
        "commit {} of `{}` has other files than the lock file says: possible tampering",
        short(&locked.commit),
        requirement.name
    );
    let diagnostic = Diagnostic::error(codes::DEPENDENCY_TAMPERED, message);
    let diagnostic = labelled(diagnostic, locked.place, "locked here");
    labelled(diagnostic, requirement.place, "required here").help(format!(
        "the digest is {digest}; find out who changed the lock file, and lock it again with `protoward deps update {}`",
        requirement.name
    ))
}

pub(crate) fn unreadable(requirement: &Requirement, error: &ReadError) -> Diagnostic {
    labelled(Diagnostic::error(codes::DEPENDENCY_TAMPERED, error.to_string()), requirement.place, "required here")
}

/// Reports a dependency that is not in the vendor folder, or not as the configuration requires it.
pub(crate) fn not_vendored(requirement: &Requirement, folder: &str) -> Diagnostic {
    let message = format!("`{}` is not in `{folder}` as the configuration requires it", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_VENDOR, message), requirement.place, "required here").help(format!(
        "run `protoward deps vendor {folder}`; with `vendor` in the configuration, only that folder is used"
    ))
}

/// Reports vendored files that are not those of the lock file.
pub(crate) fn vendored_at_another_commit(requirement: &Requirement, locked: &Locked, folder: &str) -> Diagnostic {
    let name = &requirement.name;
    let message = format!("the files of `{name}` in `{folder}` are not those of {LOCK_FILE_NAME}");
    let diagnostic = Diagnostic::error(codes::DEPENDENCY_VENDOR, message);
    let diagnostic = labelled(diagnostic, requirement.place, "required here");
    labelled(diagnostic, locked.place, "locked here").help(format!("run `protoward deps vendor {folder}`"))
}

/// Reports a tree of the cache that cannot be opened.
pub(crate) fn tree(requirement: &Requirement, error: TreeError) -> Diagnostic {
    match error {
        TreeError::Cache(error) => cache(requirement, &error),
        TreeError::Tampered(folder) => tampered(requirement, &folder),
    }
}

pub(crate) fn cache(requirement: &Requirement, error: &CacheError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::DEPENDENCY_CACHE, error.to_string());
    labelled(diagnostic, requirement.place, "required here").help(OTHER_CACHE)
}

pub(crate) const OTHER_CACHE: &str =
    "make room there, or look at its permissions; PROTOWARD_CACHE names another folder for the cache";

/// Reports a folder in the configuration of a repository that is not in the repository.
pub(crate) fn leaves_repository(requirement: &Requirement, path: &str) -> Diagnostic {
    let message = format!("the folder `{path}` of `{}` is not in the repository that requires it", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_CONFLICT, message), requirement.place, "required here")
        .help("a repository can require its own folders and other repositories; decide with `override = true`")
}

/// Reports a repository on this machine in the configuration of a repository on another one.
pub(crate) fn local_repository(requirement: &Requirement, url: &str) -> Diagnostic {
    let message = format!("`{}` is at `{url}` on this machine, for a dependency from another one", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_CONFLICT, message), requirement.place, "required here")
        .help("decide in your protoward.toml where it is, with `override = true`")
}

pub(crate) fn too_many(requirement: &Requirement) -> Diagnostic {
    let message = format!("there are more than {MAX_DEPENDENCIES} dependencies");
    labelled(Diagnostic::error(codes::DEPENDENCY_LIMIT, message), requirement.place, "one too many")
        .help("look for a dependency that requires itself under ever new names")
}

pub(crate) fn too_deep(requirement: &Requirement) -> Diagnostic {
    let message = format!("`{}` is required through more than {MAX_DEPTH} dependencies", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_LIMIT, message), requirement.place, "required here")
        .help("look for a dependency that requires itself under ever new names")
}

/// Two requirements of one name or repository. Each is shown with those who want it.
pub(crate) fn conflict(first: (&Requirement, &[String]), second: (&Requirement, &str)) -> Diagnostic {
    let ((first, required_by), (second, by)) = (first, second);
    let side = |it: &Requirement, by: &str| {
        let root = if it.root.is_empty() { String::new() } else { format!(", root {}", it.root) };
        let paths = if it.paths.is_empty() { String::new() } else { format!(", only {}", it.paths.join(" and ")) };
        format!("{by} wants `{}` from {}{root}{paths}", it.name, it.origin)
    };
    let message = format!(
        "two dependencies contradict each other: {}; {}",
        side(first, &required_by.join(" and ")),
        side(second, by)
    );
    let diagnostic = Diagnostic::error(codes::DEPENDENCY_CONFLICT, message);
    labelled(labelled(diagnostic, second.place, "one"), first.place, "the other").help(format!(
        "make both want the same, or decide in your protoward.toml with `{} = {{ …, override = true }}`",
        first.name
    ))
}

/// Reports a lock file or configuration that cannot be read.
pub(crate) fn unread(error: &ReadError, place: Option<Place>) -> Diagnostic {
    let diagnostic = labelled(Diagnostic::error(codes::UNREADABLE, error.to_string()), place, "required here");
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

pub(crate) fn no_cache() -> Diagnostic {
    Diagnostic::error(codes::DEPS, "there is no folder for the cache of dependencies")
        .help("name one with PROTOWARD_CACHE, or set HOME")
}

pub(crate) fn lock_not_written(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::DEPS, format!("cannot write `{}`: {error}", path.display()))
        .help("`--locked` does not write the lock file")
}

/// A folder outside of the repository has no earlier version.
pub(crate) fn folder_outside_of_commit(requirement: &Requirement, path: &str) -> Diagnostic {
    let message = format!("the folder `{path}` of `{}` is outside of the repository", requirement.name);
    labelled(Diagnostic::error(codes::DEPS, message), requirement.place, "of this dependency")
        .help("at a commit, only folders of the same repository can be read; name the other repository with `git`")
}

pub(crate) fn no_dependency_folder(requirement: &Requirement, shown: &str) -> Diagnostic {
    let message = format!("there is no folder `{shown}`");
    labelled(Diagnostic::error(codes::INPUT_NOT_FOUND, message), requirement.place, "of this dependency")
        .help("`path` is written from the folder of the configuration, and `root` from there")
}

pub(crate) fn no_config(path: &str) -> Diagnostic {
    Diagnostic::error(codes::INPUT_NOT_FOUND, format!("there is no `{}`", legible(path)))
        .help("write the dependencies to the table `[dependencies]` of that file")
}
