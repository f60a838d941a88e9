//! Copies of projects in `examples`, made so that the repository stays unchanged.

use std::path::PathBuf;

use protoward_kit::error::Error;
use protoward_kit::workspace;

/// The folders that installs and builds create in a project. They are not copied.
const MADE: [&str; 5] = ["node_modules", "gen", "dist", ".venv", "__pycache__"];

/// Makes a fresh copy of a project, such as `clients/python`, below `target`.
pub(super) fn project(name: &str) -> Result<PathBuf, Error> {
    let from = workspace::root().join("examples").join(name);
    let to = workspace::scratch(name)?;
    std::fs::remove_dir_all(&to).map_err(Error::at(&to))?;
    let is_kept = |entry: &walkdir::DirEntry| !MADE.iter().any(|made| entry.file_name() == *made);
    for entry in walkdir::WalkDir::new(&from).into_iter().filter_entry(is_kept) {
        let entry = entry.map_err(|error| Error::Io { path: from.clone(), source: error.into() })?;
        let path = to.join(entry.path().strip_prefix(&from).expect("a walk stays below its start"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&path).map_err(Error::at(&path))?;
        } else {
            std::fs::copy(entry.path(), &path).map_err(Error::at(&path))?;
        }
    }
    Ok(to)
}
