//! Submodules: the location of their repositories, and advice if they are missing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gix::ObjectId;
use gix::bstr::ByteSlice;

use super::folder::FolderEntry;
use super::lost::quoted;
use super::store::{FolderAt, Store};
use crate::Submodules;
use protoward_source::paths::{self, shown};
use protoward_source::{PathStart, stays_inside};

/// Maximum nesting depth of submodules.
pub(super) const MAX_DEPTH: usize = 16;

/// Maximum size of `.gitmodules`, in bytes.
const MAX_GITMODULES: usize = 1 << 20;

/// A submodule in a folder of a commit.
pub(super) struct Submodule<'a> {
    pub(super) parent: &'a Arc<Store>,
    /// The path in the tree.
    pub(super) path: &'a str,
    pub(super) commit: ObjectId,
}

/// The reason why the files of a submodule cannot be read.
#[derive(Clone, Debug)]
pub(super) enum Problem {
    /// Submodules are not requested, or the repository has no work tree that shows which are checked out.
    NotRead,
    /// The submodule is not checked out.
    NotPopulated,
    /// The repository is not part of the clone.
    Missing,
    /// The repository lacks the commit.
    NoCommit { git_dir: PathBuf },
    /// `.gitmodules` contains an invalid name.
    BadName(String),
    /// Submodules are nested too deeply.
    TooDeep,
    /// The repository cannot be read.
    Broken(String),
}

impl Submodule<'_> {
    /// Opens the files of the submodule at its commit.
    ///
    /// A submodule that is not checked out has no files on the new side of a comparison. Unless all submodules are
    /// requested, it then has none in a commit either. A submodule that was removed since had files.
    pub(super) fn open(&self, wanted: Submodules) -> Result<FolderAt, Problem> {
        let is_left_out = match wanted {
            Submodules::None => return Err(Problem::NotRead),
            Submodules::All => false,
            Submodules::Populated if self.parent.workdir.is_none() => return Err(Problem::NotRead),
            Submodules::Populated => !self.is_populated() && self.is_submodule_now(),
        };
        if is_left_out {
            return Err(Problem::NotPopulated);
        }
        if self.parent.depth >= MAX_DEPTH {
            return Err(Problem::TooDeep);
        }
        self.found()
    }

    /// Returns the path in the parent repository.
    fn inside(&self) -> &str {
        let rest = self.path.strip_prefix(&*self.parent.path).unwrap_or(self.path);
        rest.trim_start_matches('/')
    }

    /// Returns the folder in the work tree. Paths in a commit are untrusted.
    fn folder(&self) -> Option<PathBuf> {
        let inside = Some(self.inside()).filter(|path| stays_inside(path) && !path.starts_with('-'))?;
        Some(self.parent.workdir.as_ref()?.join(inside))
    }

    fn is_populated(&self) -> bool {
        self.folder().is_some_and(|folder| folder.join(".git").exists())
    }

    fn is_submodule_now(&self) -> bool {
        self.parent.with_repository(|repository| {
            let index = repository.open_index().ok();
            let is_one = |index: gix::index::File| {
                let entry = index.entry_by_path(self.inside().as_bytes().as_bstr())?;
                Some(entry.mode == gix::index::entry::Mode::COMMIT)
            };
            index.and_then(is_one).unwrap_or(false)
        })
    }

    fn found(&self) -> Result<FolderAt, Problem> {
        let mut problem = Problem::Missing;
        for git_dir in self.candidates()?.into_iter().filter(|folder| folder.exists()) {
            match self.at(&git_dir) {
                Ok(folder) => return Ok(folder),
                Err(found) => problem = found,
            }
        }
        Err(problem)
    }

    /// Returns the possible locations of the repository: in the work tree, or among the modules of the parent
    /// repository.
    fn candidates(&self) -> Result<Vec<PathBuf>, Problem> {
        let mut candidates: Vec<PathBuf> = self.folder().filter(|_| self.is_populated()).into_iter().collect();
        for name in self.names()? {
            if !stays_inside(&name) || name.is_empty() || name.starts_with('-') {
                return Err(Problem::BadName(name));
            }
            let folders = self.parent.with_repository(|it| [it.git_dir().to_owned(), it.common_dir().to_owned()]);
            candidates.extend(folders.into_iter().map(|folder| folder.join("modules").join(&name)));
        }
        Ok(candidates)
    }

    /// Returns the names in `.gitmodules` of the same commit.
    fn names(&self) -> Result<Vec<String>, Problem> {
        let entries = self.parent.folder(self.parent.root).map_err(|lost| Problem::Broken(lost.to_string()))?;
        let Some(FolderEntry::File(file)) = entries.entries.get(".gitmodules").copied() else { return Ok(Vec::new()) };
        let text = self.parent.blob(file).map_err(|lost| Problem::Broken(lost.to_string()))?;
        let text = text.to_str().ok().filter(|text| text.len() <= MAX_GITMODULES);
        let file = text.and_then(|text| gix::config::File::try_from(text).ok());
        let file = file.ok_or_else(|| Problem::Broken("its `.gitmodules` cannot be read".to_owned()))?;
        let sections = file.sections_by_name("submodule").into_iter().flatten();
        let is_this = |path: &[u8]| path.strip_suffix(b"/").unwrap_or(path) == self.inside().as_bytes();
        let names = sections.filter_map(|section| {
            let name = section.header().subsection_name()?.to_str().ok()?;
            section.value("path").filter(|path| is_this(path)).map(|_| name.to_owned())
        });
        Ok(names.collect())
    }

    fn at(&self, folder: &Path) -> Result<FolderAt, Problem> {
        let repository = super::open(folder).map_err(|error| Problem::Broken(error.to_string()))?;
        let local = repository.to_thread_local();
        let tree = local.find_commit(self.commit).ok().and_then(|commit| commit.tree_id().ok()).map(gix::Id::detach);
        let Some(id) = tree else { return Err(Problem::NoCommit { git_dir: local.git_dir().to_owned() }) };
        let path = self.path.to_owned();
        let depth = self.parent.depth + 1;
        let store = Store::new(repository, id).inside(path, depth, self.folder());
        Ok(FolderAt { store: Arc::new(store), id })
    }

    /// Returns the problem in words, with advice.
    pub(super) fn explain(&self, problem: &Problem, here: &WorkingFolder) -> (String, String) {
        let path = self.path;
        let commit = self.commit;
        let at = here.path(path);
        let update = if self.parent.workdir.is_none() {
            "name a clone that has it, as `git clone --recurse-submodules` makes one".to_owned()
        } else if self.parent.depth == 0 && here.elsewhere.is_none() {
            format!("`git submodule update --init -- {at}` gets it")
        } else {
            let outer = here.path(&self.parent.path);
            let inner = quoted(self.inside());
            format!("`git -C {outer} submodule update --init -- {inner}` gets it")
        };
        let is = format!("`{path}` is a submodule");
        match problem {
            Problem::NotRead => {
                (format!("{is}, and submodules are not read"), "add `recurse_submodules=true`".to_owned())
            }
            Problem::NotPopulated => (format!("{is} that is not checked out"), update),
            Problem::Missing if !self.is_submodule_now() => (
                format!("{is} whose repository is not in this clone, and is no longer checked out"),
                format!("check out a commit that has it, then {update}"),
            ),
            Problem::Missing => (format!("{is} whose repository is not in this clone"), update),
            Problem::NoCommit { .. } if self.is_populated() => (
                format!("{is}, and its clone does not have the commit {commit}"),
                format!("`git -C {at} fetch origin {commit}` gets it"),
            ),
            Problem::NoCommit { git_dir } => (
                format!("{is}, and its clone does not have the commit {commit}"),
                format!("`git --git-dir={} fetch origin {commit}` gets it", quoted(&shown(git_dir).to_string())),
            ),
            Problem::BadName(name) => (
                format!("{is} that `.gitmodules` calls `{name}`, which is not a name that git takes"),
                "correct the name in `.gitmodules`".to_owned(),
            ),
            Problem::TooDeep => {
                (format!("{is} in too many others"), format!("{MAX_DEPTH} repositories in each other are the limit"))
            }
            Problem::Broken(reason) => (format!("{is}: {reason}"), update),
        }
    }
}

