//! The root folder of the tree in which an input is read: the repository around it, or else the outermost folder with a
//! configuration.

use std::path::Path;

use super::git;
use protoward_source::paths;

/// Returns the root of the repository that decides about `start`: the one around it, or if that is the checkout of a
/// submodule, the superproject, whose commits choose the files of the submodule.
pub fn repository_root(start: &Path) -> Option<&Path> {
    std::iter::successors(nearest_root(start), |root| superproject(root)).last()
}

/// Returns the root of the repository around `start`, which may be a submodule.
pub(super) fn nearest_root(start: &Path) -> Option<&Path> {
    start.ancestors().find(|folder| folder.join(".git").exists() || git::is_named_work_tree(folder))
}

/// Returns the root of the repository that has `root` as a submodule.
fn superproject(root: &Path) -> Option<&Path> {
    let outer = nearest_root(root.parent()?)?;
    let inside = paths::tree_path(root.strip_prefix(outer).ok()?)?;
    git::has_submodule(outer, &inside).then_some(outer)
}

/// Files that mark the root folder of a schema.
const CONFIGURATIONS: [&str; 3] = ["protoward.toml", "buf.yaml", "buf.work.yaml"];

/// Returns, outside of a repository, the outermost folder at or above `start` with a configuration.
pub(super) fn configured_root(start: &Path) -> Option<&Path> {
    let has_one = |folder: &&Path| CONFIGURATIONS.iter().any(|name| folder.join(name).is_file());
    start.ancestors().filter(has_one).last()
}
