//! The files of the work tree that the index knows to be unchanged.
//!
//! The index has the blob of each file, and the status that the file had when the blob was made from it, or the file from
//! the blob. A file with the same status still has that content, as in git. Where git compares less than the whole status,
//! or trusts a file without looking at it, the content counts as unknown.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice;
use gix::index::Entry;
use gix::index::entry::{Flags, Mode, Stage};

use super::tree::content_id;
use protoward_source::KnownContent;

/// The index of a work tree.
pub(crate) struct Index {
    root: PathBuf,
    entries: gix::index::File,
    /// The status of the file with the index.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only on Unix, a status tells whether a file is unchanged"))]
    status: Metadata,
}

impl Index {
    /// Opens the index of the work tree at `root`; `None` if it cannot be read.
    pub(crate) fn open(root: &Path) -> Option<Self> {
        let repository = super::open(root).ok()?.to_thread_local();
        // The work tree may be elsewhere, by `core.worktree`.
        let is_here = repository.workdir()?.canonicalize().ok()? == root.canonicalize().ok()?;
        // An index that is replaced meanwhile is newer than this status, so fewer files count as older.
        let status = std::fs::metadata(repository.index_path()).ok().filter(|_| is_here)?;
        Some(Self { root: root.to_owned(), entries: repository.open_index().ok()?, status })
    }

    /// Returns the content of a file of the work tree, if the file is unchanged.
    pub(crate) fn content(&self, path: &str) -> KnownContent {
        let status = match self.root.join(path).symlink_metadata() {
            Ok(status) => status,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return KnownContent::Absent,
            Err(_) => return KnownContent::Unknown,
        };
        let entry = self.entries.entry_by_path_and_stage(path.as_bytes().as_bstr(), Stage::Unconflicted);
        match entry.filter(|entry| is_file(entry) && status.is_file()) {
            Some(entry) if self.is_unchanged(entry, &status) => content_id(entry.id),
            Some(_) | None => KnownContent::Unknown,
        }
    }

    #[cfg(unix)]
    fn is_unchanged(&self, entry: &Entry, status: &Metadata) -> bool {
        unix::is_same(&entry.stat, status) && unix::is_older(status, &self.status)
    }

    /// Returns `false`: on other systems, a status does not tell.
    #[cfg(not(unix))]
    fn is_unchanged(&self, _: &Entry, _: &Metadata) -> bool {
        false
    }
}

/// Returns `true` for the entry of a regular file that git would look at.
fn is_file(entry: &Entry) -> bool {
    let is_not_looked_at = Flags::ASSUME_VALID | Flags::SKIP_WORKTREE | Flags::INTENT_TO_ADD | Flags::REMOVE;
    matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE) && !entry.flags.intersects(is_not_looked_at)
}

#[cfg(unix)]
mod unix {
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt;

    use gix::index::entry::Stat;

    /// The coarsest resolution of times in a file system, in seconds.
    const RESOLUTION: i64 = 2;

    /// Compares all fields, also those that git ignores by `core.trustctime` and `core.checkStat`. An index that another
    /// program has written without some of them is not trusted. The device is no field that stays the same.
    pub(super) fn is_same(entry: &Stat, status: &Metadata) -> bool {
        let Stat { mtime, ctime, dev: _, ino, uid, gid, size } = *entry;
        low(status.mtime()) == mtime.secs
            && low(status.mtime_nsec()) == mtime.nsecs
            && low(status.ctime()) == ctime.secs
            && low(status.ctime_nsec()) == ctime.nsecs
            && low(status.ino().cast_signed()) == ino
            && status.uid() == uid
            && status.gid() == gid
            && u64::from(size) == status.size()
    }

    /// Returns `true` if a file is older than the index, by whole seconds as in git. A younger file could have been changed in
    /// the second in which its status was recorded.
    pub(super) fn is_older(file: &Metadata, index: &Metadata) -> bool {
        // Other file systems have other clocks.
        let between = if file.dev() == index.dev() { 0 } else { RESOLUTION };
        file.mtime().max(file.ctime()).saturating_add(between) < index.mtime()
    }

    /// Returns the part of a number that the index has.
    fn low(number: i64) -> u32 {
        (number & i64::from(u32::MAX)).try_into().unwrap_or_default()
    }
}
