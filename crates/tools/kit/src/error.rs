//! The errors that keep a chore from doing its work. Findings are not errors.

use std::path::{Path, PathBuf};

/// A failure of the environment: of a program, a file, or a package client.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{program}` is not on the PATH; install {install}")]
    Missing { program: String, install: &'static str },

    #[error("`{command}` failed ({status})\n{output}")]
    Failed { command: String, status: String, output: String },

    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },

    #[error("`{command}` wrote what this chore cannot read: {why}")]
    Unreadable { command: String, why: String },

    #[error("{program} does not take this: {why}")]
    Refused { program: &'static str, why: String },

    #[error("{program} ended without an answer")]
    Ended { program: &'static str },

    #[error("no corpus or peer is called `{name}`; there are: {known}")]
    UnknownName { name: String, known: String },

    #[error("the package `{package}` came without {what}")]
    Incomplete { package: String, what: String },

    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// Returns a function for `map_err` that adds the path to an I/O error.
    pub fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_path_buf();
        move |source| Error::Io { path, source }
    }
}
