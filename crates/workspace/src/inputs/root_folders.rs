//! The root folders of schemas.

use std::path::Path;

use super::git;
use protoward_source::paths;

/// Returns the root of the repository that decides about `start`.
///
/// This is the repository around `start`. If that is the checkout of a submodule, and the working directory is outside
/// of it, it is the superproject, whose commits choose the files of the submodule. In the submodule itself, its own
/// commits count, as for `git`.
pub fn repository_root(start: &Path) -> Option<&Path> {
    let nearest = nearest_root(start)?;
    match paths::absolute(Path::new(".")) {
        Ok(here) if !here.starts_with(nearest) => {
            let roots = std::iter::successors(Some(nearest), |root| superproject(root, &here));
            roots.last()
        }
        Ok(_) | Err(_) => Some(nearest),
    }
}

/// Returns the root of the repository around `start`, which may be a submodule.
pub(super) fn nearest_root(start: &Path) -> Option<&Path> {
    start.ancestors().find(|folder| folder.join(".git").exists())
}

/// Returns the root of the repository that has `root` as a submodule, unless `here` is in the submodule.
fn superproject<'p>(root: &'p Path, here: &Path) -> Option<&'p Path> {
    if here.starts_with(root) {
        return None;
    }
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
