//! Paths in a tree, and the root folders of schemas.

use std::path::Path;

/// Returns the repository root at or above `start`.
pub fn repository_root(start: &Path) -> Option<&Path> {
    start.ancestors().find(|folder| folder.join(".git").exists())
}

/// Files that mark the root folder of a schema.
const CONFIGURATIONS: [&str; 3] = ["protoward.toml", "buf.yaml", "buf.work.yaml"];

/// Returns, outside of a repository, the outermost folder at or above `start` with a configuration.
pub(super) fn configured_root(start: &Path) -> Option<&Path> {
    let has_one = |folder: &&Path| CONFIGURATIONS.iter().any(|name| folder.join(name).is_file());
    start.ancestors().filter(has_one).last()
}

/// Returns `path`, which starts at `folder`, without `.`, `..` and empty parts; `None` if it leads out of the root.
pub(crate) fn normal(folder: &str, path: &str) -> Option<String> {
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

/// Returns `path` relative to `folder`; `None` if it is not in the folder.
pub(crate) fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_whole_path_components() {
        assert_eq!(below("a/b", "a"), Some("b"));
        assert_eq!(below("a", "a"), Some(""));
        assert_eq!(below("a/b", ""), Some("a/b"));
        assert_eq!(below("ab", "a"), None);
    }
}
