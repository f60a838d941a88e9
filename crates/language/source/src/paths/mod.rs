//! Paths of users: how a system reads them, how they are compared, and how people and programs see them.
//!
//! Only this module parses and shows such paths. Its functions take the [`System`] as a parameter, so that the rules of Windows are
//! tested on every system. Paths inside of a tree are names with `/` instead: see [`tree_path`](crate::tree_path).

mod case;
mod names;
mod shown;
mod system;
mod user_path;

use std::path::{Component, Path, PathBuf};

pub use case::with_case_of;
pub use shown::{ShownPath, portable, shown};
pub use system::System;
pub use user_path::{FileUri, UserPath};

/// Returns the absolute form of `path`, with the case that its names have on disk. Symbolic links are kept, unless the path has a
/// `..`: it may follow a link, so only the system can resolve it. On Windows, `..` is resolved by the names, as the system does.
pub fn absolute(path: &Path) -> std::io::Result<PathBuf> {
    let whole = std::path::absolute(path)?;
    let has_parent = whole.components().any(|part| part == Component::ParentDir);
    if has_parent { whole.canonicalize() } else { Ok(case::true_case(whole)) }
}

/// Returns the part of a name below a folder that a user wrote: see [`System::below`].
pub fn below<'a>(name: &'a str, folder: &str) -> Option<&'a str> {
    System::HERE.below(name, folder)
}

/// Returns `path` relative to `from`. Both are absolute.
pub fn relative(from: &Path, path: &Path) -> PathBuf {
    let mut left = from.components().peekable();
    let mut right = path.components().peekable();
    while left.peek().is_some() && left.peek() == right.peek() {
        left.next();
        right.next();
    }
    left.map(|_| Component::ParentDir).chain(right).collect()
}

/// Returns `path` as absolute or relative to the working directory, like `other`, so that one report has one form of
/// paths.
pub fn spelled_like(path: &Path, other: &Path) -> PathBuf {
    let here = || std::env::current_dir().ok();
    let spelled = match (path.is_absolute(), other.is_absolute()) {
        (false, true) => absolute(path).ok(),
        (true, false) => here().map(|here| relative(&here, path)),
        (true, true) | (false, false) => None,
    };
    match spelled {
        Some(spelled) if spelled.as_os_str().is_empty() => PathBuf::from("."),
        Some(spelled) => spelled,
        None => path.to_owned(),
    }
}

/// Returns a path inside a tree, with `/` as the separator; `None` if a component is not UTF-8.
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
    fn shows_a_path_relative_to_a_folder() {
        let shown = |from: &str, path: &str| portable(&relative(Path::new(from), Path::new(path)));
        assert_eq!(shown("/home", "/home/proto/a.proto"), "proto/a.proto");
        assert_eq!(shown("/home/proto", "/home/proto/a.proto"), "a.proto");
        assert_eq!(shown("/home/proto/a", "/home/proto/b/b.proto"), "../b/b.proto");
        assert_eq!(shown("/home", "/elsewhere/a.proto"), "../elsewhere/a.proto");
        assert_eq!(shown("/home", "/home"), "");
    }
}
