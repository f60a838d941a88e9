//! The forms of an input, as parsed from a reference. Nothing here accesses files.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::error::InputError;
use super::{ArchiveFormat, Compression};
use crate::oci::Reference;
use protoward_source::paths::shown;

/// A reference to an input, as a user writes it.
///
/// | reference | input |
/// |---|---|
/// | `proto` | a folder |
/// | `proto/user/v1/user.proto` | one file |
/// | `proto/user/v1/user.proto#include_package_files=true` | the files of a package |
/// | `schema.binpb`, `.bin`, `.pb`, `.desc`, `.protoset`, `.json`, `.txtpb`, `.yaml` | an image: a compiled schema; compressed with a final `.gz` or `.zst` |
/// | `api-1.0.tar.gz#strip_components=1,subdir=proto` | a folder in an archive: `.tar`, `.tar.gz`, `.tgz`, `.tar.zst`, `.zip` |
/// | `oci://ghcr.io/acme/api:v1`, `…@sha256:…` | an image in a registry of OCI artifacts |
/// | `-`, `-#format=json` | an image on standard input, or an archive with `-#format=tar` |
/// | `git:REV` | the same input at revision REV of the enclosing repository |
/// | `merge-base:BRANCH` | the same input at the commit where the checked-out work left BRANCH |
/// | `latest-tag`, `latest-tag:api/v` | the same input at the latest tag (with this prefix) |
/// | `PATH.git#branch=main,subdir=proto` | a folder in a repository; also `tag=`, `commit=`, `ref=` |
///
/// Parsing inspects only the text; [`Input::open`] accesses the file system.
///
/// ```
/// use protoward_inputs::Input;
/// let new: Input = "proto".parse()?;
/// let old: Input = "git:HEAD~1".parse()?;
/// assert_eq!(old.of(&new)?.to_string(), "git:HEAD~1");
/// assert!("schema.rar#format=rar".parse::<Input>().is_err());
/// # Ok::<(), protoward_inputs::InputError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A folder of `.proto` files.
    Folder(PathBuf),
    /// One `.proto` file.
    File(PathBuf),
    /// One `.proto` file, with the files of its module that have the same package.
    Package(PathBuf),
    /// A compiled schema: an image or a descriptor set.
    Image(ImageInput),
    /// A folder in an archive.
    Archive(ArchiveInput),
    /// A folder in a commit of a repository.
    Git(GitInput),
    /// An input at a commit of the enclosing repository.
    At {
        /// The commit at which the input is read.
        commit: Commit,
        /// The input; by default the working directory.
        input: Box<Input>,
    },
    /// The staged version of a folder or a file.
    Staged {
        /// The folder or the file.
        input: Box<Input>,
        /// The index, if it is not that of the repository.
        index: Option<PathBuf>,
    },
}

/// The location of an input's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file on disk.
    Path(PathBuf),
    /// On standard input.
    Stdin,
    /// In a registry of OCI artifacts.
    Registry(Reference),
}

/// An image, as in `schema.json#compression=gzip`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageInput {
    /// The location of the bytes.
    pub from: Location,
    /// The encoding, from the file extension or from `format=`.
    pub format: ImageFormat,
    /// The compression, from the file extension or from `compression=`.
    pub compression: Compression,
}

/// A folder in an archive, as in `api-1.0.tar.gz#strip_components=1,subdir=proto`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveInput {
    /// The location of the archive.
    pub from: Location,
    /// The format, from the file extension or from `format=`.
    pub format: ArchiveFormat,
    /// The number of leading path components to remove.
    pub strip_components: usize,
    /// The folder in the remaining paths; empty for all.
    pub subdir: String,
}

/// The encoding of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    /// A serialized `FileDescriptorSet`: `.binpb`, `.bin`, `.pb`, `.desc`, `.protoset`.
    Binary,
    /// Protobuf's JSON: `.json`.
    Json,
    /// Protobuf's text format: `.txtpb`.
    Text,
    /// JSON written as YAML: `.yaml`.
    Yaml,
}

/// A folder in a commit of a repository, as in `PATH.git#branch=main,subdir=proto`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitInput {
    /// The repository: a `.git` folder, a bare repository, or a folder with a `.git`.
    pub repository: PathBuf,
    /// The commit; `HEAD` if the reference names none.
    pub commit: Commit,
    /// The folder in the commit; empty for all.
    pub subdir: String,
    /// The submodules whose files are read.
    pub submodules: Submodules,
}

/// The submodules of a commit to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Submodules {
    /// Submodules that are checked out, and those that are no longer part of the work tree, as needed for comparisons with
    /// it.
    #[default]
    Populated,
    /// All submodules: `recurse_submodules=true`.
    All,
    /// None, so that their folders are empty: `recurse_submodules=false`.
    None,
}

/// A commit of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Commit {
    /// The checked-out commit: `HEAD`.
    Head,
    /// The newest commit of a branch, local or at `origin`.
    Branch(String),
    /// The commit of a tag.
    Tag(String),
    /// A revision of `git rev-parse`: an abbreviated id, `HEAD~1`, `origin/main`.
    Revision(String),
    /// The newest common commit of `of` and the branch `with`.
    MergeBase {
        /// The commit that left the branch.
        of: Box<Self>,
        /// The branch, preferably at a remote, or any revision of `git rev-parse`.
        with: String,
    },
    /// The commit with the highest version among the tags of one series that `of` reaches.
    LatestTag {
        /// The commit in whose history tags are searched.
        of: Box<Self>,
        /// The prefix of the tag.
        prefix: String,
        /// `true` if a tag of `of` itself counts, because there are changes since.
        counts_own: bool,
    },
}

