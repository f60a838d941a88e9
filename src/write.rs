//! Output files that the user named: all of them or none.

use std::fs;
use std::path::{Path, PathBuf};

use super::diagnostics;
use super::stream::Stream;
use protoward_output::{Plan, apply, why_read_only};
use protoward_source::Diagnostic;

/// Writes all files or none, then devices and pipes such as `/dev/stdout`, because their output cannot be undone.
pub(super) fn write_files(files: Vec<(PathBuf, Vec<u8>)>) -> Result<(), Box<Diagnostic>> {
    write_and_remove(files, &[])
}

/// Writes and removes all files or none, then writes devices and pipes.
pub(super) fn write_and_remove(files: Vec<(PathBuf, Vec<u8>)>, removed: &[PathBuf]) -> Result<(), Box<Diagnostic>> {
    let (devices, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_device(path));
    let written = files.into_iter().map(|(path, bytes)| Plan::file(&resolve_links(path), bytes)?.compare());
    let removed = removed.iter().map(|path| Plan::without(path)?.compare());
    apply(&written.chain(removed).collect::<Result<Vec<_>, _>>()?)?;
    for (path, bytes) in devices {
        fs::write(&path, bytes).map_err(|error| diagnostics::not_written(&path, &error))?;
    }
    Ok(())
}

/// Returns a stream for incremental writing of a single file; `None` if the path exists and is not a regular file.
pub(super) fn stream(path: &Path) -> Option<Stream> {
    (!is_device(path) && !path.is_dir()).then(|| Stream::new(resolve_links(path.to_owned())))
}

/// Finishes a stream with the errors of [`write_files`].
pub(super) fn finish(stream: Stream, path: &Path) -> Result<(), Box<Diagnostic>> {
    let reason = |error| why_read_only(path).unwrap_or_else(|| diagnostics::not_written(path, &error));
    stream.finish().map_err(reason)
}

fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Follows the symbolic links of a user's path, as other programs do, even if the target does not exist yet.
pub(super) fn resolve_links(mut path: PathBuf) -> PathBuf {
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
