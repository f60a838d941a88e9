//! Paths in a configuration that is in a commit or an archive: what they name is at the same commit, or in the same archive, and
//! never in the working directory.

use std::path::{Path, PathBuf};

use super::at::commit_files;
use super::error::InputError;
use super::input::{ArchiveInput, GitInput, ImageInput, Input, Location};
use protoward_source::paths::tree_path;
use protoward_source::tree_path::relative;

impl Input {
    /// Returns the path on disk of an input, which may be relative.
    pub fn path_mut(&mut self) -> Option<&mut PathBuf> {
        match self {
            Self::Folder(path) | Self::File(path) | Self::Package(path) => Some(path),
            Self::Image(ImageInput { from: Location::Path(path), .. })
            | Self::Archive(ArchiveInput { from: Location::Path(path), .. }) => Some(path),
            Self::Git(git) => Some(&mut git.repository),
            Self::Image(_) | Self::Archive(_) | Self::At { .. } | Self::Staged { .. } => None,
        }
    }

    /// Returns what a configuration in the tree of this input names: `reference`, whose path is relative to the `folder` of the
    /// configuration in the tree.
    ///
    /// # Errors
    /// Fails for a path out of the tree, and for one that cannot be read in a tree of this kind.
    pub fn beside(&self, folder: &str, mut reference: Self) -> Result<Self, InputError> {
        let text = reference.to_string();
        let refused = |place| Err(InputError::BesideConfiguration { text: text.clone(), place });
        let is_folder = matches!(reference, Self::Folder(_));
        let is_repository = matches!(reference, Self::Git(_));
        let Some(path) = reference.path_mut().filter(|path| path.is_relative()) else { return Ok(reference) };
        let Some(inside) = tree_path(path).and_then(|path| relative(folder, &path)) else {
            return refused("outside of its tree");
        };
        match self {
            Self::Archive(archive) if is_folder => {
                Ok(Self::Archive(ArchiveInput { subdir: inside, ..archive.clone() }))
            }
            Self::Archive(_) => refused("in an archive"),
            Self::Git(_) | Self::At { .. } if is_repository => refused("in a commit"),
            Self::Git(git) if is_folder => Ok(Self::Git(GitInput { subdir: inside, ..git.clone() })),
            Self::Git(git) => match work_tree(&git.repository) {
                Some(root) => {
                    *path = root.join(inside);
                    Ok(Self::At { commit: git.commit.clone(), input: Box::new(reference) })
                }
                None => refused("in a repository without a work tree"),
            },
            Self::At { commit, .. } => match commit_files(self)?.and_then(|files| files.root) {
                Some(root) => {
                    *path = root.join(inside);
                    Ok(Self::At { commit: commit.clone(), input: Box::new(reference) })
                }
                None => refused("in a commit"),
            },
            Self::Folder(_) | Self::File(_) | Self::Package(_) | Self::Image(_) | Self::Staged { .. } => Ok(reference),
        }
    }

    /// Returns `true` if both are in the same archive or commit.
    pub fn has_tree_of(&self, other: &Self) -> bool {
        let whole = |archive: &ArchiveInput| Self::Archive(ArchiveInput { subdir: String::new(), ..archive.clone() });
        match (self, other) {
            (Self::Archive(own), Self::Archive(other)) => whole(own).is_same_place(&whole(other)),
            (Self::At { .. } | Self::Git(_), Self::At { .. } | Self::Git(_)) => {
                matches!((self.commit_id(), other.commit_id()), (Ok(Some(own)), Ok(Some(other))) if own == other)
            }
            _ => false,
        }
    }

    /// Returns `true` if both are the same part of the same commit.
    pub fn is_same_commit(&self, other: &Self) -> bool {
        let is_same_part = match (self, other) {
            (Self::Git(own), Self::Git(other)) => own.subdir == other.subdir,
            (Self::At { input: own, .. }, Self::At { input: other, .. }) => own.is_same_place(other),
            _ => false,
        };
        let commit = |input: &Self| input.commit_id().ok().flatten();
        is_same_part && commit(self).is_some_and(|id| commit(other) == Some(id))
    }

    /// Returns `true` if both are the same file or folder on disk or in a registry, read in the same way.
    pub fn is_same_place(&self, other: &Self) -> bool {
        let is_same = |own: &Path, other: &Path| matches!((own.canonicalize(), other.canonicalize()), (Ok(own), Ok(other)) if own == other);
        let is_same_location = |own: &Location, other: &Location| match (own, other) {
            (Location::Path(own), Location::Path(other)) => is_same(own, other),
            (Location::Registry(own), Location::Registry(other)) => own == other,
            _ => false,
        };
        match (self, other) {
            (Self::Folder(own), Self::Folder(other)) | (Self::File(own), Self::File(other)) => is_same(own, other),
            (Self::Image(own), Self::Image(other)) => is_same_location(&own.from, &other.from),
            (Self::Archive(own), Self::Archive(other)) => {
                is_same_location(&own.from, &other.from)
                    && (own.strip_components, &own.subdir) == (other.strip_components, &other.subdir)
            }
            _ => false,
        }
    }
}

/// Returns the work tree of a repository on disk; `None` for a bare one.
fn work_tree(repository: &Path) -> Option<PathBuf> {
    if !repository.ends_with(".git") {
        return repository.join(".git").exists().then(|| repository.to_owned());
    }
    let folder = repository.parent()?;
    Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(input: &str, folder: &str, reference: &str) -> Result<Input, InputError> {
        Input::parse(input)?.beside(folder, Input::parse(reference)?)
    }

    #[test]
    fn a_folder_beside_a_configuration_is_in_the_same_archive_or_commit() {
        for (input, reference, expected) in [
            ("api.tar#subdir=svc/proto", "old", "api.tar#subdir=svc/old"),
            ("api.tar#strip_components=1,subdir=svc", "../old", "api.tar#strip_components=1,subdir=old"),
            ("x.git#branch=main,subdir=svc", "old", "x.git#branch=main,subdir=svc/old"),
            ("x.git#branch=main", "git:v1", "git:v1"),
            ("proto", "old", "old"),
        ] {
            let found = beside(input, "svc", reference).expect("the path is in the tree");
            assert_eq!(found, Input::parse(expected).expect("the reference is valid"), "{reference}");
        }
    }

    #[test]
    fn other_paths_are_refused() {
        for (input, reference) in [
            ("api.tar", "old.binpb"),
            ("api.tar", "../../old"),
            ("x.git#branch=main", "y.git#branch=main"),
            ("no-such-folder/x.git", "old/../../../a"),
        ] {
            let found = beside(input, "svc", reference);
            assert!(matches!(found, Err(InputError::BesideConfiguration { .. })), "{reference}: {found:?}");
        }
    }
}
