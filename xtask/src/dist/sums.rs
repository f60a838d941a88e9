//! The checksums of artifacts, in the format of `sha256sum`.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use protoward_kit::error::Error;
use protoward_kit::wire::hex;

/// The file that lists the SHA-256 of all others in its folder.
const SUMS: &str = "SHA256SUMS";

/// Writes the checksums of all files of a folder.
pub(super) fn write(folder: &Path) -> Result<(), Error> {
    let path = folder.join(SUMS);
    fs::write(&path, sums(&files(folder)?)?).map_err(Error::at(&path))
}

/// Returns the files of a folder, sorted. Fails if they do not have the checksums that the folder lists.
pub(super) fn checked(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let path = folder.join(SUMS);
    let expected = fs::read_to_string(&path).map_err(Error::at(&path))?;
    let files = files(folder)?;
    if sums(&files)? == expected {
        Ok(files)
    } else {
        Err(Error::Usage(format!("`{}` has other checksums than the files beside it", path.display())))
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(Error::at(folder))?;
    let paths: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(Error::at(folder))?;
    paths.retain(|path| !path.ends_with(SUMS));
    paths.sort();
    Ok(paths)
}

fn sums(files: &[PathBuf]) -> Result<String, Error> {
    let mut sums = String::new();
    for path in files {
        let bytes = fs::read(path).map_err(Error::at(path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        sums += &format!("{}  {name}\n", hex(&Sha256::digest(&bytes)));
    }
    Ok(sums)
}
