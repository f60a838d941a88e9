//! Lookup of executables, with the reason if there is none, which `Command` does not tell.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use indexmap::IndexSet;

use crate::error::SearchedIn;

/// Looks up an executable as a shell does: by its path, or by name in the folders of `PATH`.
///
/// # Errors
/// Fails with the searched location if there is no executable file.
pub fn find(name: &str) -> Result<PathBuf, SearchedIn> {
    if !is_bare(Path::new(name)) {
        return at(Path::new(name));
    }
    let folders: IndexSet<PathBuf> = env::var_os("PATH").iter().flat_map(env::split_paths).collect();
    let candidates = || folders.iter().flat_map(|folder| spellings(&folder.join(name)));
    match candidates().find(|path| is_executable(path)) {
        Some(found) => Ok(found),
        None => Err(match candidates().find(|path| path.is_file()) {
            Some(path) => SearchedIn::NotExecutable(path),
            None => SearchedIn::Folders(folders.into_iter().collect()),
        }),
    }
}

/// Returns the executable at a given path. One without a folder is relative to the working directory.
///
/// # Errors
/// Fails with the path if there is no executable file.
pub fn at(path: &Path) -> Result<PathBuf, SearchedIn> {
    let path = if is_bare(path) { Path::new(".").join(path) } else { path.to_owned() };
    match spellings(&path).into_iter().find(|path| is_executable(path)) {
        Some(found) => Ok(found),
        None if path.is_file() => Err(SearchedIn::NotExecutable(path)),
        None => Err(SearchedIn::Path(path)),
    }
}

/// Returns `true` for a name without a folder, which would be looked up in `PATH`.
fn is_bare(path: &Path) -> bool {
    path.parent().is_none_or(|folder| folder.as_os_str().is_empty())
}

/// Returns a path, and on Windows its variants with executable extensions.
fn spellings(path: &Path) -> Vec<PathBuf> {
    let mut spellings = vec![path.to_owned()];
    if cfg!(windows) {
        let with_ending = |ending: &str| {
            let mut path = path.as_os_str().to_owned();
            path.push(OsStr::new(ending));
            PathBuf::from(path)
        };
        spellings.extend([".exe", ".bat", ".cmd", ".com"].map(with_ending));
    }
    spellings
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
