//! Where a program is.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use indexmap::IndexSet;

use super::is_bare;
use crate::error::Sought;

/// Looks for a program as a shell does: by its path where it has one, else in the folders of `PATH`.
pub(super) fn program(name: &str) -> Result<PathBuf, Sought> {
    if !is_bare(Path::new(name)) {
        return at(Path::new(name));
    }
    let folders: IndexSet<PathBuf> = env::var_os("PATH").iter().flat_map(env::split_paths).collect();
    let candidates = || folders.iter().flat_map(|folder| spellings(&folder.join(name)));
    match candidates().find(|path| is_executable(path)) {
        Some(found) => Ok(found),
        None => Err(match candidates().find(|path| path.is_file()) {
            Some(path) => Sought::NotExecutable(path),
            None => Sought::Folders(folders.into_iter().collect()),
        }),
    }
}

/// The program that was said to be there.
pub(super) fn at(path: &Path) -> Result<PathBuf, Sought> {
    let path = if is_bare(path) { Path::new(".").join(path) } else { path.to_owned() };
    match spellings(&path).into_iter().find(|path| is_executable(path)) {
        Some(found) => Ok(found),
        None if path.is_file() => Err(Sought::NotExecutable(path)),
        None => Err(Sought::Path(path)),
    }
}

/// A path, and on Windows what a program there may be called.
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
