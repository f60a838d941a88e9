//! Inputs at a commit, and the repository of an input: which commit it has, and whether its files differ from those of another
//! one.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{io, wrong};
use super::error::InputError;
use super::git::{self, CommitStamp, GitHistory, GitTree, WorkingFolder};
use super::input::{ArchiveInput, Commit, GitInput, ImageInput, Input, Location, Submodules};
use super::opened::{Opened, OpenedFiles};
use super::unpacked::{files_of_archive, unpacked};
use super::{ArchiveTree, CommitName, root_folders};
use protoward_source::paths::shown;
use protoward_source::tree_path::below;
use protoward_source::{KnownContent, ReadError, Tree, nearest, parallel};

impl Input {
    /// Returns the commit of the input: the named one, or else `HEAD` of the enclosing repository; `None` without a
    /// repository.
    pub fn commit_stamp(&self) -> Option<CommitStamp> {
        let (path, commit) = self.history()?;
        GitHistory::open(path).ok()?.stamp(&commit).ok()
    }

    /// Returns the repository and the commit of the input.
    pub fn history(&self) -> Option<(PathBuf, Commit)> {
        let around = |path: &Path| {
            root_folders::nearest_root(&protoward_source::paths::absolute(path).ok()?).map(Path::to_owned)
        };
        match self {
            Self::Folder(path) | Self::File(path) | Self::Package(path) => Some((around(path)?, Commit::Head)),
            Self::Image(ImageInput { from: Location::Path(path), .. })
            | Self::Archive(ArchiveInput { from: Location::Path(path), .. }) => Some((around(path)?, Commit::Head)),
            Self::Image(_) | Self::Archive(_) => None,
            Self::Git(git) => Some((git.repository.clone(), git.commit.clone())),
            Self::At { commit, input } => Some((input.history()?.0, commit.clone())),
            Self::Staged { input, .. } => input.history(),
        }
    }
}

/// Paths in the tree of an input that decide about its schema, besides its own files. They need not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecidingPaths {
    /// Folders whose schema files are part of the schema, or are imported.
    pub folders: Vec<String>,
    /// Configurations and lock files.
    pub files: Vec<String>,
}

/// The repository of an input, with the commits from which its history goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputRepository {
    /// The folder of the repository.
    pub path: PathBuf,
    /// The commits: the one of the input, or `HEAD` and the commits that are being merged.
    pub tips: Vec<String>,
    /// The folder of the repository in the tree of the input; empty unless the repository is a submodule.
    pub within: String,
    /// `true` if the files of the input may differ from those of the commits.
    pub is_work_tree: bool,
}

impl Input {
    /// Returns the repository with the files of the input; `None` for an archive or an image, and outside of a repository.
    ///
    /// # Errors
    /// Fails if the repository or a commit cannot be read.
    pub fn tracked_by(&self) -> Result<Option<InputRepository>, InputError> {
        if !matches!(
            self,
            Self::Folder(_) | Self::File(_) | Self::Package(_) | Self::Git(_) | Self::At { .. } | Self::Staged { .. }
        ) {
            return Ok(None);
        }
        let Some((path, commit)) = self.history() else { return Ok(None) };
        let is_work_tree = matches!(self, Self::Folder(_) | Self::File(_) | Self::Package(_) | Self::Staged { .. });
        let mut tips = match git::id(&path, &commit) {
            // Nothing is committed yet.
            Err(InputError::NoCommits { .. } | InputError::NoCommitOnBranch { .. }) if is_work_tree => Vec::new(),
            id => vec![id?],
        };
        if is_work_tree {
            tips.extend(git::merge_heads(&path)?);
        }
        let around = root_folders::repository_root(&path).filter(|_| !matches!(self, Self::Git(_)));
        let within = around.and_then(|around| protoward_source::paths::tree_path(path.strip_prefix(around).ok()?));
        Ok(Some(InputRepository { within: within.unwrap_or_default(), path, tips, is_work_tree }))
    }
}

/// Returns all files of the input's commit; `None` if it has no commit.
pub(super) fn commit_files(input: &Input) -> Result<Option<OpenedFiles>, InputError> {
    let (tree, root, commit) = match input {
        Input::At { commit, input } => match input.path() {
            Some(path) => {
                let (tree, root, _, name) = tree_around(path, commit)?;
                (tree, Some(root), name)
            }
            None => return Ok(None),
        },
        Input::Git(input) => {
            let found = git::find(&input.repository, &input.commit)?;
            let name = found.name.clone();
            let here = WorkingFolder::named(work_tree(&input.repository));
            (GitTree::new(found, input.submodules, here), None, name)
        }
        Input::Folder(_)
        | Input::File(_)
        | Input::Package(_)
        | Input::Image(_)
        | Input::Archive(_)
        | Input::Staged { .. } => {
            return Ok(None);
        }
    };
    Ok(Some(OpenedFiles {
        tree: Arc::new(tree),
        path: String::new(),
        is_file: false,
        is_package: false,
        root,
        commit: Some(commit),
    }))
}

