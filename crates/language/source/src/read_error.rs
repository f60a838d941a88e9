//! Errors of reading files, with what to do about them. A missing file is none.

use std::fmt;

/// The reason why a tree cannot be read.
#[derive(Debug)]
pub enum ReadError {
    /// An error of the operating system.
    Io {
        /// The path to show, as [`Tree::display`](crate::Tree::display) returns it.
        path: String,
        /// The error of the system.
        error: std::io::Error,
    },
    /// A path that leaves the tree.
    Escapes {
        /// The path as it was requested.
        path: String,
    },
    /// A symbolic link to itself or to one of its parent folders.
    LinkLoop {
        /// The path of the link.
        path: String,
    },
    /// A symbolic link to a missing file.
    Dangling {
        /// The path of the link.
        path: String,
        /// The target as written in the link.
        target: Option<String>,
    },
    /// A file in a submodule that cannot be read.
    Submodule {
        /// The path to show.
        path: String,
        /// The reason, as the end of a sentence.
        reason: String,
        /// The remedy, in the imperative.
        help: String,
        /// `true` if the submodule is left out on purpose, because it is not checked out or not requested.
        is_left_out: bool,
    },
    /// A file that must not be used, such as one that was tampered with.
    Refused {
        /// The path to show.
        path: String,
        /// The reason, as the end of a sentence.
        reason: String,
        /// The remedy, in the imperative.
        help: String,
    },
    /// A file whose content is elsewhere: one of a partial clone, or of Git LFS.
    NotFetched {
        /// The path to show.
        path: String,
        /// The reason, as the end of a sentence.
        reason: String,
        /// The remedy, in the imperative.
        help: String,
    },
    /// An error specific to the kind of tree, such as a corrupt Git object.
    Broken {
        /// The path to show.
        path: String,
        /// The error, as the end of a sentence.
        reason: String,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "cannot read `{path}`: {error}"),
            Self::Escapes { path } if path.contains('\\') => {
                write!(f, "cannot read `{path}`: no import path has a backslash")
            }
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
    /// Returns the error for a file that no import can name, because of a backslash in its path or a name that is not UTF-8. `path` is the
    /// path to show.
    pub fn misnamed(inside: &str, path: String) -> Self {
        if inside.contains('\\') {
            return Self::Escapes { path };
        }
        let reason = "its name is not UTF-8, so no import can name it".to_owned();
        Self::Refused { path, reason, help: "rename the file".to_owned() }
    }

    /// Returns the remedy for errors that users can correct.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Escapes { path } if path.contains('\\') => {
                Some("write `/` between folders, or rename the file".to_owned())
            }
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