/// The displayed name of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitName {
    /// The id, as short as is unambiguous in the repository.
    pub id: String,
    /// The requested revision: `HEAD~1`, `main`.
    pub asked: String,
    /// The name in it that several references have.
    pub ambiguous: Option<AmbiguousName>,
}

/// A name of several references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmbiguousName {
    /// The name as written, such as `v1`.
    pub name: String,
    /// The reference that it means, as in git: `refs/tags/v1`.
    pub meant: String,
    /// The other references, and the object whose id starts with the name: `refs/heads/v1`.
    pub others: Vec<String>,
}

impl Commit {
    /// Returns the commit relative to another one, which is the checked-out one by default.
    fn seen_from(&self, other: &Self) -> Self {
        let of = || Box::new(other.clone());
        match self {
            Self::MergeBase { with, .. } => Self::MergeBase { of: of(), with: with.clone() },
            Self::LatestTag { prefix, .. } => Self::LatestTag { of: of(), prefix: prefix.clone(), counts_own: false },
            Self::Head | Self::Branch(_) | Self::Tag(_) | Self::Revision(_) => self.clone(),
        }
    }

    /// Returns the form before an input, or without one: `git:HEAD~1`, `merge-base:main`.
    pub(super) fn reference(&self) -> String {
        match self {
            Self::MergeBase { .. } | Self::LatestTag { .. } => self.to_string(),
            Self::Head | Self::Branch(_) | Self::Tag(_) | Self::Revision(_) => format!("git:{self}"),
        }
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("HEAD"),
            Self::Branch(name) | Self::Tag(name) | Self::Revision(name) => f.write_str(name),
            Self::MergeBase { with, .. } => write!(f, "merge-base:{with}"),
            Self::LatestTag { prefix, .. } if prefix.is_empty() => f.write_str("latest-tag"),
            Self::LatestTag { prefix, .. } => write!(f, "latest-tag:{prefix}"),
        }
    }
}

impl Input {
    /// Returns `true` for standard input.
    pub const fn is_stdin(&self) -> bool {
        matches!(
            self,
            Self::Image(ImageInput { from: Location::Stdin, .. })
                | Self::Archive(ArchiveInput { from: Location::Stdin, .. })
        )
    }

    /// Returns the reference of an image or archive in a registry.
    pub const fn registry(&self) -> Option<&Reference> {
        match self {
            Self::Image(ImageInput { from: Location::Registry(reference), .. })
            | Self::Archive(ArchiveInput { from: Location::Registry(reference), .. }) => Some(reference),
            _ => None,
        }
    }

    /// Returns this input relative to `base`: `git:REV` means `base` at REV.
    ///
    /// # Errors
    /// Fails if `base` is standard input, which has no history.
    pub fn of(&self, base: &Self) -> Result<Self, InputError> {
        match (self, base) {
            (
                Self::At { .. },
                Self::Image(ImageInput { from: Location::Stdin, .. })
                | Self::Archive(ArchiveInput { from: Location::Stdin, .. }),
            ) => Err(InputError::NoHistory { text: self.to_string() }),
            (Self::At { commit, .. }, Self::At { commit: other, input }) => {
                Ok(Self::At { commit: commit.seen_from(other), input: input.clone() })
            }
            (Self::At { commit, .. }, Self::Git(git)) => {
                Ok(Self::Git(GitInput { commit: commit.seen_from(&git.commit), ..git.clone() }))
            }
            (Self::At { commit, .. }, Self::Staged { input, .. }) => {
                Ok(Self::At { commit: commit.clone(), input: input.clone() })
            }
            (Self::At { commit, .. }, base) => Ok(Self::At { commit: commit.clone(), input: Box::new(base.clone()) }),
            _ => Ok(self.clone()),
        }
    }
}

impl FromStr for Input {
    type Err = InputError;

    fn from_str(text: &str) -> Result<Self, InputError> {
        Self::parse(text)
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) | Self::File(path) | Self::Package(path) => write!(f, "{}", shown(path)),
            Self::Image(image) => write!(f, "{}", image.from),
            Self::Archive(archive) => write!(f, "{archive}"),
            Self::Git(git) => write!(f, "{git}"),
            Self::At { commit, .. } => f.write_str(&commit.reference()),
            Self::Staged { input, .. } => write!(f, "{input}"),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{}", shown(path)),
            Self::Stdin => f.write_str("-"),
            Self::Registry(reference) => write!(f, "{reference}"),
        }
    }
}

impl fmt::Display for ArchiveInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.from)?;
        if self.subdir.is_empty() { Ok(()) } else { write!(f, "#subdir={}", self.subdir) }
    }
}

impl fmt::Display for GitInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = '#';
        write!(f, "{}", shown(&self.repository))?;
        let commit = match &self.commit {
            Commit::Head => None,
            Commit::Branch(name) => Some(("branch", name)),
            Commit::Tag(name) => Some(("tag", name)),
            Commit::Revision(name) => Some(("ref", name)),
            Commit::MergeBase { with, .. } => Some(("merge-base", with)),
            Commit::LatestTag { prefix, .. } => Some(("latest-tag", prefix)),
        };
        if let Some((key, name)) = commit {
            write!(f, "{separator}{key}={name}")?;
            separator = ',';
        }
        if !self.subdir.is_empty() {
            write!(f, "{separator}subdir={}", self.subdir)?;
        }
        Ok(())
    }
}
