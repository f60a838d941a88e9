//! Folders that git ignores, such as those of builds.

use std::collections::BTreeSet;
use std::path::Path;

use gix::index::entry::Mode;
use gix::worktree::stack::state::ignore::Source;
use protoward_source::join;
use protoward_source::paths::{absolute, tree_path};
use protoward_source::tree_path::upwards;

use crate::repository_root;

/// Returns the outermost folders of `files` that git ignores, and of which it tracks nothing. `files` are relative to `folder`, and
/// so is the result. It is empty outside of a repository, for one that cannot be read, and if git ignores `folder` itself.
pub fn ignored_folders(folder: &Path, files: &[String]) -> BTreeSet<String> {
    found(folder, files).unwrap_or_default()
}

fn found(folder: &Path, files: &[String]) -> Option<BTreeSet<String>> {
    let folder = absolute(folder).ok()?;
    let root = repository_root(&folder)?;
    let prefix = tree_path(folder.strip_prefix(root).ok()?)?;
    let repository = super::open(root).ok()?.to_thread_local();
    let index = repository.index_or_empty().ok()?;
    let mut rules = repository.excludes(&index, None, Source::WorktreeThenIdMappingIfNotSkipped).ok()?;
    let mut is_ignored = |path: &str| {
        let is_tracked = || index.prefixed_entries(format!("{path}/").as_str().into()).is_some();
        rules.at_entry(path, Some(Mode::DIR)).is_ok_and(|rule| rule.is_excluded()) && !is_tracked()
    };
    if !prefix.is_empty() && is_ignored(&prefix) {
        return None;
    }
    let folders: BTreeSet<&str> = files.iter().flat_map(|file| upwards(file).skip(1)).collect();
    let mut ignored = BTreeSet::new();
    // Outer folders come first.
    for path in folders.into_iter().filter(|path| !path.is_empty()) {
        if !upwards(path).any(|outer| ignored.contains(outer)) && is_ignored(&join(&prefix, path)) {
            ignored.insert(path.to_owned());
        }
    }
    Some(ignored)
}
