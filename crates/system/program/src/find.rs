//! Lookup of executables by the rules of the system. Unlike that of `Command`, it tells why none was found.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::error::SearchedIn;
use crate::search::{Candidate, Search, System};

/// Looks up an executable as a shell does: by its path, or by name in the folders of `PATH`.
///
/// On Windows, the working directory is not searched, as in Go and PowerShell: it may have programs of other people. See
/// <https://go.dev/blog/path-security>.
///
/// # Errors
/// Fails with the searched location if there is no executable file.
pub fn find(name: &str) -> Result<PathBuf, SearchedIn> {
    of_environment().find(name, candidate)
}

/// Looks up an executable as [`find`]. On Windows, the working directory is searched before `PATH`, as by `cmd.exe`, unless the
/// variable `NoDefaultCurrentDirectoryInExePath` is set.
///
/// # Errors
/// As [`find`].
pub fn find_as_cmd(name: &str) -> Result<PathBuf, SearchedIn> {
    let is_excluded = env::var_os("NoDefaultCurrentDirectoryInExePath").is_some();
    let search = if is_excluded { of_environment() } else { of_environment().with_working_directory() };
    search.find(name, candidate)
}

/// Returns the executable at a given path. One without a folder is relative to the working directory.
///
/// # Errors
/// Fails with the path if there is no executable file.
pub fn at(path: &Path) -> Result<PathBuf, SearchedIn> {
    of_environment().at(path, candidate)
}

/// Returns the search by `PATH` and `PATHEXT`.
fn of_environment() -> Search {
    let system = if cfg!(windows) { System::Windows } else { System::Unix };
    let folders = env::var_os("PATH").iter().flat_map(env::split_paths).collect();
    Search::new(system, folders, env::var_os("PATHEXT").as_deref().and_then(OsStr::to_str))
}

#[cfg(unix)]
fn candidate(path: &Path) -> Candidate {
    use std::os::unix::fs::PermissionsExt;
    match path.metadata() {
        Ok(found) if found.is_file() && found.permissions().mode() & 0o111 != 0 => Candidate::Executable,
        Ok(found) if found.is_file() => Candidate::File,
        Ok(_) | Err(_) => Candidate::Absent,
    }
}

#[cfg(not(unix))]
fn candidate(path: &Path) -> Candidate {
    // Programs of the Microsoft Store are links that only the start of a process can follow: they have no metadata of a target.
    let found = path.metadata().or_else(|_| path.symlink_metadata());
    if found.is_ok_and(|found| !found.is_dir()) { Candidate::Executable } else { Candidate::Absent }
}
