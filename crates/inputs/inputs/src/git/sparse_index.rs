//! The index as a tree: the staged files. For a sparse checkout it has the files that the work tree lacks.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use gix::ObjectId;
use gix::bstr::ByteSlice;
use gix::index::Entry;
use gix::index::entry::{Flags, Mode, Stage};
use protoward_source::paths::shown;
use protoward_source::tree_path::upwards;

use super::folder::{Folder, FolderEntry};
use super::store::Store;
use super::submodule::WorkingFolder;
use super::tree::{GitTree, PathDisplay};
use crate::error::InputError;
use crate::input::Submodules;

/// The files that a sparse checkout leaves out of the work tree.
pub(crate) struct SparseCheckout {
    /// All entries of the index.
    pub(crate) index: GitTree,
    files: BTreeSet<String>,
    /// Folders that the index stores as one entry.
    folders: BTreeSet<String>,
}

impl SparseCheckout {
    /// Returns `true` if the sparse checkout leaves out the file at `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains(path) || upwards(path).any(|folder| self.folders.contains(folder))
    }

    /// Returns `true` if anything at or below `folder` is left out.
    pub(crate) fn has_below(&self, folder: &str) -> bool {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let is_below =
            |paths: &BTreeSet<String>| paths.range(start.clone()..).next().is_some_and(|path| path.starts_with(&start));
        is_below(&self.files) || is_below(&self.folders) || self.has(&format!("{start}x"))
    }
}

/// Returns the files that the sparse checkout at `root` leaves out; `None` for a full checkout.
pub(crate) fn left_out(root: &Path, here: WorkingFolder) -> Result<Option<SparseCheckout>, InputError> {
    if !is_sparse(root) {
        return Ok(None);
    }
    let repository = super::open(root)?;
    let index = repository.to_thread_local().open_index().map_err(|error| InputError::BadRepository {
        path: shown(root).to_string(),
        reason: format!("its index cannot be read, and the checkout is sparse: {}", super::causes(&error)),
    })?;
    let mut files = BTreeSet::new();
    let mut left_out_folders = BTreeSet::new();
    for entry in index.entries().iter().filter(|entry| entry.stage() == Stage::Unconflicted) {
        let Ok(path) = entry.path(&index).to_str() else { continue };
        if entry.flags.contains(Flags::SKIP_WORKTREE) {
            let paths = if entry.mode == Mode::DIR { &mut left_out_folders } else { &mut files };
            paths.insert(path.trim_end_matches('/').to_owned());
        }
    }
    if files.is_empty() && left_out_folders.is_empty() {
        return Ok(None);
    }
    let index = tree(repository, &index, here);
    Ok(Some(SparseCheckout { index, files, folders: left_out_folders }))
}

/// Returns the staged files of the repository at `root`: those of the given index, or else of its own one.
pub(crate) fn staged(root: &Path, index: Option<&Path>, here: WorkingFolder) -> Result<GitTree, InputError> {
    let repository = super::open(root)?;
    let local = repository.to_thread_local();
    let path = index.map_or_else(|| local.index_path(), Path::to_owned);
    let options = gix::index::decode::Options::default();
    // A repository without an index has nothing staged.
    let index = gix::index::File::at_or_default(path, local.object_hash(), false, options);
    let index = index.map_err(|error| InputError::BadRepository {
        path: shown(root).to_string(),
        reason: format!("its index cannot be read: {}", super::causes(&error)),
    })?;
    if let Some(entry) = index.entries().iter().find(|entry| entry.stage() != Stage::Unconflicted) {
        return Err(InputError::Unmerged { path: entry.path(&index).to_string() });
    }
    Ok(tree(repository, &index, here))
}

/// Returns the tree of an index. Its files are displayed as those of the work tree.
fn tree(repository: gix::ThreadSafeRepository, index: &gix::index::State, here: WorkingFolder) -> GitTree {
    let mut folders = Folders::default();
    // With `git add --intent-to-add`, nothing of a file is staged.
    let is_staged =
        |entry: &&Entry| entry.stage() == Stage::Unconflicted && !entry.flags.contains(Flags::INTENT_TO_ADD);
    for entry in index.entries().iter().filter(is_staged) {
        let item = match entry.mode {
            Mode::DIR => FolderEntry::Folder(entry.id),
            Mode::SYMLINK => FolderEntry::Link(entry.id),
            Mode::COMMIT => FolderEntry::Submodule(entry.id),
            _ => FolderEntry::File(entry.id),
        };
        match entry.path(index).to_str() {
            Ok(path) => folders.add(path.trim_end_matches('/'), item),
            Err(_) => folders.add_misnamed(&entry.path(index).to_str_lossy(), item),
        }
    }
    let store = Store::new(repository, id_of("")).with_folders(folders.finish());
    GitTree::over(store, Submodules::Populated, PathDisplay { here, revision: None, commit: None })
}

/// Returns `true` if the checkout is sparse. Reading the index of a full checkout would be useless.
fn is_sparse(root: &Path) -> bool {
    let dot_git = root.join(".git");
    let git_dir = match std::fs::read_to_string(&dot_git) {
        // The `.git` file of a linked work tree.
        Ok(text) => text.strip_prefix("gitdir:").map(|path| root.join(path.trim())),
        Err(_) => Some(dot_git),
    };
    git_dir.is_some_and(|git_dir| git_dir.join("info/sparse-checkout").exists())
}

/// The folders of an index, which are not stored as objects.
#[derive(Default)]
struct Folders {
    by_path: BTreeMap<String, Folder>,
}

impl Folders {
    /// Adds a file whose path is not UTF-8, with U+FFFD for the bytes that are not.
    fn add_misnamed(&mut self, path: &str, entry: FolderEntry) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if !folder.is_empty() {
            self.add(folder, FolderEntry::Folder(id_of(folder)));
        }
        self.by_path.entry(folder.to_owned()).or_default().misnamed.push((name.to_owned(), entry));
    }

    fn add(&mut self, path: &str, entry: FolderEntry) {
        let mut path = path;
        let mut entry = entry;
        loop {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let is_known = self.by_path.contains_key(folder);
            self.by_path.entry(folder.to_owned()).or_default().entries.insert(name.to_owned(), entry);
            if is_known || folder.is_empty() {
                return;
            }
            (path, entry) = (folder, FolderEntry::Folder(id_of(folder)));
        }
    }

    fn finish(mut self) -> HashMap<ObjectId, Arc<Folder>> {
        self.by_path.entry(String::new()).or_default();
        self.by_path.into_iter().map(|(path, folder)| (id_of(&path), Arc::new(folder))).collect()
    }
}

/// Returns an artificial id for a folder of the index: that of a blob with content that cannot occur.
fn id_of(folder: &str) -> ObjectId {
    let text = format!("folder of the index\0{folder}\0");
    let id = gix::objs::compute_hash(gix::hash::Kind::Sha1, gix::objs::Kind::Blob, text.as_bytes());
    id.unwrap_or_else(|_| ObjectId::null(gix::hash::Kind::Sha1))
}
