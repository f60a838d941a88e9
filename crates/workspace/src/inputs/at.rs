//! Inputs as they were at a commit.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::InputError;
use super::git::{self, CommitStamp, GitHistory, GitTree, Here};
use super::input::{ArchiveInput, Commit, GitInput, ImageInput, Input, Location, Submodules};
use super::open::{Files, Opened, files_of_archive, io, unpacked, wrong};
use super::{ArchiveTree, CommitName, paths};
use protoward_source::{ReadError, Tree, nearest, parallel};

impl Input {
    /// The commit that it is of: the one it names, else the last one of the repository around it. `None` where there is
    /// none.
    pub fn commit_stamp(&self) -> Option<CommitStamp> {
        let (path, commit) = self.history()?;
        GitHistory::open(path).ok()?.stamp(&commit).ok()
    }

    /// The repository that it is in, and the commit that it is of.
    pub fn history(&self) -> Option<(PathBuf, Commit)> {
        let around =
            |path: &Path| paths::repository_root(&protoward_source::paths::absolute(path).ok()?).map(Path::to_owned);
        match self {
            Self::Folder(path) | Self::File(path) => Some((around(path)?, Commit::Head)),
            Self::Image(ImageInput { from: Location::Path(path), .. })
            | Self::Archive(ArchiveInput { from: Location::Path(path), .. }) => Some((around(path)?, Commit::Head)),
            Self::Image(_) | Self::Archive(_) => None,
            Self::Git(git) => Some((git.repository.clone(), git.commit.clone())),
            Self::At { commit, input } => Some((input.history()?.0, commit.clone())),
        }
    }
}

/// All of the commit that an input is of; `None` where it is of none.
pub(super) fn whole(input: &Input) -> Result<Option<Files>, InputError> {
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
            let here = Here { elsewhere: work_tree(&input.repository), ..Here::default() };
            (GitTree::new(found, input.submodules, here), None, name)
        }
        Input::Folder(_) | Input::File(_) | Input::Image(_) | Input::Archive(_) => return Ok(None),
    };
    Ok(Some(Files { tree: Arc::new(tree), path: String::new(), is_file: false, root, commit: Some(commit) }))
}

/// `true` where the files of an input are not those of the commit that is checked out.
pub(super) fn differs_from_head(input: &Input) -> Result<bool, InputError> {
    let path = match input {
        Input::Folder(path) | Input::File(path) => path,
        Input::Image(ImageInput { from: Location::Path(path), .. })
        | Input::Archive(ArchiveInput { from: Location::Path(path), .. }) => {
            let (head, _, inside, _) = tree_around(path, &Commit::Head)?;
            let bytes = super::open::read_file(path, "file")?;
            return Ok(head.read(&inside)? != Some(bytes));
        }
        Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } => return Ok(false),
    };
    let Opened::Files(here) = input.open()? else { return Ok(false) };
    let (head, _, inside, _) = tree_around(path, &Commit::Head)?;
    let paths = if here.is_file { vec![here.path.clone()] } else { here.tree.files(&here.path, PROTO)? };
    let committed = match head.is_folder(&inside) {
        true => head.files(&inside, PROTO)?,
        false if head.is_file(&inside)? => vec![inside],
        false => Vec::new(),
    };
    if paths != committed {
        return Ok(true);
    }
    // What is read here is read again by the compiler, from the cache of the system; what is the same is not unpacked.
    let differ = parallel::map(paths.len(), parallel::threads(None), |at| {
        let bytes = here.tree.read(&paths[at])?.unwrap_or_default();
        head.has(&paths[at], &bytes).map(|is_same| !is_same)
    });
    differ.into_iter().try_fold(false, |any, differs| Ok(any | differs?))
}

/// The ending of the files of a schema.
const PROTO: &str = ".proto";

/// A folder in a commit of a repository that is named.
pub(super) fn git(input: &GitInput) -> Result<Files, InputError> {
    let found = git::find(&input.repository, &input.commit).map_err(|error| error.inside(&input.subdir))?;
    let commit = found.name.clone();
    let tree =
        GitTree::new(found, input.submodules, Here { elsewhere: work_tree(&input.repository), ..Here::default() });
    expect(&tree, &input.subdir, "folder", &commit)?;
    Ok(Files { tree: Arc::new(tree), path: input.subdir.clone(), is_file: false, root: None, commit: Some(commit) })
}

/// The work tree of a repository that is named; `None` where one is in it.
fn work_tree(repository: &Path) -> Option<PathBuf> {
    let folder = if repository.ends_with(".git") { repository.parent()? } else { repository };
    Some(folder).filter(|folder| !folder.as_os_str().is_empty() && *folder != Path::new(".")).map(Path::to_owned)
}

