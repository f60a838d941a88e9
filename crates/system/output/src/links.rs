//! Symbolic links in the paths of files.

use std::fmt;
use std::fs;
use std::path::Path;

/// A file that was written through a symbolic link, which stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFile {
    /// The path with the link.
    pub path: String,
    /// The file behind the link, relative to the working directory if possible.
    pub target: String,
}

impl fmt::Display for LinkedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, target } = self;
        write!(f, "`{path}` is behind a link: `{target}` was changed, and the link stays")
    }
}

/// Returns the file that a path leads to, if it contains a symbolic link below the working directory.
pub(crate) fn linked_file(path: &str) -> Option<LinkedFile> {
    contains_symlink(Path::new(path)).then(|| LinkedFile { path: path.to_owned(), target: link_target(path) })
}

fn contains_symlink(path: &Path) -> bool {
    let here = std::env::current_dir().unwrap_or_default();
    let is_below = |part: &&Path| !here.starts_with(part);
    path.ancestors().filter(|part| !part.as_os_str().is_empty()).take_while(is_below).any(Path::is_symlink)
}

/// Returns the target of a path, relative to the working directory if possible.
pub fn link_target(path: &str) -> String {
    let Ok(real) = fs::canonicalize(path) else { return path.to_owned() };
    let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
    real.strip_prefix(here).unwrap_or(&real).display().to_string()
}
