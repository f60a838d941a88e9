//! A walk over the files below a folder that follows symbolic links.
//!
//! Build scripts compile this crate, and `walkdir` would add two packages to each of them.

use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};

use super::listing::UnreadKind;

/// The files that a walk found, and the entries that it could not read.
#[derive(Default)]
pub(super) struct Walked {
    pub(super) files: Vec<PathBuf>,
    pub(super) unread: Vec<UnreadPath>,
}

/// The reason why a walk ends early.
#[derive(Debug)]
pub(super) enum WalkError {
    /// The first folder cannot be read.
    Io(io::Error),
    /// There are too many entries.
    TooMany,
}

impl From<io::Error> for WalkError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// An entry that cannot be read.
pub(super) struct UnreadPath {
    pub(super) path: PathBuf,
    pub(super) kind: UnreadKind,
    /// The error; `None` for a link to a folder around it.
    pub(super) cause: Option<io::Error>,
}

/// Returns the selected files at or below `start`, folders sorted by name. Skips hidden entries, links of Bazel to its outputs, and links
/// that cannot be read and are not selected, such as lock files of editors. Ends with an error after `most` entries: few links
/// that lead to each other's folders make any number of paths.
pub(super) fn files(start: &Path, is_match: &impl Fn(&Path) -> bool, most: usize) -> Result<Walked, WalkError> {
    let mut walk = Walk { is_match, left: most, around: Vec::new(), found: Walked::default() };
    if std::fs::metadata(start)?.is_dir() {
        walk.folder(start, &start.canonicalize()?)?;
    } else if is_match(start) {
        walk.found.files.push(start.to_owned());
    }
    if walk.left == 0 { Err(WalkError::TooMany) } else { Ok(walk.found) }
}

struct Walk<'a, W> {
    is_match: &'a W,
    /// The number of entries that may still be visited.
    left: usize,
    /// The folders of the links through which the walk came, as absolute paths without links.
    around: Vec<PathBuf>,
    found: Walked,
}

impl<W: Fn(&Path) -> bool> Walk<'_, W> {
    /// Visits the entries of a folder; `real` is its absolute path without links, which the system resolves faster.
    fn folder(&mut self, folder: &Path, real: &Path) -> io::Result<()> {
        let mut entries = std::fs::read_dir(real)?.collect::<io::Result<Vec<DirEntry>>>()?;
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries.iter().filter(|entry| !is_hidden(entry)) {
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                break;
            }
            self.entry(entry, folder, real);
        }
        Ok(())
    }

    fn entry(&mut self, entry: &DirEntry, folder: &Path, real: &Path) {
        let path = folder.join(entry.file_name());
        let is_match = (self.is_match)(&path);
        let kind = entry.file_type().and_then(|kind| {
            if kind.is_symlink() {
                std::fs::metadata(entry.path()).map(|target| (target.file_type(), true))
            } else {
                Ok((kind, false))
            }
        });
        match kind {
            Ok((_, true)) if is_link_of_bazel(entry) => {}
            Ok((kind, is_link)) if kind.is_dir() => {
                let walked = if is_link { self.link(&path, entry, real) } else { self.folder(&path, &entry.path()) };
                if let Err(error) = walked {
                    self.found.unread.push(UnreadPath { path, kind: UnreadKind::Folder, cause: Some(error) });
                }
            }
            Ok((kind, _)) if kind.is_file() && is_match => self.found.files.push(path),
            Err(error) if is_match => {
                self.found.unread.push(UnreadPath { path, kind: UnreadKind::File, cause: Some(error) });
            }
            Ok(_) | Err(_) => {}
        }
    }

    /// Follows a link in a folder, unless it leads to that folder or one around it, or back to the folder of an earlier link.
    fn link(&mut self, path: &Path, link: &DirEntry, real: &Path) -> io::Result<()> {
        let target = link.path().canonicalize()?;
        if self.around.iter().map(PathBuf::as_path).chain([real]).any(|folder| folder.starts_with(&target)) {
            self.found.unread.push(UnreadPath { path: path.to_owned(), kind: UnreadKind::Cycle, cause: None });
            return Ok(());
        }
        self.around.push(real.to_owned());
        let walked = self.folder(path, &target);
        self.around.pop();
        walked
    }
}

/// Returns `true` for a link that Bazel writes into the root of a tree, such as `bazel-bin`. Below it are copies and links of the same files.
fn is_link_of_bazel(link: &DirEntry) -> bool {
    let is_inside = |target: PathBuf| target.components().any(|part| part.as_os_str() == "execroot");
    link.file_name().as_encoded_bytes().starts_with(b"bazel-") && std::fs::read_link(link.path()).is_ok_and(is_inside)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
