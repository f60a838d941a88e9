//! The files of one commit as a tree. Folders are read when they are needed, and links and submodules are followed.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use gix::ObjectId;

use super::conversion;
use super::folder::{Folder, FolderEntry};
use super::lost::LostObject;
use super::store::{FolderAt, Store};
use super::submodule::{Problem, Submodule, WorkingFolder};
use crate::error::InputError;
use crate::input::{Commit, Submodules};
use protoward_source::{
    ContentId, KnownContent, Listing, ReadError, SourcePath, Tree, UnreadEntry, UnreadKind, is_lfs_pointer, join,
    stays_inside,
};

/// Maximum number of symbolic links in one path, as in Linux.
pub(super) const MAX_LINKS: usize = 40;

/// Maximum number of folders in one listing, because links can multiply them.
const MAX_FOLDERS: usize = 1 << 20;

/// Maximum length of a path and of a link target, because folders can nest arbitrarily deep.
const MAX_PATH: usize = 4096;

/// The files of one commit.
///
/// Folders are read on first use and cached; files are read each time. Symbolic links are followed inside of the
/// commit, and into submodules. Git is read in-process: `git` does not run, and nothing is fetched or written.
///
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
/// use protoward_compiler::Compiler;
/// use protoward_source::Resolver;
/// use protoward_inputs::GitTree;
/// # if !std::path::Path::new(".git").exists() { return Ok(()); }
///
/// let commit = GitTree::open(".", "HEAD")?;
/// let googleapis = "third_party/googleapis";
/// let compiled = Compiler::new().resolver(commit.below(googleapis)).compile(["google/rpc/status.proto"])?;
/// let path = compiled.file("google/rpc/status.proto").unwrap().path();
/// assert_eq!(path, "third_party/googleapis/google/rpc/status.proto@HEAD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct GitTree {
    root: FolderAt,
    wanted: Submodules,
    /// The submodules that were opened, by path.
    submodules: Mutex<HashMap<String, Result<FolderAt, Problem>>>,
    shown: PathDisplay,
}

/// The display format of paths.
pub(crate) struct PathDisplay {
    /// The folder relative to which paths are displayed.
    pub(crate) here: WorkingFolder,
    /// The revision that is appended to paths; `None` for the files of the work tree.
    pub(crate) revision: Option<Arc<str>>,
    /// The id of the commit; `None` for the index.
    pub(crate) commit: Option<String>,
}

/// A path after its links are followed.
enum Node {
    File(Arc<Store>, ObjectId),
    Folder(FolderAt),
}

/// A step of a listing: the listed path, the real path, and the links on the way.
struct Step {
    path: String,
    real: String,
    folder: FolderAt,
    above: Vec<String>,
    /// `true` if the path is not UTF-8 or has a backslash, so that no import can name a file of the folder.
    is_misnamed: bool,
}

impl GitTree {
    /// Opens a commit, named by any revision of `git rev-parse`: `HEAD~1`, `v1.2.0`, `origin/main`, an id.
    ///
    /// # Errors
    /// Fails if the repository or commit does not exist or cannot be read.
    pub fn open(repository: impl AsRef<Path>, revision: &str) -> Result<Self, InputError> {
        let found = super::find(repository.as_ref(), &Commit::Revision(revision.to_owned()))?;
        Ok(Self::new(found, Submodules::default(), WorkingFolder::named(None)))
    }

    pub(crate) fn new(found: super::FoundCommit, wanted: Submodules, here: WorkingFolder) -> Self {
        let store = Store::new(found.repository, found.tree);
        Self::over(
            store,
            wanted,
            PathDisplay { here, revision: Some(found.name.asked.into()), commit: Some(found.name.id) },
        )
    }

    /// Returns the tree below the root of a store.
    pub(super) fn over(store: Store, wanted: Submodules, shown: PathDisplay) -> Self {
        let root = FolderAt { id: store.root, store: Arc::new(store) };
        Self { root, wanted, submodules: Mutex::default(), shown }
    }

    /// Returns `true` if `path` is a file.
    pub(crate) fn is_file(&self, path: &str) -> Result<bool, ReadError> {
        Ok(self.real_file(path)?.is_some())
    }

