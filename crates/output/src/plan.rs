use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::content::{Content, Held};
use super::diagnostics;
use super::incoming::{Compared, Complete, Incoming};
use super::manifest::MANIFEST;
use super::stage::Stage;
use protoward_source::Diagnostic;

/// What a folder is to hold.
///
/// ```
/// use protoward_output::{Plan, apply};
/// # let temp = tempfile::tempdir().unwrap();
/// # let folder = temp.path().join("gen");
/// let mut plan = Plan::generated(&folder);
/// plan.add("user.v1.rs", "// @generated\n")?;
/// assert!(plan.add("../lib.rs", "").is_err());
///
/// let changes = plan.compare()?;
/// apply(&[changes])?;
/// assert!(folder.join("user.v1.rs").is_file());
/// assert!(plan.compare()?.is_empty());
/// # Ok::<(), Box<protoward_source::Diagnostic>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Plan {
    folder: PathBuf,
    files: BTreeMap<String, Planned>,
    /// Every path and every folder on the way to one, by its lower case spelling.
    spellings: BTreeMap<String, Spelling>,
    managed: bool,
    /// Whether nothing else is to be in the folder.
    sole: bool,
    /// Files that give way to those of a person.
    offered: BTreeSet<String>,
    when: When,
}

/// A file of a plan.
#[derive(Clone, Debug)]
pub(super) enum Planned {
    Bytes(Vec<u8>),
    /// It was compared when it was added.
    Compared(Compared),
}

/// When files are compared with those that are there.
#[derive(Clone, Debug)]
enum When {
    /// All of them at once, in the end.
    Later,
    /// Each when it is added. What differs is held, or staged where there is a stage.
    AtOnce(Option<Arc<Stage>>),
}

#[derive(Clone, Debug)]
struct Spelling {
    path: String,
    is_file: bool,
}

impl Plan {
    /// A folder that is generated: a list is kept in it, and what is no longer generated is removed.
    pub fn generated(folder: impl Into<PathBuf>) -> Self {
        Self { managed: true, ..Self::loose(folder.into()) }
    }

    /// A folder that others own: files of it are replaced, and nothing else in it is looked at.
    pub fn unmanaged(folder: impl Into<PathBuf>) -> Self {
        Self::loose(folder.into())
    }

    /// One file that a person named; what lies beside it is not looked at.
    ///
    /// # Errors
    /// When the path does not end in the name of a file.
    pub fn file(path: &Path, content: impl Into<Vec<u8>>) -> Result<Self, Box<Diagnostic>> {
        let name = path.file_name().and_then(OsStr::to_str).ok_or_else(|| diagnostics::not_a_file_name(path))?;
        let mut plan = Self::loose(path.parent().unwrap_or(Path::new("")).to_owned());
        plan.admit(name, Planned::Bytes(content.into()))?;
        Ok(plan)
    }

    /// A folder that is to hold nothing but what is generated: what else is in it is removed, whoever wrote it.
    pub fn sole(folder: impl Into<PathBuf>) -> Self {
        Self { sole: true, ..Self::loose(folder.into()) }
    }

    fn loose(folder: PathBuf) -> Self {
        Self {
            folder,
            files: BTreeMap::new(),
            spellings: BTreeMap::new(),
            managed: false,
            sole: false,
            offered: BTreeSet::new(),
            when: When::Later,
        }
    }

    /// Compares each file when it is added, and holds only what differs from the file that is there.
    #[must_use]
    pub fn compared(self) -> Self {
        Self { when: When::AtOnce(None), ..self }
    }

    /// Compares each file when it is added, and writes what differs into a staged file beside the one that is there: for
    /// plans that are applied. Staged files are removed with the last copy of the plan and its changes, and folders that
    /// were made for them with the last copy of the stage, which all plans of a run share.
    #[must_use]
    pub fn staged(self, stage: &Arc<Stage>) -> Self {
        Self { when: When::AtOnce(Some(Arc::clone(stage))), ..self }
    }

