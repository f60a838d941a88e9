//! One entry of the search path, which maps a disk location to an import path.

use std::path::Path;
use std::sync::Arc;

use super::surroundings::Surroundings;
use protoward_source::{FolderTree, KnownContent, ReadError, Tree, stays_inside};

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

/// Returns `true` if the path is a valid import path.
pub(super) fn is_name(name: &str) -> bool {
    name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The files that an entry covers.
#[derive(Clone, Debug)]
pub(super) struct MappedFiles {
    pub(super) mapping: Mapping,
    pub(super) surroundings: Arc<Surroundings>,
}

impl Tree for MappedFiles {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some((folder, file)) = self.mapping.split(path) else {
            // Reports the usual error for a path that leaves the tree.
            return FolderTree::new(".").read(path).map(|_| None);
        };
        let bytes = self.tree(&folder).read(&file)?;
        if let Some(bytes) = &bytes {
            self.check(path, bytes)?;
        }
        Ok(bytes)
    }

    /// Returns the content by the digest of the file, if it is an input with a digest.
    fn content(&self, path: &str) -> KnownContent {
        if !stays_inside(path) {
            return KnownContent::Unknown;
        }
        // A build system may give an entry for each file.
        let Some(disk) = self.mapping.disk_of(path) else { return KnownContent::Absent };
        match self.surroundings.content(&disk) {
            Some(id) => KnownContent::Id(id),
            None if self.surroundings.resident.is_some() && is_missing(&self.surroundings.at(&disk)) => {
                KnownContent::Absent
            }
            None => KnownContent::Unknown,
        }
    }

    fn files(&self, under: &str, ending: &str) -> Result<Vec<String>, ReadError> {
        let folder = self.mapping.folder();
        if !self.mapping.name.is_empty() || !self.surroundings.at(folder).is_dir() {
            return Ok(Vec::new());
        }
        self.tree(folder).files(under, ending)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.mapping.disk_of(path).is_some_and(|disk| self.surroundings.at(&disk).is_dir())
    }

    fn display(&self, path: &str) -> String {
        self.mapping.disk_of(path).unwrap_or_else(|| path.to_owned())
    }
}

impl MappedFiles {
    fn tree(&self, folder: &str) -> FolderTree {
        FolderTree::new(self.surroundings.at(folder))
    }

    /// Compares a file that was read with its digest.
    fn check(&self, path: &str, bytes: &[u8]) -> Result<(), ReadError> {
        let path = self.display(path);
        match self.surroundings.digest(&path).filter(|digest| !digest.is_of(bytes)) {
            None => Ok(()),
            Some(digest) => Err(ReadError::Refused {
                path,
                reason: format!(
                    "its content does not have the digest `{digest}` of the request; build again if it changed during \
                     the build, and give the worker `--digests opaque` if Bazel uses another function than SHA-256"
                ),
                help: "build again".to_owned(),
            }),
        }
    }
}

/// Returns `true` if there is certainly no such file.
fn is_missing(path: &Path) -> bool {
    std::fs::metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
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