    /// Returns the path of a file with all links followed; `None` if it does not exist.
    pub(crate) fn real_file(&self, path: &str) -> Result<Option<String>, ReadError> {
        Ok(match self.resolve(path)? {
            Some((Node::File(..), real)) => Some(real),
            Some((Node::Folder(_), _)) | None => None,
        })
    }

    /// Returns `true` if `path` is a file that git stores if its content in the work tree is `bytes`.
    pub(crate) fn has(&self, path: &str, bytes: &[u8]) -> Result<bool, ReadError> {
        let Some((Node::File(store, id), real)) = self.resolve(path)? else { return Ok(false) };
        let inside = real.strip_prefix(&store.path).unwrap_or(&real).trim_start_matches('/');
        Ok(store.with_repository(|repository| conversion::is_stored_as(repository, inside, bytes, id)))
    }

    /// Returns the names in a folder, for suggestions.
    pub(crate) fn names(&self, path: &str) -> Vec<String> {
        let folder = match self.resolve(path) {
            Ok(Some((Node::Folder(folder), _))) => self.folder(&folder, path),
            _ => return Vec::new(),
        };
        folder.map(|folder| folder.entries.keys().cloned().collect()).unwrap_or_default()
    }

    fn broken(&self, path: &str, reason: impl ToString) -> ReadError {
        ReadError::Broken { path: self.display(path), reason: reason.to_string() }
    }

    fn folder(&self, folder: &FolderAt, path: &str) -> Result<Arc<Folder>, ReadError> {
        folder.store.folder(folder.id).map_err(|lost| lost.of_file(self.display(path)))
    }

    fn blob(&self, store: &Store, id: ObjectId, path: &str) -> Result<Vec<u8>, ReadError> {
        store.blob(id).map_err(|lost| lost.of_file(self.display(path)))
    }

    /// Git LFS replaces pointers when it checks a commit out.
    fn pointer(&self, path: &str) -> ReadError {
        let help = match &self.shown.commit {
            Some(commit) => {
                format!("`git worktree add --detach ../base {commit}` checks it out; name that folder instead")
            }
            None => "`git sparse-checkout add` with its folder checks it out".to_owned(),
        };
        LostObject::pointer(help).of_file(self.display(path))
    }

    /// Opens the submodule at `at`; `path` is the requested path.
    fn submodule(&self, parent: &FolderAt, at: &str, commit: ObjectId, path: &str) -> Result<FolderAt, ReadError> {
        let submodule = Submodule { parent: &parent.store, path: at, commit };
        let known = self.submodules.lock().unwrap_or_else(PoisonError::into_inner).get(at).cloned();
        let opened = known.unwrap_or_else(|| {
            let opened = submodule.open(self.wanted);
            let mut known = self.submodules.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(at.to_owned()).or_insert(opened).clone()
        });
        opened.map_err(|problem| {
            let (reason, help) = submodule.explain(&problem, &self.shown.here);
            let is_left_out = matches!(problem, Problem::NotRead | Problem::NotPopulated);
            ReadError::Submodule { path: self.display(path), reason, help, is_left_out }
        })
    }

