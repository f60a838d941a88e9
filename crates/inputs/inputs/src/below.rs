//! Folders below an input, as inputs of their own: a project of a folder, of a commit or of an archive.

use std::path::{Path, PathBuf};

use super::input::{ArchiveInput, GitInput, Input};
use protoward_source::join;

impl Input {
    /// Returns `true` unless the input is a file or an image.
    pub fn has_folders(&self) -> bool {
        self.below("").is_some()
    }

    /// Returns a folder below the input, at the same commit or in the same archive; `None` for a file or an image, which
    /// have no folders.
    #[must_use]
    pub fn below(&self, folder: &str) -> Option<Self> {
        Some(match self {
            Self::Folder(path) => Self::Folder(joined(path, folder)),
            Self::Git(git) => Self::Git(GitInput { subdir: join(&git.subdir, folder), ..git.clone() }),
            Self::Archive(archive) => {
                Self::Archive(ArchiveInput { subdir: join(&archive.subdir, folder), ..archive.clone() })
            }
            Self::At { commit, input } => Self::At { commit: commit.clone(), input: Box::new(input.below(folder)?) },
            Self::Staged { input, index } => {
                Self::Staged { input: Box::new(input.below(folder)?), index: index.clone() }
            }
            Self::File(_) | Self::Package(_) | Self::Image(_) => return None,
        })
    }
}

/// Joins a path as a user writes it: without a leading `.`.
fn joined(path: &Path, folder: &str) -> PathBuf {
    match path.to_str() {
        _ if folder.is_empty() => path.to_owned(),
        Some("" | ".") => PathBuf::from(folder),
        _ => path.join(folder),
    }
}
