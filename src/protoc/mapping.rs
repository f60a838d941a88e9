//! One entry of the search path, which maps a disk location to an import path.

use std::path::Path;

use protoward_source::{FolderTree, ReadError, Tree};

/// `-Idisk`, or `-Ivirtual=disk`. The disk path is normalized; empty is the root of import paths, or the working
/// directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mapping {
    pub(super) name: String,
    pub(super) disk: String,
}

impl Mapping {
    /// Returns the import path of a file, if this entry covers the file.
    pub(super) fn name_of(&self, disk: &str) -> Option<String> {
        move_below(disk, &self.disk, &self.name)
    }

    /// Returns the file of an import path, if this entry covers the path.
    pub(super) fn disk_of(&self, name: &str) -> Option<String> {
        move_below(name, &self.name, &self.disk)
    }
}

/// Replaces the prefix `from` of `path` by `to`; `None` if `path` is not below `from`.
fn move_below(path: &str, from: &str, to: &str) -> Option<String> {
    let rest = match path.strip_prefix(from)? {
        // The entry may be a single file.
        "" => return Some(to.to_owned()),
        // A relative root does not cover absolute paths.
        rest if from.is_empty() => (!rest.starts_with('/')).then_some(rest)?,
        rest if from.ends_with('/') => rest,
        rest => rest.strip_prefix('/')?,
    };
    let leaves = rest.split('/').any(|part| part == "..");
    match to {
        _ if leaves => None,
        "" => Some(rest.to_owned()),
        to => Some(format!("{to}/{rest}")),
    }
}

/// Removes `.` and repeated slashes. `..` stays, because it may follow a link, and so does a trailing slash, which
/// protoc prints.
pub(super) fn normalize(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let root = if path.starts_with('/') { "/" } else { "" };
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("{root}{}{end}", parts.join("/"))
}

/// Returns `true` if the path is a valid import path.
pub(super) fn is_name(name: &str) -> bool {
    name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The files that the entry covers.
impl Tree for Mapping {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        match self.split(path) {
            Some((folder, file)) => FolderTree::new(folder).read(&file),
            // Reports the usual error for a path that leaves the tree.
            None => FolderTree::new(".").read(path).map(|_| None),
        }
    }

    fn files(&self, under: &str, ending: &str) -> Result<Vec<String>, ReadError> {
        if !self.name.is_empty() || !Path::new(self.folder()).is_dir() {
            return Ok(Vec::new());
        }
        FolderTree::new(self.folder()).files(under, ending)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.disk_of(path).is_some_and(|disk| Path::new(&disk).is_dir())
    }

    fn display(&self, path: &str) -> String {
        self.disk_of(path).unwrap_or_else(|| path.to_owned())
    }
}

impl Mapping {
    fn folder(&self) -> &str {
        if self.disk.is_empty() { "." } else { &self.disk }
    }

    /// Returns the folder to open and the file in it; for an entry that is a file, its parent folder.
    fn split(&self, path: &str) -> Option<(String, String)> {
        let disk = self.disk_of(path)?;
        if path != self.name {
            let file = path[self.name.len()..].trim_start_matches('/');
            return Some((self.folder().to_owned(), file.to_owned()));
        }
        let (folder, file) = disk.rsplit_once('/').unwrap_or((".", &disk));
        Some((if folder.is_empty() { "/" } else { folder }.to_owned(), file.to_owned()))
    }
}