/// `input` as it was at a commit of the repository around it.
pub(super) fn at(commit: &Commit, input: &Input) -> Result<Opened, InputError> {
    let (path, what) = match input {
        Input::Folder(path) => (path, "folder"),
        Input::File(path) => (path, "file"),
        Input::Image(ImageInput { from: Location::Path(path), .. }) => (path, "image"),
        Input::Archive(ArchiveInput { from: Location::Path(path), .. }) => (path, "archive"),
        Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } => {
            return Err(InputError::NoHistory { text: commit.reference() });
        }
    };
    let (tree, root, inside, commit) = tree_around(path, &latest_of(commit, path, input))?;
    expect(&tree, &inside, what, &commit)?;
    let bytes = |tree: &GitTree| tree.read(&inside).map(Option::unwrap_or_default);
    match input {
        Input::Image(image) => {
            return unpacked(image, bytes(&tree)?, tree.display(&inside), Some(commit)).map(Opened::Image);
        }
        Input::Archive(archive) => {
            let read = ArchiveTree::read(&tree.display(&inside), Cursor::new(bytes(&tree)?), archive.format)?;
            return files_of_archive(archive, read, Some(commit)).map(Opened::Files);
        }
        _ => {}
    }
    let (is_file, root) = (what == "file", Some(root));
    Ok(Opened::Files(Files { tree: Arc::new(tree), path: inside, is_file, root, commit: Some(commit) }))
}

/// `latest-tag` of files: with changes since, the tag of the commit that is checked out is what they are compared with.
/// Without, that tag is the release that is looked at, and compared with itself it would always pass.
fn latest_of(commit: &Commit, path: &Path, input: &Input) -> Commit {
    let Commit::LatestTag { of, prefix, .. } = commit else { return commit.clone() };
    if **of != Commit::Head {
        return commit.clone();
    }
    let with_own = Commit::LatestTag { of: of.clone(), prefix: prefix.clone(), counts_own: true };
    let id = |commit: &Commit| tree_around(path, commit).map(|(.., name)| name.id).ok();
    let is_own = id(&with_own).is_some_and(|found| Some(found) == id(&Commit::Head));
    if is_own && is_as_committed(input) { commit.clone() } else { with_own }
}

/// Whether an input is what the commit that is checked out has. What cannot be read is not.
fn is_as_committed(input: &Input) -> bool {
    match (input.open(), at(&Commit::Head, input)) {
        (Ok(Opened::Files(now)), Ok(Opened::Files(then))) => has_same_files(&now, &then).unwrap_or(false),
        (Ok(Opened::Image(now)), Ok(Opened::Image(then))) => now.bytes == then.bytes,
        _ => false,
    }
}

/// Compares files; how lines end is left to git's settings.
fn has_same_files(now: &Files, then: &Files) -> Result<bool, ReadError> {
    let names = |files: &Files| match files.is_file {
        true => Ok(vec![files.path.clone()]),
        false => files.tree.files(&files.path, ".proto"),
    };
    let text = |files: &Files, name: &str| {
        let bytes = files.tree.read(name)?.unwrap_or_default();
        Ok::<_, ReadError>(bytes.into_iter().filter(|byte| *byte != b'\r').collect::<Vec<u8>>())
    };
    let all = names(now)?;
    if all != names(then)? {
        return Ok(false);
    }
    for name in &all {
        if text(now, name)? != text(then, name)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The commit in the repository around `path`, and where `path` is in it.
fn tree_around(path: &Path, commit: &Commit) -> Result<(GitTree, PathBuf, String, CommitName), InputError> {
    let absolute = |path: &Path| protoward_source::paths::absolute(path).map_err(|error| io(path, error));
    let whole = absolute(path)?;
    let root = paths::repository_root(&whole)
        .ok_or_else(|| InputError::NoRepository { path: path.display().to_string(), asked: commit.reference() })?;
    let inside = whole.strip_prefix(root).ok().and_then(protoward_source::paths::tree_path);
    let inside = inside.ok_or_else(|| wrong(path, "not UTF-8", "a path that protobuf can name"))?;
    let here = absolute(Path::new("."))?;
    let from = here.strip_prefix(root).map(Path::to_owned).unwrap_or_default();
    let found = git::find(root, commit).map_err(|error| error.inside(&inside))?;
    let commit = found.name.clone();
    let tree = GitTree::new(found, Submodules::default(), Here { from, elsewhere: None });
    Ok((tree, root.to_owned(), inside, commit))
}

/// Makes sure that the commit has a folder or file of this path.
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
