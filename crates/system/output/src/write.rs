//! Output files that the user named: all of them or none. Links are followed, and devices such as `/dev/stdout` written as they
//! are.

use std::fs;
use std::path::{Path, PathBuf};

use crate::apply::apply;
use crate::diagnostics;
use crate::plan::Plan;
use protoward_source::Diagnostic;

/// Writes all files or none, then devices and pipes such as `/dev/stdout`, because their output cannot be undone.
///
/// # Errors
/// Fails if a file cannot be written. None is changed then, unless it is a device.
pub fn write_files(files: Vec<(PathBuf, Vec<u8>)>) -> Result<(), Box<Diagnostic>> {
    write_and_remove(files, &[])
}

/// Writes and removes all files or none, then writes devices and pipes.
///
/// # Errors
/// As [`write_files`].
pub fn write_and_remove(files: Vec<(PathBuf, Vec<u8>)>, removed: &[PathBuf]) -> Result<(), Box<Diagnostic>> {
    let (devices, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_device(path));
    let written = files.into_iter().map(|(path, bytes)| Plan::file(&resolve_links(path), bytes)?.compare());
    let removed = removed.iter().map(|path| Plan::without(path)?.compare());
    apply(&written.chain(removed).collect::<Result<Vec<_>, _>>()?)?;
    for (path, bytes) in devices {
        fs::write(&path, bytes).map_err(|error| diagnostics::not_written(&path, &error))?;
    }
    Ok(())
}

/// Returns `true` for a pipe or device, whose output cannot be undone.
pub fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Follows the symbolic links of a user's path, as other programs do, even if the target does not exist yet.
pub fn resolve_links(mut path: PathBuf) -> PathBuf {
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => break,
        }
    }
    path
}

/// Maximum number of consecutive links, as in Linux.
const MAX_LINKS: usize = 40;