/// Returns `true` if the files of an input, or others that decide about it, differ from those of a commit.
pub(super) fn differs(input: &Input, commit: &Commit, deciding: &DecidingPaths) -> Result<bool, InputError> {
    let path = match input {
        Input::Folder(path) | Input::File(path) | Input::Package(path) => path,
        Input::Image(ImageInput { from: Location::Path(path), .. })
        | Input::Archive(ArchiveInput { from: Location::Path(path), .. }) => {
            let (then, _, inside, _) = tree_around(path, commit)?;
            let bytes = super::disk::read_file(path, "file")?;
            return Ok(!then.has(&inside, &bytes)?);
        }
        Input::Staged { input, .. } => match input.path() {
            Some(path) => path,
            None => return Ok(false),
        },
        Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } => return Ok(false),
    };
    let Opened::Files(here) = input.open()? else { return Ok(false) };
    let (then, ..) = tree_around(path, commit)?;
    for file in &deciding.files {
        let is_same = match here.tree.read(file)? {
            Some(bytes) => then.has(file, &bytes)?,
            None => !then.is_file(file)?,
        };
        if !is_same {
            return Ok(true);
        }
    }
    let others = deciding.folders.iter().filter(|folder| below(folder, &here.path).is_none());
    for folder in std::iter::once(&here.path).chain(others) {
        if folder_differs(here.tree.as_ref(), &then, folder)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns `true` if the schema files of a folder, or a single file, differ from those of a commit.
fn folder_differs(here: &dyn Tree, then: &GitTree, folder: &str) -> Result<bool, InputError> {
    let listed = |tree: &dyn Tree| -> Result<Vec<String>, ReadError> {
        if tree.is_folder(folder) {
            tree.files(folder, PROTO)
        } else {
            Ok(tree.read(folder)?.map(|_| folder.to_owned()).into_iter().collect())
        }
    };
    let paths = listed(here)?;
    if paths != listed(then)? {
        return Ok(true);
    }
    // The compiler reads the same files again from the system's cache; unchanged blobs are not unpacked.
    let differ = parallel::map(paths.len(), parallel::threads(None), |at| {
        let known = [here.content(&paths[at]), then.content(&paths[at])];
        if matches!(known, [KnownContent::Id(now), KnownContent::Id(was)] if now == was) {
            return Ok(false);
        }
        let bytes = here.read(&paths[at])?.unwrap_or_default();
        then.has(&paths[at], &bytes).map(|is_same| !is_same)
    });
    Ok(differ.into_iter().try_fold(false, |any, differs: Result<bool, ReadError>| differs.map(|it| any | it))?)
}

/// The extension of schema files.
const PROTO: &str = ".proto";

/// Opens a folder in a commit of a named repository.
pub(super) fn git(input: &GitInput) -> Result<OpenedFiles, InputError> {
    let found = git::find(&input.repository, &input.commit).map_err(|error| error.inside(&input.subdir))?;
    let commit = found.name.clone();
    let tree = GitTree::new(found, input.submodules, WorkingFolder::named(work_tree(&input.repository)));
    expect(&tree, &input.subdir, "folder", &commit)?;
    Ok(OpenedFiles {
        tree: Arc::new(tree),
        path: input.subdir.clone(),
        is_file: false,
        is_package: false,
        root: None,
        commit: Some(commit),
    })
}

/// Returns the work tree of a named repository; `None` inside of it.
fn work_tree(repository: &Path) -> Option<PathBuf> {
    let folder = if repository.ends_with(".git") { repository.parent()? } else { repository };
    Some(folder).filter(|folder| !folder.as_os_str().is_empty() && *folder != Path::new(".")).map(Path::to_owned)
}

/// Opens `input` at a commit of the enclosing repository.
pub(super) fn at(commit: &Commit, input: &Input) -> Result<Opened, InputError> {
    let (path, what) = match input {
        Input::Folder(path) => (path, "folder"),
        Input::File(path) | Input::Package(path) => (path, "file"),
        Input::Image(ImageInput { from: Location::Path(path), .. }) => (path, "image"),
        Input::Archive(ArchiveInput { from: Location::Path(path), .. }) => (path, "archive"),
        Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } | Input::Staged { .. } => {
            return Err(InputError::NoHistory { text: commit.reference() });
        }
    };
    let (tree, root, inside, commit) = tree_around(path, &latest_of(commit, path, input))?;
    expect(&tree, &inside, what, &commit)?;
    let bytes = |tree: &GitTree| tree.read(&inside).map(Option::unwrap_or_default);
    match input {
        Input::Image(image) => {
            return unpacked(image, bytes(&tree)?, tree.displayed(&inside), Some(commit)).map(Opened::Image);
        }
        Input::Archive(archive) => {
            let read = ArchiveTree::read(&tree.display(&inside), Cursor::new(bytes(&tree)?), archive.format)?;
            return files_of_archive(archive, read, Some(commit)).map(Opened::Files);
        }
        _ => {}
    }
    let is_file = what == "file";
    let is_package = matches!(input, Input::Package(_));
    let tree = Arc::new(tree);
    let root = Some(root);
    let commit = Some(commit);
    Ok(Opened::Files(OpenedFiles { tree, path: inside, is_file, is_package, root, commit }))
}

