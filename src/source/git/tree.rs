use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gix::ObjectId;

use super::bases::Bases;
use super::folder::{Entry, Folder};
use crate::source::error::InputError;
use crate::source::input::Commit;
use crate::source::paths;
use crate::source::tree::{MAX_FILE, ReadError, Tree, join, stays_inside};

/// How many symbolic links one path may lead through; the system's limit is the same.
const MAX_LINKS: usize = 40;

/// How many folders one listing looks into: links can multiply them.
const MAX_FOLDERS: usize = 1 << 20;

/// The longest path that is followed, and the longest link: folders in a commit can nest without end.
const MAX_PATH: usize = 4096;

/// The files of one commit.
///
/// Folders are read when they are first asked for, and kept; files are read each time. Symbolic links are followed
/// inside of the commit. A submodule is another repository: asking for a file in it is an error. Git is read in this
/// process: no `git` is run, nothing is fetched, nothing is written.
///
/// ```
/// use protoward::Compiler;
/// use protoward::source::{GitTree, Resolver};
/// # if !std::path::Path::new(".git").exists() { return Ok(()); }
///
/// let commit = GitTree::open(".", "HEAD")?;
/// let compiled = Compiler::new().resolver(commit.below("proto")).compile(["user/v1/user.proto"])?;
/// assert_eq!(compiled.file("user/v1/user.proto").unwrap().path(), "proto/user/v1/user.proto@HEAD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct GitTree {
    repository: gix::ThreadSafeRepository,
    root: ObjectId,
    /// Handles that are not in use: each thread that reads takes one.
    handles: Mutex<Vec<gix::Repository>>,
    folders: Mutex<HashMap<ObjectId, Arc<Folder>>>,
    shown: Shown,
}

/// How paths are shown.
pub(in crate::source) struct Shown {
    /// The folder of the tree that paths are shown from, where that is one.
    pub(in crate::source) from: PathBuf,
    /// The revision, put behind every path.
    pub(in crate::source) revision: String,
}

/// What a path leads to, links followed.
#[derive(Clone, Copy)]
enum Node {
    File(ObjectId),
    Folder(ObjectId),
}

/// A folder on the way of a listing: its path as listed, its path with links followed, and where links have led from.
struct Step {
    path: String,
    real: String,
    id: ObjectId,
    above: Vec<String>,
}

impl GitTree {
    /// The files of a commit, which is named by whatever `git rev-parse` takes: `HEAD~1`, `v1.2.0`, `origin/main`, an id.
    ///
    /// # Errors
    /// When there is no such repository or commit, or it cannot be read.
    pub fn open(repository: impl AsRef<Path>, revision: &str) -> Result<Self, InputError> {
        let found = super::find(repository.as_ref(), &Commit::Revision(revision.to_owned()))?;
        Ok(Self::new(found, PathBuf::new()))
    }

    pub(in crate::source) fn new(found: super::Found, from: PathBuf) -> Self {
        Self {
            root: found.tree,
            handles: Mutex::new(Vec::new()),
            folders: Mutex::new(HashMap::new()),
            shown: Shown { from, revision: found.name.asked },
            repository: found.repository,
        }
    }

    /// Whether `path` is a file.
    pub(in crate::source) fn is_file(&self, path: &str) -> Result<bool, ReadError> {
        Ok(matches!(self.resolve(path)?, Some((Node::File(_), _))))
    }

    /// Whether `path` is a file with this content.
    pub(in crate::source) fn has(&self, path: &str, bytes: &[u8]) -> Result<bool, ReadError> {
        let Some((Node::File(id), _)) = self.resolve(path)? else { return Ok(false) };
        let hash = gix::objs::compute_hash(id.kind(), gix::object::Kind::Blob, bytes);
        Ok(hash.is_ok_and(|hash| hash == id))
    }

    /// The names in a folder, to propose one of them.
    pub(in crate::source) fn names(&self, path: &str) -> Vec<String> {
        let folder = match self.resolve(path) {
            Ok(Some((Node::Folder(id), _))) => self.folder(id, path),
            _ => return Vec::new(),
        };
        folder.map(|folder| folder.entries.keys().cloned().collect()).unwrap_or_default()
    }

