//! Symbolic links on the way to a file.

use std::fs;
use std::path::Path;

/// Whether a path, as it was written, leads through a link. What lies above the folder one is in does not count.
pub(super) fn leads_elsewhere(path: &str) -> bool {
    let path = Path::new(path);
    let here = std::env::current_dir().unwrap_or_default();
    let is_below = |part: &&Path| !here.starts_with(part);
    path.ancestors().filter(|part| !part.as_os_str().is_empty()).take_while(is_below).any(Path::is_symlink)
}

/// The file that a path leads to, as it is seen from the folder one is in.
pub(super) fn target(path: &str) -> String {
    let Ok(real) = fs::canonicalize(path) else { return path.to_owned() };
    let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
    real.strip_prefix(here).unwrap_or(&real).display().to_string()
}
