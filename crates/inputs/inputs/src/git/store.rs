//! The objects of one repository, shared by all threads: each takes a handle of its own, and folders are cached for all.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gix::ObjectId;
// Its feature `parallel` makes `gix::ThreadSafeRepository` one for all threads.
use gix_parallel as _;

use super::bases::ObjectCache;
use super::folder::Folder;
use super::lost::LostObject;
use protoward_source::MAX_FILE;

/// The objects of a repository, and the root folder to read.
pub(super) struct Store {
    repository: gix::ThreadSafeRepository,
    /// The root folder of a commit.
    pub(super) root: ObjectId,
    /// The path of the repository in the tree; empty except for submodules.
    pub(super) path: String,
    /// The work tree, if any.
    pub(super) workdir: Option<PathBuf>,
    /// The nesting depth of submodules.
    pub(super) depth: usize,
    /// Unused handles; each reading thread takes one.
    handles: Mutex<Vec<gix::Repository>>,
    folders: Mutex<HashMap<ObjectId, Arc<Folder>>>,
}

/// A folder in one of the repositories of a tree.
#[derive(Clone)]
pub(super) struct FolderAt {
    pub(super) store: Arc<Store>,
    pub(super) id: ObjectId,
}

impl Store {
    pub(super) fn new(repository: gix::ThreadSafeRepository, root: ObjectId) -> Self {
        let workdir = repository.to_thread_local().workdir().map(Path::to_owned);
        let handles = Mutex::default();
        let folders = Mutex::default();
        Self { repository, root, path: String::new(), workdir, depth: 0, handles, folders }
    }

    /// Returns the store of a submodule: its path in the tree, its nesting depth and its work tree.
    pub(super) fn inside(self, path: String, depth: usize, workdir: Option<PathBuf>) -> Self {
        Self { path, depth, workdir, ..self }
    }

    /// Adds folders that are not stored as objects.
    pub(super) fn with_folders(self, folders: HashMap<ObjectId, Arc<Folder>>) -> Self {
        Self { folders: Mutex::new(folders), ..self }
    }

    pub(super) fn with_repository<T>(&self, work: impl FnOnce(&gix::Repository) -> T) -> T {
        let free = self.handles.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let repository = free.unwrap_or_else(|| {
            let mut repository = self.repository.to_thread_local();
            repository.objects.set_pack_cache(|| Box::<ObjectCache>::default());
            repository
        });
        let result = work(&repository);
        self.handles.lock().unwrap_or_else(PoisonError::into_inner).push(repository);
        result
    }

    /// Returns the entries of a folder.
    ///
    /// # Errors
    /// Fails with the reason if it cannot be read.
    pub(super) fn folder(&self, id: ObjectId) -> Result<Arc<Folder>, LostObject> {
        if let Some(folder) = self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(folder));
        }
        let read = self.with_repository(|repository| Folder::read(repository, id));
        let folder = Arc::new(read.map_err(|_| self.lost(id))?);
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&folder));
        Ok(folder)
    }

    /// Returns the content of a file.
    ///
    /// # Errors
    /// Fails with the reason if it cannot be read.
    pub(super) fn blob(&self, id: ObjectId) -> Result<Vec<u8>, LostObject> {
        let read = |repository: &gix::Repository| {
            let size = repository.find_header(id)?.size();
            let data = (size <= MAX_FILE).then(|| repository.find_object(id).map(|object| object.detach().data));
            data.transpose()
        };
        match self.with_repository(read) {
            Ok(Some(data)) => Ok(data),
            Ok(None) => Err(LostObject::Broken("it is larger than 2 GiB".to_owned())),
            Err(_) => Err(self.lost(id)),
        }
    }

    fn lost(&self, id: ObjectId) -> LostObject {
        self.with_repository(|repository| LostObject::of(repository, id, &self.path))
    }
}
