//! The reasons why an object cannot be read, with the command that gets it: a partial clone leaves objects out, and Git LFS
//! stores pointers.

use std::fmt;

use gix::ObjectId;
use gix::bstr::ByteSlice;

use protoward_source::paths::System;
use protoward_source::{LFS_POINTER, ReadError};

/// The reason why an object cannot be read.
#[derive(Clone, Debug)]
pub(super) enum LostObject {
    /// It was not fetched; `help` has the command that fetches it.
    NotFetched { reason: &'static str, help: String },
    /// It is missing or damaged.
    Broken(String),
}

impl fmt::Display for LostObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFetched { reason, .. } => f.write_str(reason),
            Self::Broken(reason) => f.write_str(reason),
        }
    }
}

impl LostObject {
    /// Returns the reason for an object that was not read; `path` is that of the repository in the tree, empty except for
    /// submodules.
    pub(super) fn of(repository: &gix::Repository, id: ObjectId, path: &str) -> Self {
        match promisor(repository) {
            Some(remote) if !repository.has_object(id) => {
                let git = if path.is_empty() { "git".to_owned() } else { format!("git -C {}", quoted(path)) };
                let remote = if remote == "origin" { String::new() } else { format!(" {}", quoted(&remote)) };
                let help = format!("`{git} fetch --refetch --no-filter{remote}` fetches it");
                Self::NotFetched { reason: "this partial clone left it out", help }
            }
            Some(_) | None => Self::Broken(format!("the git object {id} is missing or damaged")),
        }
    }

    /// Returns the reason for a pointer of Git LFS in a commit.
    pub(super) fn pointer(help: impl Into<String>) -> Self {
        Self::NotFetched { reason: LFS_POINTER, help: help.into() }
    }

    /// Returns the error for a file.
    pub(super) fn of_file(self, path: String) -> ReadError {
        match self {
            Self::NotFetched { reason, help } => ReadError::NotFetched { path, reason: reason.to_owned(), help },
            Self::Broken(reason) => ReadError::Broken { path, reason },
        }
    }
}

/// Returns the remote that a partial clone fetches missing objects from.
fn promisor(repository: &gix::Repository) -> Option<String> {
    let config = repository.config_snapshot();
    let sections = config.plumbing().sections_by_name("remote").into_iter().flatten();
    let mut names = sections.filter_map(|section| section.header().subsection_name()?.to_str().ok().map(str::to_owned));
    let is_promisor = |name: &String| config.boolean(&*format!("remote.{name}.promisor")).unwrap_or(false);
    let named = || Some(config.string("extensions.partialClone")?.to_str().ok()?.to_owned());
    names.find(is_promisor).or_else(named)
}

/// Returns a path as an argument of a shell of this system.
pub(super) fn quoted(path: &str) -> String {
    quoted_for(System::HERE, path)
}

/// Returns a path as an argument of a shell. `cmd.exe` knows only double quotes, which no file name of Windows contains.
fn quoted_for(system: System, path: &str) -> String {
    let is_plain = |character: char| {
        character.is_alphanumeric() || "_./@+=:,-~".contains(character) || system.is_separator(character)
    };
    match path {
        "" => ".".to_owned(),
        path if path.chars().all(is_plain) => path.to_owned(),
        path if system == System::Windows => format!("\"{path}\""),
        path => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted_as_each_system_reads_them() {
        for (system, path, expected) in [
            (System::Unix, "a/b", "a/b"),
            (System::Unix, "a b", "'a b'"),
            (System::Unix, "it's", r"'it'\''s'"),
            (System::Unix, r"a\b", r"'a\b'"),
            (System::Windows, r"C:\a\b", r"C:\a\b"),
            (System::Windows, r"C:\Program Files", r#""C:\Program Files""#),
        ] {
            assert_eq!(quoted_for(system, path), expected);
        }
    }
}
