//! One file, all of it or nothing.

use std::io::{self, Write};
use std::path::Path;

/// Writes `bytes` to `path`: beside it first, and then over it in one step. A device or a pipe is written to as it is.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if !metadata.is_file() => return std::fs::write(path, bytes),
        Ok(_) | Err(_) => {}
    }
    // Through a link to the file behind it.
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = new_file().tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Temporary files are private unless told otherwise; this one is to become what anybody would have written.
fn new_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".protoward-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// What the system said, without its number and without the name of a temporary file.
pub(super) fn reason(error: &io::Error) -> String {
    let said = error.get_ref().map_or_else(|| error.to_string(), ToString::to_string);
    let said = said.split(" at path ").next().unwrap_or_default();
    let said = said.split(" (os error ").next().unwrap_or_default();
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