    fn with_repository<T>(&self, work: impl FnOnce(&gix::Repository) -> T) -> T {
        let free = self.handles.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let repository = free.unwrap_or_else(|| {
            let mut repository = self.repository.to_thread_local();
            repository.objects.set_pack_cache(|| Box::<Bases>::default());
            repository
        });
        let result = work(&repository);
        self.handles.lock().unwrap_or_else(PoisonError::into_inner).push(repository);
        result
    }

    fn broken(&self, path: &str, reason: impl ToString) -> ReadError {
        ReadError::Broken { path: self.display(path), reason: reason.to_string() }
    }

    fn lost(&self, path: &str, id: ObjectId) -> ReadError {
        let is_partial = self.with_repository(|repository| {
            repository.config_snapshot().boolean("remote.origin.promisor").unwrap_or(false)
        });
        match is_partial {
            true => {
                self.broken(path, "it was left out of this partial clone; `git fetch --refetch --no-filter` fetches it")
            }
            false => self.broken(path, format_args!("the git object {id} is missing or damaged")),
        }
    }

    fn folder(&self, id: ObjectId, path: &str) -> Result<Arc<Folder>, ReadError> {
        if let Some(folder) = self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(folder));
        }
        let read = self.with_repository(|repository| Folder::read(repository, id));
        let folder = Arc::new(read.map_err(|_| self.lost(path, id))?);
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&folder));
        Ok(folder)
    }

    fn blob(&self, id: ObjectId, path: &str) -> Result<Vec<u8>, ReadError> {
        let read = |repository: &gix::Repository| {
            let size = repository.find_header(id)?.size();
            let data = (size <= MAX_FILE).then(|| repository.find_object(id).map(|object| object.detach().data));
            data.transpose()
        };
        match self.with_repository(read) {
            Ok(Some(data)) => Ok(data),
            Ok(None) => Err(self.broken(path, "it is larger than 2 GiB")),
            Err(_) => Err(self.lost(path, id)),
        }
    }

    /// What `path` leads to, and its path with all links followed; `None` where there is nothing.
    fn resolve(&self, path: &str) -> Result<Option<(Node, String)>, ReadError> {
        let mut wanted: Vec<String> = parts(path).rev().map(str::to_owned).collect();
        let mut at: Vec<(String, ObjectId)> = Vec::new();
        let mut links = 0;
        while let Some(part) = wanted.pop() {
            if part == ".." {
                at.pop().ok_or_else(|| self.leaves(path))?;
                continue;
            }
            let here = at.last().map_or(self.root, |(_, id)| *id);
            match self.folder(here, path)?.entries.get(&part) {
                Some(Entry::Folder(id)) => at.push((part, *id)),
                Some(Entry::File(id)) if wanted.is_empty() => {
                    return Ok(Some((Node::File(*id), join(&joined(&at), &part))));
                }
                Some(Entry::Link(id)) => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(ReadError::LinkLoop { path: self.display(path) });
                    }
                    wanted.extend(self.link(*id, path)?);
                }
                Some(Entry::Submodule) => return Err(self.in_submodule(path, &join(&joined(&at), &part))),
                Some(Entry::File(_)) | None => return Ok(None),
            }
        }
        let id = at.last().map_or(self.root, |(_, id)| *id);
        Ok(Some((Node::Folder(id), joined(&at))))
    }

    /// The parts of the path that a link holds, last one first.
    fn link(&self, id: ObjectId, path: &str) -> Result<Vec<String>, ReadError> {
        let bytes = self.blob(id, path)?;
        let target = std::str::from_utf8(&bytes).ok().filter(|text| text.len() <= MAX_PATH);
        let target = target.filter(|target| !target.starts_with('/') && !target.contains(['\\', '\0']));
        let target = target.ok_or_else(|| self.leaves(path))?;
        Ok(parts(target).rev().map(str::to_owned).collect())
    }

    fn leaves(&self, path: &str) -> ReadError {
        self.broken(path, "it is a symbolic link to a place outside of the commit")
    }

    fn in_submodule(&self, path: &str, submodule: &str) -> ReadError {
        self.broken(path, format_args!("`{submodule}` is a submodule, whose files are in another repository"))
    }

    /// Lists one folder: files are found, folders are the next steps.
    fn list(&self, step: &Step, ending: &str, found: &mut Vec<String>) -> Result<Vec<Step>, ReadError> {
        if step.path.len() > MAX_PATH {
            return Err(self.broken(parts(&step.path).next().unwrap_or_default(), "its folders nest too deep"));
        }
        let mut next = Vec::new();
        for (name, entry) in &self.folder(step.id, &step.path)?.entries {
            let path = join(&step.path, name);
            match entry {
                _ if name.starts_with('.') => {}
                Entry::File(_) if name.ends_with(ending) => found.push(path),
                Entry::Folder(id) => {
                    let real = join(&step.real, name);
                    next.push(Step { path, real, id: *id, above: step.above.clone() });
                }
                Entry::Link(_) => next.extend(self.list_link(step, path, ending, found)?),
                Entry::File(_) | Entry::Submodule => {}
            }
        }
        Ok(next)
    }

    fn list_link(
        &self,
        step: &Step,
        path: String,
        ending: &str,
        found: &mut Vec<String>,
    ) -> Result<Option<Step>, ReadError> {
        let target = match self.resolve(&path) {
            // A link that leads nowhere, where no file of this kind could be.
            Err(ReadError::Broken { .. }) | Ok(None) if !path.ends_with(ending) => return Ok(None),
            Ok(None) => return Err(ReadError::Dangling { path: self.display(&path), target: None }),
            target => target?,
        };
        match target {
            Some((Node::File(_), _)) if path.ends_with(ending) => found.push(path),
            Some((Node::Folder(id), real)) => {
                let mut above = step.above.clone();
                above.push(step.real.clone());
                if above.iter().any(|above| is_at_or_above(&real, above)) {
                    return Err(ReadError::LinkLoop { path: self.display(&path) });
                }
                return Ok(Some(Step { path, real, id, above }));
            }
            Some((Node::File(_), _)) | None => {}
        }
        Ok(None)
    }
}

