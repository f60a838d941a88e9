//! Files and folders of oracles. Errors name the path.

use std::path::Path;

use crate::error::Error;

/// Writes a file. Creates its folders if they are missing.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
    std::fs::write(path, content).map_err(Error::at(path))
}

/// Removes a folder, if there is one.
pub fn clear(folder: &Path) -> Result<(), Error> {
    if folder.exists() { std::fs::remove_dir_all(folder).map_err(Error::at(folder)) } else { Ok(()) }
}

/// Creates a folder without files, in place of an existing one.
pub fn empty(folder: &Path) -> Result<(), Error> {
    clear(folder)?;
    std::fs::create_dir_all(folder).map_err(Error::at(folder))
}
