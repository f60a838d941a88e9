//! One entry of the search path: what is on the disk at one place is found under another name.

use std::path::Path;

use protoward_source::{FolderTree, ReadError, Tree};

/// `-Idisk`, or `-Ivirtual=disk`. The disk is normalized; empty is the root of names, or the current folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mapping {
    pub(super) name: String,
    pub(super) disk: String,
}

impl Mapping {
    /// The name by which a file on the disk is imported, where this entry covers it.
    pub(super) fn name_of(&self, disk: &str) -> Option<String> {
        move_below(disk, &self.disk, &self.name)
    }

    /// The file on the disk that is imported by a name, where this entry covers it.
    pub(super) fn disk_of(&self, name: &str) -> Option<String> {
        move_below(name, &self.name, &self.disk)
    }
}

/// `path` with `from` in front replaced by `to`; `None` if it is not below `from`.
fn move_below(path: &str, from: &str, to: &str) -> Option<String> {
    let rest = match path.strip_prefix(from)? {
        // The entry may be a single file.
        "" => return Some(to.to_owned()),
        // A relative root covers no absolute path.
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

/// Without `.` and doubled slashes; `..` stays, as it may lead through a link, and so does a slash at the end, which is
/// seen in what protoc prints.
pub(super) fn normalize(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let root = if path.starts_with('/') { "/" } else { "" };
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("{root}{}{end}", parts.join("/"))
}

/// Whether a file can be imported by this name.
pub(super) fn is_name(name: &str) -> bool {
    name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The disk, seen through one entry.
impl Tree for Mapping {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        match self.split(path) {
            Some((folder, file)) => FolderTree::new(folder).read(&file),
            // To refuse what leaves the tree in the same words as everywhere.
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

    /// The folder to open, and the file in it; for an entry that is a file, the folder around it.
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
