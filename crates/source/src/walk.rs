//! A walk over the files below a folder that follows symbolic links.
//!
//! Build scripts compile this crate, and `walkdir` would add two packages to each of them.

use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};

/// An error with the path at which the walk failed.
pub(super) struct WalkError {
    pub(super) path: PathBuf,
    pub(super) cause: WalkCause,
}

pub(super) enum WalkCause {
    /// A symbolic link to a folder that the walk is currently in.
    LinkLoop,
    Io(io::Error),
}

impl WalkError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |error| Self { path, cause: WalkCause::Io(error) }
    }
}

/// Returns the selected files at or below `start`, folders sorted by name. Skips hidden entries, and dangling links
/// that are not selected, such as lock files of editors.
pub(super) fn files(start: &Path, is_match: &impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, WalkError> {
    let mut walk = Walk { start, is_match, found: Vec::new() };
    if std::fs::metadata(start).map_err(WalkError::io(start))?.is_dir() {
        walk.folder(start)?;
    } else if is_match(start) {
        walk.found.push(start.to_owned());
    }
    Ok(walk.found)
}

struct Walk<'a, W> {
    start: &'a Path,
    is_match: &'a W,
    found: Vec<PathBuf>,
}

impl<W: Fn(&Path) -> bool> Walk<'_, W> {
    fn folder(&mut self, folder: &Path) -> Result<(), WalkError> {
        let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<DirEntry>>>);
        let mut entries = entries.map_err(WalkError::io(folder))?;
        entries.sort_by_key(DirEntry::file_name);
        entries.iter().filter(|entry| !is_hidden(entry)).try_for_each(|entry| self.entry(entry))
    }

    fn entry(&mut self, entry: &DirEntry) -> Result<(), WalkError> {
        let path = entry.path();
        let is_match = (self.is_match)(&path);
        let mut kind = entry.file_type().map_err(WalkError::io(&path))?;
        if kind.is_symlink() {
            kind = match std::fs::metadata(&path) {
                Ok(target) => target.file_type(),
                Err(error) if is_absent(&error) && !is_match => return Ok(()),
                Err(error) => return Err(WalkError::io(&path)(error)),
            };
            if kind.is_dir() && is_link_cycle(self.start, &path) {
                return Err(WalkError { path, cause: WalkCause::LinkLoop });
            }
        }
        if kind.is_dir() {
            self.folder(&path)?;
        } else if kind.is_file() && is_match {
            self.found.push(path);
        }
        Ok(())
    }
}

/// Returns whether a symbolic link leads to one of the folders between it and `start`.
fn is_link_cycle(start: &Path, link: &Path) -> bool {
    let Ok(target) = link.canonicalize() else { return false };
    let mut folders = link.ancestors().skip(1).take_while(|folder| folder.starts_with(start));
    folders.any(|folder| folder.canonicalize().is_ok_and(|folder| folder == target))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