/// Resolves `latest-tag` for files. With changes since the checked-out commit, its own tag counts. Without changes,
/// that tag is the release under test, and comparing it with itself would always pass.
fn latest_of(commit: &Commit, path: &Path, input: &Input) -> Commit {
    let Commit::LatestTag { of, prefix, .. } = commit else { return commit.clone() };
    if **of != Commit::Head {
        return commit.clone();
    }
    let with_own = Commit::LatestTag { of: of.clone(), prefix: prefix.clone(), counts_own: true };
    let id = |commit: &Commit| tree_around(path, commit).map(|(.., name)| name.id).ok();
    let is_own = id(&with_own).is_some_and(|found| Some(found) == id(&Commit::Head));
    // Unreadable inputs differ.
    let is_as_committed = || !differs(input, &Commit::Head, &DecidingPaths::default()).unwrap_or(true);
    if is_own && is_as_committed() { commit.clone() } else { with_own }
}

/// Returns the commit in the repository around `path`, and the location of `path` in it. A revision that only a
/// submodule has is one of the submodule.
fn tree_around(path: &Path, commit: &Commit) -> Result<(GitTree, PathBuf, String, CommitName), InputError> {
    let absolute_path = protoward_source::paths::absolute(path).map_err(|error| io(path, error))?;
    let root = root_folders::repository_root(&absolute_path).ok_or_else(|| InputError::NoRepository {
        path: shown(path).to_string(),
        asked: commit.reference(),
        is_bare: absolute_path.ancestors().any(git::is_bare),
    })?;
    let submodule = root_folders::nearest_root(&absolute_path).filter(|nearest| *nearest != root);
    match (tree_below(root, path, &absolute_path, commit), submodule) {
        (Err(error), Some(submodule)) if may_be_of_submodule(&error, commit) => {
            tree_below(submodule, path, &absolute_path, commit).map_err(|_| error)
        }
        (found, _) => found,
    }
}

/// Returns `true` if a submodule may be searched for a commit that the repository around it lacks. An id names the same commit in
/// every repository. `HEAD~1` does not, so one that a shallow clone lacks must not be taken from the submodule.
fn may_be_of_submodule(error: &InputError, commit: &Commit) -> bool {
    let is_id = |text: &str| text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    matches!(error, InputError::NoRevisionFound { .. }) || matches!(commit, Commit::Revision(text) if is_id(text))
}

/// Returns a commit of the repository at `root`, and the location of `path` in it.
fn tree_below(
    root: &Path,
    path: &Path,
    absolute_path: &Path,
    commit: &Commit,
) -> Result<(GitTree, PathBuf, String, CommitName), InputError> {
    let inside = absolute_path.strip_prefix(root).ok().and_then(protoward_source::paths::tree_path);
    let inside = inside.ok_or_else(|| wrong(path, "not UTF-8", "a path that protobuf can name"))?;
    let here = protoward_source::paths::absolute(Path::new(".")).map_err(|error| io(path, error))?;
    let folder = WorkingFolder::seen_from(&here, root, path);
    let found = git::find(root, commit).map_err(|error| error.inside(&inside))?;
    let commit = found.name.clone();
    let tree = GitTree::new(found, Submodules::default(), folder);
    Ok((tree, root.to_owned(), inside, commit))
}

/// Checks that the commit contains a folder or file of this path.
fn expect(tree: &GitTree, path: &str, what: &'static str, commit: &CommitName) -> Result<(), InputError> {
    let there = if what == "folder" { tree.is_folder(path) } else { tree.is_file(path)? };
    if there {
        return Ok(());
    }
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let names = tree.names(parent);
    let similar = nearest(name, names.iter().map(String::as_str));
    let similar = similar.into_iter().filter(|near| *near != name);
    Err(InputError::NotInCommit {
        what,
        path: path.to_owned(),
        commit: commit.asked.clone(),
        similar: similar.map(|name| protoward_source::join(parent, name)).collect(),
    })
}