    /// Resolves `path`, with its path after following links; `None` if it does not exist.
    fn resolve(&self, path: &str) -> Result<Option<(Node, String)>, ReadError> {
        let mut wanted: Vec<String> = parts(path).rev().map(str::to_owned).collect();
        let mut at: Vec<(String, FolderAt)> = Vec::new();
        let mut links = 0;
        while let Some(part) = wanted.pop() {
            if part == ".." {
                at.pop().ok_or_else(|| self.leaves(path))?;
                continue;
            }
            let here = at.last().map_or(&self.root, |(_, folder)| folder).clone();
            match self.folder(&here, path)?.entries.get(&part) {
                Some(FolderEntry::Folder(id)) => at.push((part, FolderAt { id: *id, store: here.store })),
                Some(FolderEntry::File(id)) if wanted.is_empty() => {
                    return Ok(Some((Node::File(here.store, *id), join(&joined(&at), &part))));
                }
                Some(FolderEntry::Link(id)) => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(ReadError::LinkLoop { path: self.display(path) });
                    }
                    wanted.extend(self.link(&here.store, *id, path)?);
                }
                Some(FolderEntry::Submodule(commit)) => {
                    let folder = self.submodule(&here, &join(&joined(&at), &part), *commit, path)?;
                    at.push((part, folder));
                }
                Some(FolderEntry::File(_)) | None => return Ok(None),
            }
        }
        let folder = at.last().map_or(&self.root, |(_, folder)| folder).clone();
        Ok(Some((Node::Folder(folder), joined(&at))))
    }

    /// Returns the components of a link target, last one first.
    fn link(&self, store: &Store, id: ObjectId, path: &str) -> Result<Vec<String>, ReadError> {
        let bytes = self.blob(store, id, path)?;
        let target = std::str::from_utf8(&bytes).ok().filter(|text| text.len() <= MAX_PATH);
        let target = target.filter(|target| !target.starts_with('/') && !target.contains(['\\', '\0']));
        let target = target.ok_or_else(|| self.leaves(path))?;
        Ok(parts(target).rev().map(str::to_owned).collect())
    }

    fn leaves(&self, path: &str) -> ReadError {
        self.broken(path, "it is a symbolic link to a place outside of the commit")
    }

    /// Lists one folder, and returns subfolders as further steps.
    fn list_folder(&self, step: &Step, endings: &[&str], found: &mut Listing) -> Result<Vec<Step>, ReadError> {
        if step.path.len() > MAX_PATH {
            return Err(self.broken(parts(&step.path).next().unwrap_or_default(), "its folders nest too deep"));
        }
        let mut next = Vec::new();
        let folder = self.folder(&step.folder, &step.path)?;
        let is_misnamed = |name: &str| step.is_misnamed || name.contains('\\');
        let named = folder.entries.iter().map(|(name, entry)| (name, entry, is_misnamed(name)));
        let misnamed = folder.misnamed.iter().map(|(name, entry)| (name, entry, true));
        for (name, entry, is_misnamed) in named.chain(misnamed) {
            let path = join(&step.path, name);
            match entry {
                _ if name.starts_with('.') => {}
                FolderEntry::File(_) | FolderEntry::Link(_) if is_misnamed && ends_with(name, endings) => {
                    let error = ReadError::misnamed(&path, self.display(&path));
                    found.unread.push(UnreadEntry { path, kind: UnreadKind::File, error });
                }
                FolderEntry::File(_) if ends_with(name, endings) => found.files.push(path),
                FolderEntry::Folder(id) => {
                    let real = join(&step.real, name);
                    let folder = FolderAt { store: Arc::clone(&step.folder.store), id: *id };
                    next.push(Step { path, real, folder, above: step.above.clone(), is_misnamed });
                }
                FolderEntry::Link(_) | FolderEntry::Submodule(_) if is_misnamed => {}
                FolderEntry::Submodule(commit) => {
                    let real = join(&step.real, name);
                    match self.submodule(&step.folder, &real, *commit, &path) {
                        Ok(folder) => {
                            next.push(Step { path, real, folder, above: step.above.clone(), is_misnamed: false });
                        }
                        Err(ReadError::Submodule { is_left_out: true, .. }) => {}
                        Err(error) => found.unread.push(UnreadEntry { path, kind: UnreadKind::Folder, error }),
                    }
                }
                FolderEntry::Link(_) => next.extend(self.list_link(step, path, endings, found)),
                FolderEntry::File(_) => {}
            }
        }
        Ok(next)
    }

    fn list_link(&self, step: &Step, path: String, endings: &[&str], found: &mut Listing) -> Option<Step> {
        let is_match = ends_with(&path, endings);
        let error = match self.resolve(&path) {
            Ok(Some((Node::File(..), _))) => {
                if is_match {
                    found.files.push(path);
                }
                return None;
            }
            Ok(Some((Node::Folder(folder), real))) => {
                let mut above = step.above.clone();
                above.push(step.real.clone());
                if !above.iter().any(|above| is_at_or_above(&real, above)) {
                    return Some(Step { path, real, folder, above, is_misnamed: false });
                }
                let error = ReadError::LinkLoop { path: self.display(&path) };
                found.unread.push(UnreadEntry { path, kind: UnreadKind::Cycle, error });
                return None;
            }
            Ok(None) => ReadError::Dangling { path: self.display(&path), target: None },
            Err(error) => error,
        };
        let is_dangling = |error: &ReadError| {
            use ReadError::{Broken, Dangling, LinkLoop, Submodule};
            matches!(error, Broken { .. } | Dangling { .. } | LinkLoop { .. } | Submodule { is_left_out: true, .. })
        };
        if is_match || !is_dangling(&error) {
            let kind = if is_match { UnreadKind::File } else { UnreadKind::Folder };
            found.unread.push(UnreadEntry { path, kind, error });
        }
        None
    }
}

