//! The folders that a schema belongs to.

use std::path::Path;

/// The folder at or above `start` that is the root of a repository.
pub fn repository_root(start: &Path) -> Option<&Path> {
    start.ancestors().find(|folder| folder.join(".git").exists())
}

/// Files that say of a folder that a schema begins there.
const CONFIGURATIONS: [&str; 3] = ["protoward.toml", "buf.yaml", "buf.work.yaml"];

/// Outside of a repository: the outermost folder at or above `start` that has a configuration.
pub(super) fn configured_root(start: &Path) -> Option<&Path> {
    let has_one = |folder: &&Path| CONFIGURATIONS.iter().any(|name| folder.join(name).is_file());
    start.ancestors().filter(has_one).last()
}
