//! Versions of files that are read again when they change.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The version of a file: the time of its last change, and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileVersion(SystemTime, u64);

impl FileVersion {
    /// Returns the version of a file; `None` if there is no such file.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self(metadata.modified().ok()?, metadata.len()))
    }
}