/// Whether `path` is `folder`, or a folder that contains it.
fn is_at_or_above(path: &str, folder: &str) -> bool {
    path.is_empty() || folder.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn parts(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

fn joined(at: &[(String, ObjectId)]) -> String {
    at.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("/")
}

impl Tree for GitTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if !stays_inside(path) {
            return Err(ReadError::Escapes { path: path.to_owned() });
        }
        match self.resolve(path)? {
            Some((Node::File(id), _)) => self.blob(id, path).map(Some),
            Some((Node::Folder(_), _)) | None => Ok(None),
        }
    }

    fn files(&self, under: &str, ending: &str) -> Result<Vec<String>, ReadError> {
        let Some((Node::Folder(id), real)) = self.resolve(under)? else { return Ok(Vec::new()) };
        let mut steps = vec![Step { path: under.to_owned(), real, id, above: Vec::new() }];
        let (mut found, mut folders) = (Vec::new(), 0);
        while let Some(step) = steps.pop() {
            folders += 1;
            if folders > MAX_FOLDERS {
                return Err(self.broken(under, "its symbolic links multiply its folders beyond reason"));
            }
            steps.extend(self.list(&step, ending, &mut found)?);
        }
        found.sort();
        Ok(found)
    }

    fn is_folder(&self, path: &str) -> bool {
        stays_inside(path) && matches!(self.resolve(path), Ok(Some((Node::Folder(_), _))))
    }

    fn display(&self, path: &str) -> String {
        let Shown { from, revision } = &self.shown;
        let shown = paths::relative(from, Path::new(path)).to_string_lossy().into_owned();
        format!("{}@{revision}", if shown.is_empty() { "." } else { &shown })
    }
}

impl std::fmt::Debug for GitTree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GitTree").field("root", &self.root).field("revision", &self.shown.revision).finish()
    }
}
