use std::fmt;

/// A tree of files that a schema is read from: a folder, a git tree, an archive, or texts in memory.
///
/// Paths are relative to the root of the tree and use `/`; the root itself is the empty path. A path never leaves
/// the tree: `..` is refused.
pub trait Tree: Send + Sync {
    /// The bytes of the file at `path`; `None` where there is no such file.
    ///
    /// # Errors
    /// When the file is there and cannot be read, or `path` leaves the tree.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError>;

    /// The paths of all files below `under` whose name ends with `ending`, sorted; hidden folders are left out.
    ///
    /// # Errors
    /// When a folder cannot be listed, or links form a loop.
    fn files(&self, under: &str, ending: &str) -> Result<Vec<String>, ReadError>;

    /// Whether `path` is a folder with anything in it.
    fn is_folder(&self, path: &str) -> bool;

    /// `path` as a person knows it.
    fn display(&self, path: &str) -> String;
}

/// The largest file that is read; protobuf's limit is the same.
pub const MAX_FILE: u64 = i32::MAX as u64;

/// Why a tree could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// The operating system refused.
    Io {
        /// The path as a person knows it.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The path would leave the tree.
    Escapes {
        /// The path as it was asked for.
        path: String,
    },
    /// A symbolic link leads to a folder above it, or to itself.
    LinkLoop {
        /// The link.
        path: String,
    },
    /// A symbolic link leads to nothing.
    Dangling {
        /// The link.
        path: String,
        /// What it leads to, as it is written in the link.
        target: Option<String>,
    },
    /// The file is in a submodule, whose files cannot be read.
    Submodule {
        /// The path as a person knows it.
        path: String,
        /// Why they cannot be read.
        reason: String,
        /// What to do about it.
        help: String,
        /// `true` where they are left out on purpose, as the submodule is not checked out or not wanted.
        is_left_out: bool,
    },
    /// The tree is broken in a way of its own, such as a corrupt git object.
    Broken {
        /// The path as a person knows it.
        path: String,
        /// What is broken.
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
            Self::Submodule { path, reason, .. } | Self::Broken { path, reason } => {
                write!(f, "cannot read `{path}`: {reason}")
            }
        }
    }
}

impl std::error::Error for ReadError {}

impl ReadError {
    /// What to do about it.
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
            Self::Submodule { help, .. } => Some(help.clone()),
            Self::Io { .. } | Self::Broken { .. } => None,
        }
    }
}

/// Whether `path` stays inside a tree: relative, no `..`, no backslash, no drive.
pub fn stays_inside(path: &str) -> bool {
    !path.starts_with('/')
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|part| part != "..")
        && !path.split('/').next().is_some_and(|first| first.ends_with(':'))
}

/// Joins the parts of a path inside a tree; an empty part is the root.
pub fn join(under: &str, path: &str) -> String {
    match (under.is_empty() || under == ".", path.is_empty()) {
        (true, _) => path.to_owned(),
        (false, true) => under.to_owned(),
        (false, false) => format!("{}/{path}", under.trim_end_matches('/')),
    }
}
