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

    /// Returns the folder, archive or named repository of which [`below`](Self::below) returns this input; `None` for another input.
    #[must_use]
    pub fn above(&self, folder: &str) -> Option<Self> {
        let subdir = |subdir: &str| protoward_source::tree_path::above(subdir, folder).map(str::to_owned);
        Some(match self {
            Self::Folder(path) if folder.is_empty() => Self::Folder(path.clone()),
            Self::Folder(path) => {
                let above = path.ancestors().nth(Path::new(folder).components().count())?;
                let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
                Self::Folder(Some(above.to_owned()).filter(|_| path.ends_with(folder))?)
            }
            Self::Git(git) => Self::Git(GitInput { subdir: subdir(&git.subdir)?, ..git.clone() }),
            Self::Archive(archive) => {
                Self::Archive(ArchiveInput { subdir: subdir(&archive.subdir)?, ..archive.clone() })
            }
            Self::At { commit, input } => Self::At { commit: commit.clone(), input: Box::new(input.above(folder)?) },
            Self::Staged { input, index } => {
                Self::Staged { input: Box::new(input.above(folder)?), index: index.clone() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_input_above_a_folder_has_it_below() {
        for (text, folder, above) in [
            ("../old/svc/users", "svc/users", Some("../old")),
            ("svc/users", "svc/users", Some(".")),
            ("../old", "", Some("../old")),
            ("../old/svc/users", "users/svc", None),
            ("old.tar#subdir=a/svc/users", "svc/users", Some("old.tar#subdir=a")),
            ("old.tar#subdir=svc/users", "svc/users", Some("old.tar")),
            ("x.git#branch=main,subdir=svc/users", "svc/users", Some("x.git#branch=main")),
            ("x.git#branch=main", "svc/users", None),
            ("git:HEAD", "", Some("git:HEAD")),
            ("a.binpb", "", None),
        ] {
            let input = Input::parse(text).ok();
            let found = input.and_then(|input| input.above(folder)).map(|input| input.to_string());
            assert_eq!(found.as_deref(), above, "{text} {folder}");
        }
    }
}
