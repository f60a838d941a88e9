//! The form in which git checks files out, by the configuration of the repository: links as text (`core.symlinks`), and names
//! whose case does not matter (`core.ignorecase`). Git for Windows sets both when it makes a clone.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use gix::bstr::ByteSlice;
use gix::index::entry::{Flags, Mode, Stage};

use super::submodule::MAX_DEPTH;
use protoward_source::join;

/// The form of the files of a work tree, where it may differ from that of a commit.
#[derive(Debug, Default)]
pub(crate) struct CheckoutForm {
    /// The links of the index that are files with their target as text.
    pub(crate) links: BTreeSet<String>,
    /// The names of the index by their lower case, if git takes names that differ in case for the same.
    pub(crate) names: HashMap<String, String>,
}

impl CheckoutForm {
    /// Reads the form of the work tree at `root`. A repository that cannot be read has the form of the commit.
    pub(crate) fn of(root: &Path) -> Self {
        let Ok(repository) = super::open(root) else { return Self::default() };
        let repository = repository.to_thread_local();
        let ignores_case = repository.config_snapshot().boolean("core.ignorecase").unwrap_or(false);
        Self {
            links: if has_links(&repository) { BTreeSet::new() } else { links(&repository, root, "", MAX_DEPTH) },
            names: if ignores_case { names(&repository) } else { HashMap::new() },
        }
    }
}

/// Returns `true` if git checks links out as links. On Windows, the setting may be that of the system, which is not read.
fn has_links(repository: &gix::Repository) -> bool {
    repository.config_snapshot().boolean("core.symlinks").unwrap_or(!cfg!(windows))
}

/// Returns the links in the index of a repository, and in those of its submodules, by their path in the tree.
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

/// Returns the names in the index of a repository by their lower case.
fn names(repository: &gix::Repository) -> HashMap<String, String> {
    let Ok(index) = repository.open_index() else { return HashMap::new() };
    let names = index.entries().iter().filter_map(|entry| entry.path(&index).to_str().ok());
    names.map(|name| (name.to_lowercase(), name.to_owned())).collect()
}
