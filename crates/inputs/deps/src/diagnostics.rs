//! The diagnostics of dependencies.

use std::path::Path;

use protoward_source::paths::shown;
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
    lock_error("invalid line of the lock file: expected `KEY = \"VALUE\"` or `[[dependency]]`", place)
}

pub(crate) fn lock_conflict(place: Place) -> Diagnostic {
    Diagnostic::error(codes::DEPENDENCY_LOCK, "unresolved merge conflict in the lock file")
        .label(place, "conflict marker")
        .help("keep one side of each conflict, then run `protoward deps update` for the dependencies that changed")
}

pub(crate) fn lock_version(version: &str, place: Place) -> Diagnostic {
    let message = format!("unknown version {version} of the lock file");
    Diagnostic::error(codes::DEPENDENCY_LOCK, message)
        .label(place, "here")
        .help("the lock file was written by a newer version of protoward; install that version")
}

pub(crate) fn lock_without_version(place: Place) -> Diagnostic {
    lock_error("missing version of the lock file", place)
}

pub(crate) fn lock_key_twice(key: &str, place: Place) -> Diagnostic {
    lock_error(format!("duplicate key `{key}` in the lock file"), place)
}

pub(crate) fn lock_unknown_key(key: &str, place: Place) -> Diagnostic {
    lock_error(format!("unknown key `{key}` in the lock file"), place)
}

pub(crate) fn lock_key_missing(key: &str, place: Place) -> Diagnostic {
    lock_error(format!("missing key `{key}` of a dependency in the lock file"), place)
}

pub(crate) fn lock_value(key: &str, place: Place) -> Diagnostic {
    lock_error(format!("invalid value of `{key}` in the lock file"), place)
}

pub(crate) fn lock_two_references(key: &str, place: Place) -> Diagnostic {
    lock_error(format!("`{key}` beside another of `tag`, `rev` and `branch` in the lock file"), place)
}

pub(crate) fn lock_twice(name: &str, again: Place, first: Option<Place>) -> Diagnostic {
    let message = format!("duplicate dependency `{name}` in the lock file");
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
    let message = format!("{LOCK_FILE_NAME} does not have `{}` as the configuration requires", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_NOT_LOCKED, message), requirement.place, "required here")
        .help("run `protoward deps update` and commit the lock file; `--locked` and build scripts do not change it")
}

/// Reports that the lock file has dependencies that nothing requires.
pub(crate) fn not_required(names: &[&str], place: Option<Place>) -> Diagnostic {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("{LOCK_FILE_NAME} has {}, which nothing requires", names.join(", "));
    labelled(Diagnostic::error(codes::DEPENDENCY_NOT_LOCKED, message), place, "locked here")
        .help("run `protoward deps update` and commit the lock file; `--locked` and build scripts do not change it")
}

pub(crate) fn offline(requirement: &Requirement) -> Diagnostic {
    let message = format!("`{}` is not in the cache, and cannot be fetched offline", requirement.name);
    labelled(
        Diagnostic::error(codes::DEPENDENCY_OFFLINE, message),
        requirement.place,
        requirement.origin.to_string().as_str(),
    )
    .help("run `protoward build` once with a network; `--offline`, PROTOWARD_OFFLINE and editors fetch nothing")
}

pub(crate) fn tampered(requirement: &Requirement, file: &Path) -> Diagnostic {
    let message =
        format!("the cached files of `{}` differ from the lock file, possibly by tampering", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_TAMPERED, message), requirement.place, "required here").help(format!(
        "find the cause of the change of `{}`; if it is only damaged, remove it, and it is fetched again",
        shown(file)
    ))
}

/// Reports that a locked commit has other files than when it was locked.
pub(crate) fn other_contents(requirement: &Requirement, locked: &Locked, digest: &str) -> Diagnostic {
    let message = format!(
        "the files of commit {} of `{}` differ from the lock file, possibly by tampering",
        short(&locked.commit),
        requirement.name
    );
    let diagnostic = Diagnostic::error(codes::DEPENDENCY_TAMPERED, message);
    let diagnostic = labelled(diagnostic, locked.place, "locked here");
    labelled(diagnostic, requirement.place, "required here").help(format!(
        "the digest is {digest}; find the cause of the change of the lock file, and lock it again with `protoward deps update {}`",
        requirement.name
    ))
}

pub(crate) fn unreadable(requirement: &Requirement, error: &ReadError) -> Diagnostic {
    labelled(Diagnostic::error(codes::DEPENDENCY_TAMPERED, error.to_string()), requirement.place, "required here")
}

