//! Submodules that are not checked out, also inside of others. A comparison misses their files on both sides, so it fails if
//! they differ.

use std::error::Error;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::bstr::ByteSlice;

use super::submodule::MAX_DEPTH;
use super::{causes, open, revision};
use crate::error::InputError;
use crate::input::Commit;
use protoward_source::join;

/// Returns the submodules in the index that are not checked out, if their commit in `old` is another one, or if only the
/// old side reads them. `is_read` tells for a path whether the new and the old side do.
pub(crate) fn unread_submodules(
    root: &Path,
    old: &Commit,
    is_read: &dyn Fn(&str) -> [bool; 2],
) -> Result<Vec<UnreadSubmodule>, InputError> {
    let repository = open(root)?.to_thread_local();
    let entries = entries(&repository);
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    // A revision that only a submodule has is read there.
    let Ok((tree, name)) = revision::find(&repository, old) else { return Ok(Vec::new()) };
    let mut search = Search { is_read, asked: name.asked, unread: Vec::new() };
    let at = Superproject { repository, root: root.to_owned(), path: String::new(), was: tree, depth: 0 };
    search.visit(&at, entries)?;
    Ok(search.unread)
}

/// A repository with submodules, which may be a submodule itself.
struct Superproject {
    repository: gix::Repository,
    /// The folder of its work tree.
    root: PathBuf,
    /// The path in the outermost repository.
    path: String,
    /// Its tree on the old side.
    was: ObjectId,
    depth: usize,
}

struct Search<'a> {
    is_read: &'a dyn Fn(&str) -> [bool; 2],
    /// The old side as the user named it.
    asked: String,
    unread: Vec<UnreadSubmodule>,
}

impl Search<'_> {
    fn visit(&mut self, at: &Superproject, entries: Vec<(String, ObjectId)>) -> Result<(), InputError> {
        let tree = at.repository.find_tree(at.was).map_err(|error| self.broken(&error))?;
        for (inside, is) in entries {
            let path = join(&at.path, &inside);
            let [is_read, was_read] = (self.is_read)(&path);
            if !is_read && !was_read {
                continue;
            }
            let entry = tree.lookup_entry_by_path(&inside).map_err(|error| self.broken(&error))?;
            // A new submodule adds files, which break nothing.
            let Some(was) = entry.filter(|entry| entry.mode().is_commit()).map(|entry| entry.object_id()) else {
                continue;
            };
            if at.root.join(&inside).join(".git").exists() {
                if let Some(submodule) = at.submodule(&inside, path, was) {
                    let entries = self::entries(&submodule.repository);
                    self.visit(&submodule, entries)?;
                }
            } else if was != is || !is_read {
                let [was, is] = [was, is].map(|id| id.to_hex_with_len(7).to_string());
                self.unread.push(UnreadSubmodule { within: at.path.clone(), inside, was, is });
            }
        }
        Ok(())
    }

    fn broken(&self, error: &dyn Error) -> InputError {
        InputError::BadObject { asked: self.asked.clone(), reason: causes(error) }
    }
}

impl Superproject {
    /// Returns a submodule that is checked out, with the commit of its old side; `None` if it cannot be read, which those
    /// that read its files report.
    fn submodule(&self, inside: &str, path: String, was: ObjectId) -> Option<Self> {
        let depth = self.depth + 1;
        let root = self.root.join(inside);
        let repository = open(&root).ok().filter(|_| depth < MAX_DEPTH)?.to_thread_local();
        let was = repository.find_commit(was).ok()?.tree_id().ok()?.detach();
        Some(Self { repository, root, path, was, depth })
    }
}

/// Returns the submodules in the index; none without an index, because then nothing is checked out.
fn entries(repository: &gix::Repository) -> Vec<(String, ObjectId)> {
    let Ok(index) = repository.open_index() else { return Vec::new() };
    let entries = index.entries().iter().filter(|entry| entry.mode == gix::index::entry::Mode::COMMIT);
    entries.filter_map(|entry| Some((entry.path(&index).to_str().ok()?.to_owned(), entry.id))).collect()
}

/// A submodule that is not checked out, at another commit than on the old side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadSubmodule {
    /// The path of the submodule around it; empty for none.
    pub within: String,
    /// The path of the submodule in that one, or in the repository.
    pub inside: String,
    /// The abbreviated commit of the old side.
    pub was: String,
    /// The abbreviated commit of the new side.
    pub is: String,
}
