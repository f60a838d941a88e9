//! Files that are written and copied together. Their folders are created.

use std::path::Path;

use protoward_kit::error::Error;
use protoward_kit::files;

/// Writes files below a folder.
pub(crate) fn write_all<N: AsRef<Path>, T: AsRef<[u8]>>(
    folder: &Path,
    files: impl IntoIterator<Item = (N, T)>,
) -> Result<(), Error> {
    files.into_iter().try_for_each(|(name, text)| files::write(&folder.join(name), text))
}

/// Copies a file.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let folder = to.parent().unwrap_or(to);
    std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
    std::fs::copy(from, to).map(drop).map_err(Error::at(from))
}
