use std::fmt;

use super::listing::Listing;

/// A tree of files that contains a schema: a folder, a Git tree, an archive, or texts in memory.
///
/// Paths are relative to the root and use `/`. The root is the empty path. A path cannot leave the tree: `..` is
/// rejected.
pub trait Tree: Send + Sync {
    /// Returns the bytes of the file at `path`; `None` if there is no such file.
    ///
    /// # Errors
    /// If the file exists and cannot be read, or if `path` leaves the tree.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError>;

    /// Returns the content of the file at `path` as far as it is known without reading it. By default, it is not.
    ///
    /// The answer is that of [`read`](Self::read): the file is absent only if `read` returns `None`.
    fn content(&self, path: &str) -> KnownContent {
        let _ = path;
        KnownContent::Unknown
    }

    /// Returns all files below `under` whose name ends with one of the endings, without hidden folders, and the entries that
    /// cannot be read.
    ///
    /// # Errors
    /// If `under` itself cannot be listed, or if there are too many entries.
    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError>;

    /// Returns the sorted paths of all files below `under` whose name ends with `ending`, like [`list`](Self::list), without
    /// those that cannot be read.
    ///
    /// # Errors
    /// If `under` itself cannot be listed, or if there are too many entries.
    fn files(&self, under: &str, ending: &str) -> Result<Vec<String>, ReadError> {
        Ok(self.list(under, &[ending])?.files)
    }

    /// Returns whether `path` is a nonempty folder.
    fn is_folder(&self, path: &str) -> bool;

    /// Returns `true` if the entry at `path` is a symbolic link; the empty path is the root. By default, a tree has no links.
    fn is_link(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// Returns the displayed form of `path`.
    fn display(&self, path: &str) -> String;
}

/// The content of a file as far as it is known without reading the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownContent {
    /// There is no such file.
    Absent,
    /// The content has this id.
    Id(ContentId),
    /// The file has to be read.
    Unknown,
}

/// The id of a content, such as the id of a blob in git. Files with equal ids have equal contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentId(pub [u8; 20]);

/// Maximum file size, as in protobuf.
pub const MAX_FILE: u64 = i32::MAX as u64;

/// The reason why a tree cannot be read.
#[derive(Debug)]
pub enum ReadError {
    /// An error of the operating system.
    Io {
        /// The displayed path.
        path: String,
        /// The error of the system.
        error: std::io::Error,
    },
    /// A path that leaves the tree.
    Escapes {
        /// The requested path.
        path: String,
    },
    /// A symbolic link to itself or to one of its parent folders.
    LinkLoop {
        /// The link.
        path: String,
    },
    /// A symbolic link to a missing file.
    Dangling {
        /// The link.
        path: String,
        /// The target as written in the link.
        target: Option<String>,
    },
    /// A file in a submodule that cannot be read.
    Submodule {
        /// The displayed path.
        path: String,
        /// The reason.
        reason: String,
        /// The remedy.
        help: String,
        /// `true` if the submodule is left out on purpose, because it is not checked out or not requested.
        is_left_out: bool,
    },
    /// A file that must not be used, such as one that was tampered with.
    Refused {
        /// The displayed path.
        path: String,
        /// The reason.
        reason: String,
        /// The remedy.
        help: String,
    },
    /// A file whose content is elsewhere: one of a partial clone, or of Git LFS.
    NotFetched {
        /// The displayed path.
        path: String,
        /// The reason.
        reason: String,
        /// The remedy.
        help: String,
    },
    /// An error specific to the kind of tree, such as a corrupt Git object.
    Broken {
        /// The displayed path.
        path: String,
        /// The error.
        reason: String,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "cannot read `{path}`: {error}"),
            Self::Escapes { path } => write!(f, "`{path}` leaves the folder it is read from"),
            Self::LinkLoop { path } => write!(f, "`{path}` is a symbolic link that leads back to itself"),
            Self::Dangling { path, .. } => {
                write!(f, "cannot read `{path}`: it is a symbolic link that leads nowhere")
            }
            Self::Submodule { path, reason, .. }
            | Self::Refused { path, reason, .. }
            | Self::NotFetched { path, reason, .. }
            | Self::Broken { path, reason } => {
                write!(f, "cannot read `{path}`: {reason}")
            }
        }
    }
}

impl std::error::Error for ReadError {}

impl ReadError {
    /// Returns the remedy.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Escapes { .. } => Some(
                "write the path from the root of the schema, without `..`, and name that root as an input".to_owned(),
            ),
            Self::LinkLoop { .. } => Some("remove the link, or leave its folder out".to_owned()),
            Self::Dangling { target: Some(target), .. } => {
                Some(format!("put back `{target}`, which the link leads to, or remove the link"))
            }
            Self::Dangling { target: None, .. } => {
                Some("put back what the link leads to, or remove the link".to_owned())
            }
            Self::Submodule { help, .. } | Self::Refused { help, .. } | Self::NotFetched { help, .. } => {
                Some(help.clone())
            }
            Self::Io { .. } | Self::Broken { .. } => None,
        }
    }
}

/// Returns whether `path` stays inside a tree: relative, without `..`, backslash or drive.
pub fn stays_inside(path: &str) -> bool {
    !path.starts_with('/')
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|part| part != "..")
        && !path.split('/').next().is_some_and(|first| first.ends_with(':'))
}

/// Joins two paths inside a tree. An empty path is the root.
pub fn join(under: &str, path: &str) -> String {
    match (under.is_empty() || under == ".", path.is_empty()) {
        (true, _) => path.to_owned(),
        (false, true) => under.to_owned(),
        (false, false) => format!("{}/{path}", under.trim_end_matches('/')),
    }
}
