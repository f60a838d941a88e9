//! Paths inside a tree: relative to its root, with `/` on every system.

/// Returns `true` for an absolute path, of Unix or with a drive of Windows.
pub fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.split('/').next().is_some_and(|first| first.ends_with(':'))
}

/// Normalizes a path, without `.`, `..` and empty components. Returns `None` if the path is absolute, leaves the tree,
/// or has a backslash.
pub fn normal(path: &str) -> Option<String> {
    if is_absolute(path) || path.contains(['\\', '\0']) {
        return None;
    }
    relative("", path)
}

/// Resolves a path relative to a folder, and normalizes it. Returns `None` if it leaves the tree.
pub fn relative(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns a path relative to a folder at or above it; `None` if it is not in the folder.
pub fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    match path.strip_prefix(folder)? {
        rest if folder.is_empty() || rest.is_empty() => Some(rest),
        rest => rest.strip_prefix('/'),
    }
}

/// Returns the folder in which a path is the `inner` one; `None` if it does not end with that.
pub fn above<'a>(path: &'a str, inner: &str) -> Option<&'a str> {
    match path.strip_suffix(inner)? {
        rest if inner.is_empty() || rest.is_empty() => Some(rest),
        rest => rest.strip_suffix('/'),
    }
}

/// Returns a path and the folders around it, from the innermost one, without the root.
///
/// ```
/// use protoward_source::tree_path::upwards;
/// assert!(upwards("a/b/c.proto").eq(["a/b/c.proto", "a/b", "a"]));
/// ```
pub fn upwards(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(folder, _)| folder))
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

    #[test]
    fn matches_whole_path_components() {
        assert_eq!(below("a/b", "a"), Some("b"));
        assert_eq!(below("a", "a"), Some(""));
        assert_eq!(below("a/b", ""), Some("a/b"));
        assert_eq!(below("ab", "a"), None);
        assert_eq!(above("a/b", "b"), Some("a"));
        assert_eq!(above("a", "a"), Some(""));
        assert_eq!(above("a/b", ""), Some("a/b"));
        assert_eq!(above("ab", "b"), None);
    }

    #[test]
    fn keeps_paths_inside() {
        assert_eq!(normal("./a//b/../c/").as_deref(), Some("a/c"));
        for path in ["..", "a/../..", "/a", "C:/a", "a\\b"] {
            assert_eq!(normal(path), None, "{path}");
        }
        assert_eq!(relative("a/b", "../c").as_deref(), Some("a/c"));
        assert_eq!(relative("a", "../../c"), None);
    }
}
