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

/// Returns advice about a file that was found and could not be started.
pub const fn help_if_not_started() -> &'static str {
    if cfg!(windows) {
        "if it is a script, start it by a `.cmd` file; Windows does not read the interpreter in the first line"
    } else {
        "if it is a script, check that the interpreter in its first line exists, such as `#!/usr/bin/env python3`"
    }
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
    /// A file with the name that was found, but that Windows does not start, because it lacks the extension of a program.
    NoExtension(PathBuf),
}

impl SearchedIn {
    /// Returns advice for a file that was found, but is no program.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotExecutable(path) => Some(format!("make it executable: chmod +x {}", path.display())),
            Self::NoExtension(_) => Some(
                "install it for Windows: a program has an extension of `PATHEXT`, such as `.exe` or `.cmd`".to_owned(),
            ),
            Self::Folders(_) | Self::Path(_) => None,
        }
    }
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
            Self::NoExtension(path) => write!(formatter, "`{}` is not a program of Windows", path.display()),
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
    /// A [`StopSignal`](crate::StopSignal).
    Requested,
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
            Self::Requested => formatter.write_str("its result is not needed anymore"),
            Self::TooMuchMemory(bytes) => write!(formatter, "it used more than {} MiB of memory", bytes >> 20),
        }
    }
}
