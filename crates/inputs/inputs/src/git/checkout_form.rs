//! The form in which git checks files out, where it differs from that of a commit: links as text, with `core.symlinks=false`, which
//! Git for Windows sets when it makes a clone, and names in another case.

use std::collections::BTreeSet;
use std::path::Path;

use gix::bstr::ByteSlice;
use gix::index::Entry;
use gix::index::entry::{Flags, Mode, Stage};

use super::submodule::MAX_DEPTH;
use protoward_source::join;

/// Returns the paths of the symbolic links in the work tree at `root`, if git checks them out as files with the target as text. A
/// repository that cannot be read has none.
pub(crate) fn links_as_text(root: &Path) -> BTreeSet<String> {
    if !may_lack_links(root) {
        return BTreeSet::new();
    }
    let Ok(repository) = super::open(root) else { return BTreeSet::new() };
    let repository = repository.to_thread_local();
    if has_links(&repository) { BTreeSet::new() } else { links(&repository, root, "", MAX_DEPTH) }
}

/// Returns the schema files and links in the index of the repository at `root`; none if it cannot be read.
pub(crate) fn schema_files(root: &Path) -> Vec<String> {
    let index = super::open(root).ok().and_then(|repository| repository.to_thread_local().open_index().ok());
    let Some(index) = index else { return Vec::new() };
    let paths = index.entries().iter().filter_map(|entry| Some((entry, entry.path(&index).to_str().ok()?)));
    let is_wanted = |entry: &Entry, path: &str| entry.mode == Mode::SYMLINK || path.ends_with(".proto");
    paths.filter(|(entry, path)| is_wanted(entry, path)).map(|(_, path)| path.to_owned()).collect()
}

/// Returns `false` if git certainly checks links out as links: the configuration of the repository does not name the setting, and
/// the system is not Windows. This look is for speed: opening the repository takes longer than reading a small schema.
fn may_lack_links(root: &Path) -> bool {
    // In a linked work tree, `.git` is a file, and the configuration is elsewhere.
    let Ok(text) = std::fs::read(root.join(".git/config")) else { return true };
    let text = text.to_ascii_lowercase();
    cfg!(windows) || ["symlinks", "worktreeconfig"].iter().any(|setting| text.contains_str(setting))
}

/// Returns `true` if git checks links out as links. Only the configuration of the repository is read; without the setting there, the
/// default of the system counts.
fn has_links(repository: &gix::Repository) -> bool {
    repository.config_snapshot().boolean("core.symlinks").unwrap_or(!cfg!(windows))
}

/// Returns the links in the index of the repository at `root`, and in those of its submodules, by their path in the tree; `path` is
/// that of the repository.
fn links(repository: &gix::Repository, root: &Path, path: &str, depth: usize) -> BTreeSet<String> {
    let Ok(index) = repository.open_index() else { return BTreeSet::new() };
    let mut found = BTreeSet::new();
    for entry in index.entries() {
        let is_there = entry.stage() == Stage::Unconflicted && !entry.flags.contains(Flags::SKIP_WORKTREE);
        let Ok(inside) = entry.path(&index).to_str() else { continue };
        match entry.mode {
            Mode::SYMLINK if is_there => {
                found.insert(join(path, inside));
            }
            Mode::COMMIT if is_there && depth > 0 => {
                let folder = root.join(inside);
                let submodule = super::open(&folder).map(|submodule| submodule.to_thread_local());
                let submodule = submodule.ok().filter(|submodule| !has_links(submodule));
                found.extend(submodule.iter().flat_map(|it| links(it, &folder, &join(path, inside), depth - 1)));
            }
            _ => {}
        }
    }
    found
}
