//! A project of `examples`, copied to where it may be filled.

use std::path::PathBuf;

use crate::trouble::Trouble;
use crate::workspace;

/// What people make in a project while they work on it.
const MADE: [&str; 5] = ["node_modules", "gen", "dist", ".venv", "__pycache__"];

/// A fresh copy of a project, such as `clients/python`, below `target`.
pub(super) fn project(name: &str) -> Result<PathBuf, Trouble> {
    let from = workspace::root().join("examples").join(name);
    let to = workspace::scratch(name)?;
    std::fs::remove_dir_all(&to).map_err(Trouble::at(&to))?;
    let is_kept = |entry: &walkdir::DirEntry| !MADE.iter().any(|made| entry.file_name() == *made);
    for entry in walkdir::WalkDir::new(&from).into_iter().filter_entry(is_kept) {
        let entry = entry.map_err(|error| Trouble::Io { path: from.clone(), source: error.into() })?;
        let path = to.join(entry.path().strip_prefix(&from).expect("a walk stays below its start"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&path).map_err(Trouble::at(&path))?;
        } else {
            std::fs::copy(entry.path(), &path).map_err(Trouble::at(&path))?;
        }
    }
    Ok(to)
}
