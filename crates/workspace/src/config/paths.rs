//! Paths in a configuration: relative, with `/`, and inside of its folder.

use crate::inputs::paths;

/// Normalizes a path without `.`, `..` and empty components; `None` if it is absolute, leaves the folder, or contains
/// a backslash.
pub(super) fn normal(path: &str) -> Option<String> {
    if is_absolute(path) || path.contains(['\\', '\0']) {
        return None;
    }
    paths::normal("", path)
}

pub(super) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.split('/').next().is_some_and(|first| first.ends_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_paths_outside_of_the_folder() {
        for (path, is) in
            [("proto", "proto"), ("./proto//a/", "proto/a"), (".", ""), ("", ""), ("a/../b", "b"), ("a/..", "")]
        {
            assert_eq!(normal(path).as_deref(), Some(is), "{path}");
        }
        for path in ["..", "../a", "a/../../b", "/a", "C:/a", "a\\b", "a\0b"] {
            assert_eq!(normal(path), None, "{path}");
        }
    }
}
