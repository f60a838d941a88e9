//! Symbolic links in paths.

use std::fs;
use std::path::Path;

/// Returns `true` if a path contains a symbolic link below the working directory.
pub(super) fn contains_symlink(path: &str) -> bool {
    let path = Path::new(path);
    let here = std::env::current_dir().unwrap_or_default();
    let is_below = |part: &&Path| !here.starts_with(part);
    path.ancestors().filter(|part| !part.as_os_str().is_empty()).take_while(is_below).any(Path::is_symlink)
}

/// Returns the target of a path, relative to the working directory if possible.
pub(super) fn target(path: &str) -> String {
    let Ok(real) = fs::canonicalize(path) else { return path.to_owned() };
    let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
    real.strip_prefix(here).unwrap_or(&real).display().to_string()
}