/// The folder in which the user runs commands.
#[derive(Clone, Debug, Default)]
pub(crate) struct WorkingFolder {
    /// The folder in the work tree.
    pub(crate) from: PathBuf,
    /// The work tree, if the user is outside of it.
    pub(crate) elsewhere: Option<PathBuf>,
    /// `true` for a repository that the user names: its paths are displayed from its root.
    pub(crate) is_named: bool,
    /// The displayed root of the tree; `None` to display paths relative to `from`.
    pub(crate) shown: Option<PathBuf>,
}

impl WorkingFolder {
    /// Returns the folder for a tree of an input that is written like `path`. Paths are displayed like those of the work
    /// tree: absolute for an absolute input, and otherwise relative to the working directory.
    pub(crate) fn seen_from(here: &Path, root: &Path, path: &Path) -> Self {
        let from = here.strip_prefix(root).ok().filter(|_| !path.is_absolute());
        let shown = match from {
            Some(_) => None,
            None if path.is_absolute() => Some(root.to_owned()),
            None => Some(paths::relative(here, root)),
        };
        Self { from: from.map(Path::to_owned).unwrap_or_default(), elsewhere: None, is_named: false, shown }
    }

    /// Returns the displayed form of a path of the tree.
    pub(crate) fn display(&self, path: &str) -> String {
        let path = match &self.shown {
            Some(root) if path.is_empty() => root.clone(),
            Some(root) => root.join(path),
            None => paths::relative(&self.from, Path::new(path)),
        };
        shown(&path).to_string()
    }

    /// Returns the folder from which displayed paths start.
    pub(crate) const fn start(&self) -> PathStart {
        if self.is_named { PathStart::Tree } else { PathStart::WorkingFolder }
    }

    /// Returns a path of the tree for the command line.
    fn path(&self, path: &str) -> String {
        let path = match &self.elsewhere {
            Some(elsewhere) => elsewhere.join(path),
            None => paths::relative(&self.from, Path::new(path)),
        };
        quoted(&shown(&path).to_string())
    }

    /// Creates the value for a repository that the user names.
    pub(crate) fn named(elsewhere: Option<PathBuf>) -> Self {
        Self { elsewhere, is_named: true, ..Self::default() }
    }
}
