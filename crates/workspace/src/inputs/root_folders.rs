//! The root folders of schemas.

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
