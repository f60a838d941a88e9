//! Failures of programs: they are not found, do not start, end with an error, or reach a limit.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// The failure of a run.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// The executable could not be started.
    #[error("cannot run `{}`: {error}", .path.display())]
    NotStarted {
        /// The executable that was found.
        path: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
    /// The program ended with a failure: `exit code 3`, or `signal 9`.
    #[error("it ended with {0}")]
    Ended(String),
    /// The program was stopped because of a limit.
    #[error("it was stopped: {0}")]
    Stopped(Stopped),
}

/// The searched location of an executable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchedIn {
    /// The folders of `PATH`, for a name without a slash.
    Folders(Vec<PathBuf>),
    /// The given path, where nothing is.
    Path(PathBuf),
    /// The given path, which exists but is not executable.
    NotExecutable(PathBuf),
}

impl std::fmt::Display for SearchedIn {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folders(folders) if folders.is_empty() => formatter.write_str("`PATH` is empty"),
            Self::Folders(folders) => {
                let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
                write!(formatter, "no folder of `PATH` has it ({})", folders.join(", "))
            }
            Self::Path(path) => write!(formatter, "`{}` does not exist", path.display()),
            Self::NotExecutable(path) => write!(formatter, "`{}` is not executable", path.display()),
        }
    }
}

/// The limit for which a program was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stopped {
    /// No input, output or CPU use for this long.
    Idle(Duration),
    /// The maximum run time, [`Limits::total`](crate::Limits::total).
    Late(Duration),
    /// The maximum number of bytes on standard output.
    TooMuchOutput(usize),
    /// The maximum number of bytes on standard error.
    TooManyWords(usize),
    /// The maximum number of bytes of memory.
    TooMuchMemory(u64),
}

impl std::fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Idle(time) => write!(formatter, "it was idle for {} s", time.as_secs()),
            Self::Late(time) => write!(formatter, "it did not end within {} s", time.as_secs()),
            Self::TooMuchOutput(bytes) => write!(formatter, "it wrote more than {} MiB", bytes >> 20),
            Self::TooManyWords(bytes) => {
                write!(formatter, "it wrote more than {} MiB to standard error", bytes >> 20)
            }
            Self::TooMuchMemory(bytes) => write!(formatter, "it used more than {} MiB of memory", bytes >> 20),
        }
    }
}
