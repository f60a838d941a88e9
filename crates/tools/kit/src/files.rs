//! Files and folders of oracles. Errors name the path.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Error;

/// Writes a file. Creates its folders if they are missing.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
    std::fs::write(path, content).map_err(Error::at(path))
}

/// Reads all files below a folder, by their paths with `/` between the parts.
pub fn read_all(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.map_err(|error| Error::Io { path: folder.to_path_buf(), source: error.into() })?;
        if entry.file_type().is_file() {
            let relative = entry.path().strip_prefix(folder).expect("a walk stays below its start");
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            files.insert(parts.join("/"), std::fs::read(entry.path()).map_err(Error::at(entry.path()))?);
        }
    }
    Ok(files)
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
