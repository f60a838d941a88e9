use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::error::InputError;
use super::{ArchiveFormat, Compression};

/// A reference to what a command works on, as a person writes it.
///
/// | written | means |
/// |---|---|
/// | `proto` | a folder |
/// | `proto/user/v1/user.proto` | one file |
/// | `schema.binpb`, `.bin`, `.json`, `.txtpb`, `.yaml` | an image: a compiled schema; with `.gz` or `.zst` behind it, packed |
/// | `api-1.0.tar.gz#strip_components=1,subdir=proto` | a folder in an archive: `.tar`, `.tar.gz`, `.tgz`, `.tar.zst`, `.zip` |
/// | `-`, `-#format=json` | an image on standard input, or with `-#format=tar` an archive |
/// | `git:REV` | the same input as it was at REV of the repository around it |
/// | `merge-base:BRANCH` | the same input as it was where what is checked out left BRANCH |
/// | `latest-tag`, `latest-tag:api/v` | the same input as it was at the latest tag (that starts so) |
/// | `PATH.git#branch=main,subdir=proto` | a folder in a repository; also `tag=`, `commit=`, `ref=` |
///
/// Parsing looks at the text only; [`Input::open`] looks at the world.
///
/// ```
/// use protoward_workspace::inputs::Input;
/// let new: Input = "proto".parse()?;
/// let old: Input = "git:HEAD~1".parse()?;
/// assert_eq!(old.of(&new)?.to_string(), "git:HEAD~1");
/// assert!("schema.rar#format=rar".parse::<Input>().is_err());
/// # Ok::<(), protoward_workspace::inputs::InputError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A folder of `.proto` files.
    Folder(PathBuf),
    /// One `.proto` file.
    File(PathBuf),
    /// A compiled schema.
    Image(ImageInput),
    /// A folder in an archive.
    Archive(ArchiveInput),
    /// A folder in a commit of a repository.
    Git(GitInput),
    /// An input as it was at a commit of the repository around it.
    At {
        /// The commit.
        commit: Commit,
        /// The input; the folder one is in where nothing else is said.
        input: Box<Input>,
    },
}

/// Where the bytes of an input are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In a file.
    Path(PathBuf),
    /// On standard input.
    Stdin,
}

/// A compiled schema, as `schema.json#compression=gzip` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageInput {
    /// Where it is.
    pub from: Location,
    /// How it is written down.
    pub format: ImageFormat,
    /// How that is packed.
    pub compression: Compression,
}

/// A folder in an archive, as `api-1.0.tar.gz#strip_components=1,subdir=proto` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveInput {
    /// Where the archive is.
    pub from: Location,
    /// What it is.
    pub format: ArchiveFormat,
    /// How many folders are taken from the front of every path.
    pub strip_components: usize,
    /// The folder in what is left; empty for the whole.
    pub subdir: String,
}

/// How a compiled schema is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    /// A `FileDescriptorSet` as protobuf: `.binpb`, `.bin`.
    Binary,
    /// As JSON: `.json`.
    Json,
    /// As protobuf's text format: `.txtpb`.
    Text,
    /// As JSON, written as YAML: `.yaml`.
    Yaml,
}

/// A folder in a commit of a repository, as `PATH.git#branch=main,subdir=proto` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitInput {
    /// The repository: its `.git`, a bare repository, or a folder that has a `.git`.
    pub repository: PathBuf,
    /// Which commit.
    pub commit: Commit,
    /// The folder in it; empty for the whole.
    pub subdir: String,
    /// Which submodules are read.
    pub submodules: Submodules,
}

/// Which submodules of a commit are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Submodules {
    /// Those that are checked out, and those that are gone from what is checked out: what a comparison with the work tree
    /// needs.
    #[default]
    Populated,
    /// All of them.
    All,
    /// None: their folders are empty.
    None,
}

/// Which commit of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Commit {
    /// The one that is checked out.
    Head,
    /// The newest of a branch, here or at `origin`.
    Branch(String),
    /// The one that a tag names.
    Tag(String),
    /// Whatever `git rev-parse` takes: an id or the start of one, `HEAD~1`, `origin/main`.
    Revision(String),
    /// The newest commit that `of` and the branch `with` have in common.
    MergeBase {
        /// What left the branch.
        of: Box<Self>,
        /// The branch: at a remote, else here; or whatever `git rev-parse` takes.
        with: String,
    },
    /// The commit with the highest version among the tags of one series behind `of`.
    LatestTag {
        /// Where the search begins.
        of: Box<Self>,
        /// What the name of the tag starts with.
        prefix: String,
        /// `true` where a tag of `of` itself counts, as there are changes since.
        counts_own: bool,
    },
}

/// A commit, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitName {
    /// The start of its id, long enough to be the only one.
    pub id: String,
    /// What it was asked for by: `HEAD~1`, `main`.
    pub asked: String,
}

impl Commit {
    /// This one, where it is told by another commit, which is the one that is checked out if nobody says otherwise.
    fn seen_from(&self, other: &Self) -> Self {
        let of = || Box::new(other.clone());
        match self {
            Self::MergeBase { with, .. } => Self::MergeBase { of: of(), with: with.clone() },
            Self::LatestTag { prefix, .. } => Self::LatestTag { of: of(), prefix: prefix.clone(), counts_own: false },
            Self::Head | Self::Branch(_) | Self::Tag(_) | Self::Revision(_) => self.clone(),
        }
    }

    /// As it is written in front of an input, or instead of one: `git:HEAD~1`, `merge-base:main`.
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
    /// Reads a reference.
    ///
    /// # Errors
    /// When it is of a form that is not known, or not there yet.
    pub fn parse(text: &str) -> Result<Self, InputError> {
        super::reference::parse(text)
    }

    /// This input, where `git:REV` means the input `base` as it was at REV, and likewise for what is told by `base`.
    ///
    /// # Errors
    /// When `base` is standard input, which has no history.
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
            Self::Folder(path) | Self::File(path) => write!(f, "{}", path.display()),
            Self::Image(image) => write!(f, "{}", image.from),
            Self::Archive(archive) => write!(f, "{archive}"),
            Self::Git(git) => write!(f, "{git}"),
            Self::At { commit, .. } => f.write_str(&commit.reference()),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Stdin => f.write_str("-"),
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
        write!(f, "{}", self.repository.display())?;
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
