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

/// An entry that cannot be read.
pub(super) struct UnreadPath {
    pub(super) path: PathBuf,
    pub(super) kind: UnreadKind,
    /// The error; `None` for a link to a folder around it.
    pub(super) cause: Option<io::Error>,
}

/// Returns the selected files at or below `start`, folders sorted by name. Skips hidden entries, and links that cannot be read
/// and are not selected, such as lock files of editors.
pub(super) fn files(start: &Path, is_match: &impl Fn(&Path) -> bool) -> io::Result<Walked> {
    let mut walk = Walk { start, is_match, found: Walked::default() };
    if std::fs::metadata(start)?.is_dir() {
        walk.folder(start)?;
    } else if is_match(start) {
        walk.found.files.push(start.to_owned());
    }
    Ok(walk.found)
}

struct Walk<'a, W> {
    start: &'a Path,
    is_match: &'a W,
    found: Walked,
}

impl<W: Fn(&Path) -> bool> Walk<'_, W> {
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut entries = std::fs::read_dir(folder)?.collect::<io::Result<Vec<DirEntry>>>()?;
        entries.sort_by_key(DirEntry::file_name);
        entries.iter().filter(|entry| !is_hidden(entry)).for_each(|entry| self.entry(entry));
        Ok(())
    }

    fn entry(&mut self, entry: &DirEntry) {
        let path = entry.path();
        let is_match = (self.is_match)(&path);
        let kind = entry.file_type().and_then(|kind| match kind.is_symlink() {
            true => std::fs::metadata(&path).map(|target| (target.file_type(), true)),
            false => Ok((kind, false)),
        });
        match kind {
            Ok((kind, is_link)) if kind.is_dir() => {
                if is_link && is_link_cycle(self.start, &path) {
                    self.found.unread.push(UnreadPath { path, kind: UnreadKind::Cycle, cause: None });
                } else if let Err(error) = self.folder(&path) {
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
}

/// Returns whether a symbolic link leads to one of the folders between it and `start`, or to a folder around one of them.
fn is_link_cycle(start: &Path, link: &Path) -> bool {
    let Ok(target) = link.canonicalize() else { return false };
    let mut folders = link.ancestors().skip(1).take_while(|folder| folder.starts_with(start));
    folders.any(|folder| folder.canonicalize().is_ok_and(|folder| folder.starts_with(&target)))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
