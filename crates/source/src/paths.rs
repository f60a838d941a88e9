//! Paths of the file system: made absolute, and shown as a person would write them.

use std::path::{Component, Path, PathBuf};

/// `path` from the root of the file system. Symbolic links stay as they are written, except where `..` steps out of
/// one: what that means, only the system knows.
pub fn absolute(path: &Path) -> std::io::Result<PathBuf> {
    let whole = std::path::absolute(path)?;
    if whole.components().any(|part| part == Component::ParentDir) { whole.canonicalize() } else { Ok(whole) }
}

/// `path` as it is written from `from`; both are absolute.
pub fn relative(from: &Path, path: &Path) -> PathBuf {
    let mut left = from.components().peekable();
    let mut right = path.components().peekable();
    while left.peek().is_some() && left.peek() == right.peek() {
        left.next();
        right.next();
    }
    left.map(|_| Component::ParentDir).chain(right).collect()
}

/// A path inside a tree, with `/` between its parts; `None` where a part is not UTF-8.
pub fn tree_path(path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.components() {
        parts.push(part.as_os_str().to_str()?);
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_from_where_one_stands() {
        let shown = |from: &str, path: &str| relative(Path::new(from), Path::new(path)).to_string_lossy().into_owned();
        assert_eq!(shown("/home", "/home/proto/a.proto"), "proto/a.proto");
        assert_eq!(shown("/home/proto", "/home/proto/a.proto"), "a.proto");
        assert_eq!(shown("/home/proto/a", "/home/proto/b/b.proto"), "../b/b.proto");
        assert_eq!(shown("/home", "/elsewhere/a.proto"), "../elsewhere/a.proto");
        assert_eq!(shown("/home", "/home"), "");
    }
}