fn ends_with(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| name.ends_with(ending))
}

/// Returns the id of a blob as that of a content.
pub(super) fn content_id(blob: ObjectId) -> KnownContent {
    <[u8; 20]>::try_from(blob.as_slice()).map_or(KnownContent::Unknown, |id| KnownContent::Id(ContentId(id)))
}

/// Returns `true` if `path` is `folder` or contains it.
fn is_at_or_above(path: &str, folder: &str) -> bool {
    path.is_empty() || folder.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn parts(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

fn joined(at: &[(String, FolderAt)]) -> String {
    at.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("/")
}

impl Tree for GitTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if !stays_inside(path) {
            return Err(ReadError::Escapes { path: path.to_owned() });
        }
        match self.resolve(path)? {
            Some((Node::File(store, id), _)) => {
                let bytes = self.blob(&store, id, path)?;
                if is_lfs_pointer(&bytes) { Err(self.pointer(path)) } else { Ok(Some(bytes)) }
            }
            Some((Node::Folder(_), _)) | None => Ok(None),
        }
    }

    fn content(&self, path: &str) -> KnownContent {
        match self.resolve(path) {
            Ok(Some((Node::File(_, id), _))) if stays_inside(path) => content_id(id),
            Ok(Some((Node::Folder(_), _)) | None) if stays_inside(path) => KnownContent::Absent,
            Ok(_) | Err(_) => KnownContent::Unknown,
        }
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let Some((Node::Folder(folder), real)) = self.resolve(under)? else { return Ok(Listing::default()) };
        let mut steps = vec![Step { path: under.to_owned(), real, folder, above: Vec::new(), is_misnamed: false }];
        let mut found = Listing::default();
        let mut folders = 0;
        while let Some(step) = steps.pop() {
            folders += 1;
            if folders > MAX_FOLDERS {
                return Err(self.broken(under, "its symbolic links multiply its folders beyond reason"));
            }
            match self.list_folder(&step, endings, &mut found) {
                Ok(next) => steps.extend(next),
                Err(error) if step.path == under => return Err(error),
                Err(error) => found.unread.push(UnreadEntry { path: step.path, kind: UnreadKind::Folder, error }),
            }
        }
        found.sort();
        Ok(found)
    }

    fn is_folder(&self, path: &str) -> bool {
        // An unreadable submodule may contain the folder; reading it reports the reason.
        let may_be_one = |found| match found {
            Ok(Some((Node::Folder(_), _))) | Err(ReadError::Submodule { is_left_out: false, .. }) => true,
            Ok(Some((Node::File(..), _)) | None) | Err(_) => false,
        };
        stays_inside(path) && may_be_one(self.resolve(path))
    }

    fn is_link(&self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Ok(Some((Node::Folder(folder), _))) = self.resolve(folder) else { return false };
        let folder = self.folder(&folder, path);
        folder.is_ok_and(|folder| matches!(folder.entries.get(name), Some(FolderEntry::Link(_))))
    }

    fn displayed(&self, path: &str) -> SourcePath {
        let PathDisplay { here, revision, commit: _ } = &self.shown;
        let shown = here.display(path);
        let Some(revision) = revision else { return SourcePath::from_start(shown, here.start()) };
        let shown = if shown.is_empty() { ".".to_owned() } else { shown };
        SourcePath::from_start(shown, here.start()).at(Arc::clone(revision))
    }
}

impl std::fmt::Debug for GitTree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GitTree").field("root", &self.root.id).field("revision", &self.shown.revision).finish()
    }
}