/// Reports a dependency that is not in the vendor folder, or not as the configuration requires it.
pub(crate) fn not_vendored(requirement: &Requirement, folder: &str) -> Diagnostic {
    let message = format!("`{folder}` does not have `{}` as the configuration requires", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_VENDOR, message), requirement.place, "required here").help(format!(
        "run `protoward deps vendor {folder}`; with `vendor` in the configuration, only that folder is used"
    ))
}

/// Reports vendored files that are not those of the lock file.
pub(crate) fn vendored_at_another_commit(requirement: &Requirement, locked: &Locked, folder: &str) -> Diagnostic {
    let name = &requirement.name;
    let message = format!("the files of `{name}` in `{folder}` differ from {LOCK_FILE_NAME}");
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
    "free space there, or check its permissions; PROTOWARD_CACHE sets another folder for the cache";

/// Reports a folder in the configuration of a repository that is not in the repository.
pub(crate) fn leaves_repository(requirement: &Requirement, path: &str) -> Diagnostic {
    let message = format!("the folder `{path}` of `{}` is not in the repository that requires it", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_CONFLICT, message), requirement.place, "required here")
        .help("a repository can only require its own folders and other repositories; choose another one with `override = true`")
}

/// Reports a repository on this machine in the configuration of a repository on another one.
pub(crate) fn local_repository(requirement: &Requirement, url: &str) -> Diagnostic {
    let message =
        format!("a dependency from another machine requires `{}` at `{url}` on this machine", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_CONFLICT, message), requirement.place, "required here")
        .help("set its place in protoward.toml with `override = true`")
}

pub(crate) fn too_many(requirement: &Requirement) -> Diagnostic {
    let message = format!("too many dependencies: the limit is {MAX_DEPENDENCIES}");
    labelled(Diagnostic::error(codes::DEPENDENCY_LIMIT, message), requirement.place, "exceeds the limit")
        .help("find a dependency that requires itself under different names")
}

pub(crate) fn too_deep(requirement: &Requirement) -> Diagnostic {
    let message = format!("too long a chain of dependencies to `{}`: the limit is {MAX_DEPTH}", requirement.name);
    labelled(Diagnostic::error(codes::DEPENDENCY_LIMIT, message), requirement.place, "required here")
        .help("find a dependency that requires itself under different names")
}

/// Two requirements of one name or repository. Each is shown with those who want it.
pub(crate) fn conflict(first: (&Requirement, &[String]), second: (&Requirement, &str)) -> Diagnostic {
    let ((first, required_by), (second, by)) = (first, second);
    let side = |it: &Requirement, by: &str| {
        let root = if it.root.is_empty() { String::new() } else { format!(", root {}", it.root) };
        let paths = if it.paths.is_empty() { String::new() } else { format!(", only {}", it.paths.join(" and ")) };
        format!("{by} requires `{}` from {}{root}{paths}", it.name, it.origin)
    };
    let message =
        format!("conflicting dependencies: {}; {}", side(first, &required_by.join(" and ")), side(second, by));
    let diagnostic = Diagnostic::error(codes::DEPENDENCY_CONFLICT, message);
    labelled(labelled(diagnostic, second.place, "second"), first.place, "first").help(format!(
        "change one of them, or choose in protoward.toml with `{} = {{ …, override = true }}`",
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
    Diagnostic::error(codes::DEPS, "missing folder for the cache of dependencies").help(if cfg!(windows) {
        "set PROTOWARD_CACHE or LOCALAPPDATA"
    } else {
        "set PROTOWARD_CACHE or HOME"
    })
}

/// A folder outside of the repository has no earlier version.
pub(crate) fn folder_outside_of_commit(requirement: &Requirement, path: &str) -> Diagnostic {
    let message = format!("the folder `{path}` of `{}` is outside of the repository", requirement.name);
    labelled(Diagnostic::error(codes::DEPS, message), requirement.place, "required here")
        .help("at a commit, only folders of the same repository can be read; use the other repository with `git`")
}

pub(crate) fn no_dependency_folder(requirement: &Requirement, shown: &str) -> Diagnostic {
    let message = format!("cannot find the folder `{shown}`");
    labelled(Diagnostic::error(codes::INPUT_NOT_FOUND, message), requirement.place, "required here")
        .help("`path` is relative to the folder of the configuration, and `root` to that path")
}

pub(crate) fn no_config(path: &str) -> Diagnostic {
    Diagnostic::error(codes::INPUT_NOT_FOUND, format!("cannot find `{}`", legible(path)))
        .help("create the file, with a table `[dependencies]`")
}
