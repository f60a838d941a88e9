//! A `.git` that is a file, as in other work trees and in submodules. It names the folder of the repository.
//!
//! Source: <https://git-scm.com/docs/gitrepository-layout>.

use std::path::{Path, PathBuf};

use crate::inputs::disk::{io, read_file};
use crate::inputs::error::InputError;

/// Returns the path to open instead of a file, or of a folder whose `.git` is a file: the work tree, or else the folder of the
/// repository. Checks that the folder is there.
pub(super) fn followed(path: &Path) -> Result<PathBuf, InputError> {
    let inside = path.join(".git");
    let file = [path, &inside].into_iter().find(|file| file.is_file());
    let Some(file) = file else { return Ok(path.to_owned()) };
    let folder = folder_named_by(file)?;
    let is_of_work_tree = file.file_name().is_some_and(|name| name == ".git");
    Ok(match file.parent() {
        Some(parent) if is_of_work_tree && parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) if is_of_work_tree => parent.to_owned(),
        _ => folder,
    })
}

fn folder_named_by(file: &Path) -> Result<PathBuf, InputError> {
    let broken = |reason: String| InputError::BadRepository { path: file.display().to_string(), reason };
    let bytes = read_file(file, "repository")?;
    let name = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_prefix("gitdir:")).map(str::trim);
    let name = name.ok_or_else(|| broken("it is a file that does not begin with `gitdir:`".to_owned()))?;
    let folder = file.parent().unwrap_or(Path::new("")).join(name);
    match folder.try_exists() {
        Ok(true) => Ok(folder),
        Ok(false) => Err(broken(format!("it names the folder `{}`, which is not there", folder.display()))),
        Err(error) => Err(io(&folder, error)),
    }
}