    /// Adds a file by its path below the folder, with `/` between the parts.
    ///
    /// # Errors
    /// When the path is absolute, leaves the folder, or is taken: by the same path, by one that differs in case only,
    /// or by a file where this one needs a folder.
    pub fn add(&mut self, path: &str, content: impl Into<Vec<u8>>) -> Result<(), Box<Diagnostic>> {
        if let When::Later = self.when {
            self.check_name(path)?;
            return self.admit(path, Planned::Bytes(content.into()));
        }
        let mut incoming = self.receive(path)?;
        incoming.push(&content.into());
        self.add_received(path, incoming.end()?)
    }

    /// Begins a file that is generated piece by piece. Several may be at once, on several threads; each is to be added by
    /// [`add_received`](Self::add_received).
    ///
    /// # Errors
    /// When the path is absolute or leaves the folder; of a plan that compares at once, when the file cannot be compared.
    pub fn receive(&self, path: &str) -> Result<Incoming, Box<Diagnostic>> {
        self.check_name(path)?;
        match &self.when {
            When::Later => Ok(Incoming::held()),
            When::AtOnce(stage) => {
                self.check_folder()?;
                let is_there = self.check_path(path)?;
                Ok(Incoming::new(self.folder.join(path), is_there, stage.clone()))
            }
        }
    }

    /// Adds a file that [`receive`](Self::receive) began under the same path.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_received(&mut self, path: &str, Complete(compared): Complete) -> Result<(), Box<Diagnostic>> {
        let planned = match (&self.when, compared) {
            (When::Later, Compared { new: Some(Content(Held::Bytes(bytes))), .. }) => Planned::Bytes(bytes),
            (_, compared) => Planned::Compared(compared),
        };
        self.admit(path, planned)
    }

    /// Adds a file that nobody named. It is left out where another file has the name, in the plan or in the folder.
    pub fn offer(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        let planned = Planned::Bytes(content.into());
        if self.check_name(path).is_ok() && self.admit(path, planned).is_ok() {
            self.offered.insert(path.to_owned());
        }
    }

    fn check_name(&self, path: &str) -> Result<(), Box<Diagnostic>> {
        if !is_plain(path) {
            return Err(diagnostics::leaves_folder(path, &self.folder));
        }
        if path.eq_ignore_ascii_case(MANIFEST) {
            return Err(diagnostics::name_of_the_list(path));
        }
        Ok(())
    }

    fn admit(&mut self, path: &str, planned: Planned) -> Result<(), Box<Diagnostic>> {
        for prefix in prefixes(path) {
            let is_file = prefix.len() == path.len();
            match self.spellings.get(&prefix.to_lowercase()) {
                Some(taken) if taken.path != prefix => return Err(diagnostics::differs_in_case(prefix, &taken.path)),
                Some(taken) if taken.is_file && is_file => return Err(diagnostics::generated_twice(path)),
                Some(taken) if taken.is_file != is_file => return Err(diagnostics::file_and_folder(prefix)),
                Some(_) => {}
                None => {
                    self.spellings.insert(prefix.to_lowercase(), Spelling { path: prefix.to_owned(), is_file });
                }
            }
        }
        self.files.insert(path.to_owned(), planned);
        Ok(())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files by their paths below the folder, sorted; without those that were compared when they were added.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().filter_map(|(path, planned)| match planned {
            Planned::Bytes(bytes) => Some((path.as_str(), bytes.as_slice())),
            Planned::Compared(_) => None,
        })
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns `true` if there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub(super) fn planned(&self) -> impl Iterator<Item = (&str, &Planned)> {
        self.files.iter().map(|(path, planned)| (path.as_str(), planned))
    }

    pub(super) fn is_offered(&self, path: &str) -> bool {
        self.offered.contains(path)
    }

    pub(super) const fn is_sole(&self) -> bool {
        self.sole
    }

    pub(super) const fn is_managed(&self) -> bool {
        self.managed
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}

/// Whether a path is made of ordinary names alone, on every system.
pub fn is_plain(path: &str) -> bool {
    let ordinary = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0', '\n', '\r']);
    path.split('/').all(ordinary)
}

/// `a`, `a/b` and `a/b/c` of `a/b/c`.
pub(super) fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain(std::iter::once(path))
}
