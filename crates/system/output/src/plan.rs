//! The intended contents of a folder. Paths that are one file on some system are refused when they are added.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::content::{Content, StoredContent};
use super::diagnostics;
use super::incoming::{ComparedFile, CompleteFile, IncomingFile};
use super::manifest::{MANIFEST, is_plain, prefixes};
use super::stage::Stage;
use protoward_source::Diagnostic;
use protoward_source::paths::System;

/// The intended contents of a folder.
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
    /// Every path and each of its parent folders, by lowercase spelling.
    spellings: HashMap<String, Spelling>,
    managed: bool,
    /// Removes all other files from the folder.
    exclusive: bool,
    /// The files that are left out if the folder has a handwritten one.
    optional: BTreeSet<String>,
    /// The files to remove, unless they are also among `files`.
    removed: BTreeSet<String>,
    when: CompareTime,
    /// Replaces a file that differs only in line ends too. Generated files do not, because git converts line ends.
    is_exact: bool,
}

/// A file of a plan.
#[derive(Clone, Debug)]
pub(super) enum Planned {
    Bytes(Vec<u8>),
    /// A file that was compared when it was added.
    Compared(ComparedFile),
}

/// The time of comparison with existing files.
#[derive(Clone, Debug)]
enum CompareTime {
    /// All files are compared by [`Plan::compare`].
    Later,
    /// Each file is compared when it is added. A file that differs is staged if there is a stage, and held in memory
    /// otherwise.
    AtOnce(Option<Arc<Stage>>),
}

#[derive(Clone, Debug)]
struct Spelling {
    path: String,
    is_file: bool,
}

impl Plan {
    /// Creates a plan for a generated folder. It has a list of its generated files, and files that are no longer
    /// generated are removed.
    pub fn generated(folder: impl Into<PathBuf>) -> Self {
        Self { managed: true, ..Self::empty(folder.into()) }
    }

    /// Creates a plan for a folder that other tools own. The planned files are replaced, and all other files are ignored.
    pub fn unmanaged(folder: impl Into<PathBuf>) -> Self {
        Self::empty(folder.into())
    }

    /// Creates a plan for a single file. Other files in its folder are ignored.
    ///
    /// # Errors
    /// Returns an error if the path does not end in a valid file name.
    pub fn file(path: &Path, content: impl Into<Vec<u8>>) -> Result<Self, Box<Diagnostic>> {
        let name = path.file_name().and_then(OsStr::to_str).ok_or_else(|| diagnostics::not_a_file_name(path))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut plan = Self { is_exact: true, ..Self::empty(folder) };
        plan.insert_new(name, Planned::Bytes(content.into()))?;
        Ok(plan)
    }

    /// Creates a plan that removes a single file.
    ///
    /// # Errors
    /// Returns an error if the path does not end in a valid file name.
    pub fn without(path: &Path) -> Result<Self, Box<Diagnostic>> {
        let name = path.file_name().and_then(OsStr::to_str).ok_or_else(|| diagnostics::not_a_file_name(path))?;
        let mut plan = Self::empty(path.parent().unwrap_or(Path::new("")).to_owned());
        plan.remove(name)?;
        Ok(plan)
    }

    fn empty(folder: PathBuf) -> Self {
        Self {
            folder,
            files: BTreeMap::new(),
            spellings: HashMap::new(),
            managed: false,
            exclusive: false,
            optional: BTreeSet::new(),
            removed: BTreeSet::new(),
            when: CompareTime::Later,
            is_exact: false,
        }
    }

    /// Removes all other files from the folder, including handwritten ones, but for those of other generated folders.
    #[must_use]
    pub fn exclusive(self) -> Self {
        Self { exclusive: true, ..self }
    }

    /// Replaces files that differ only in line ends too, such as those that a digest is known of.
    #[must_use]
    pub fn exact(self) -> Self {
        Self { is_exact: true, ..self }
    }

    /// Compares each file when it is added, and holds it in memory only if it differs from the existing file.
    #[must_use]
    pub fn compared(self) -> Self {
        Self { when: CompareTime::AtOnce(None), ..self }
    }

    /// Compares each file when it is added. A file that differs is written to a staged file beside its target. This is
    /// for plans that are applied.
    ///
    /// Staged files are removed with the last copy of the plan and its changes. Folders that were created for them are
    /// removed with the last copy of the stage, which all plans of a run share.
    #[must_use]
    pub fn staged(self, stage: &Arc<Stage>) -> Self {
        Self { when: CompareTime::AtOnce(Some(Arc::clone(stage))), ..self }
    }

    /// Adds a file. The path is relative to the output folder, with `/` as separator.
    ///
    /// # Errors
    /// Returns an error if the path is absolute, leaves the folder, or conflicts with another planned path. A conflict is
    /// the same path, a path that differs in case only, or a file in the place of a folder. In a generated folder, a name
    /// that Windows cannot have is an error too. A plan that compares at once also fails if the file cannot be compared or
    /// staged.
    pub fn add(&mut self, path: &str, content: impl Into<Vec<u8>>) -> Result<(), Box<Diagnostic>> {
        if let CompareTime::Later = self.when {
            self.check_name(path)?;
            return self.insert_new(path, Planned::Bytes(content.into()));
        }
        let mut incoming = self.receive(path)?;
        incoming.push(&content.into());
        self.add_received(path, incoming.end()?)
    }

    /// Begins a file that is generated piece by piece. Several files can be generated at the same time, on several
    /// threads. Add each of them by [`add_received`](Self::add_received).
    ///
    /// # Errors
    /// Returns an error if the path is absolute or leaves the folder. A plan that compares at once also fails if the
    /// folder or the existing file cannot be used.
    pub fn receive(&self, path: &str) -> Result<IncomingFile, Box<Diagnostic>> {
        self.check_name(path)?;
        match &self.when {
            CompareTime::Later => Ok(IncomingFile::in_memory()),
            CompareTime::AtOnce(stage) => {
                self.check_folder()?;
                let is_there = self.check_path(path)?;
                Ok(IncomingFile::new(self.folder.join(path), is_there, stage.clone(), self.is_exact))
            }
        }
    }

    /// Adds a file that [`receive`](Self::receive) began under the same path.
    ///
    /// # Errors
    /// Returns an error if the path conflicts with another planned path.
    pub fn add_received(&mut self, path: &str, CompleteFile(compared): CompleteFile) -> Result<(), Box<Diagnostic>> {
        let planned = match (&self.when, compared) {
            (CompareTime::Later, ComparedFile { new: Some(Content(StoredContent::Bytes(bytes))), .. }) => {
                Planned::Bytes(bytes)
            }
            (_, compared) => Planned::Compared(compared),
        };
        self.insert_new(path, planned)
    }

    /// Adds an optional file. It is left out if its path is invalid or conflicts with a planned path, or if the folder
    /// has a handwritten file with its name.
    pub fn add_optional(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        let planned = Planned::Bytes(content.into());
        if self.check_name(path).is_ok() && self.insert_new(path, planned).is_ok() {
            self.optional.insert(path.to_owned());
        }
    }

    /// Removes a file that the caller knows to be generated, if it exists and is not planned.
    ///
    /// # Errors
    /// Returns an error if the path is absolute or leaves the folder.
    pub fn remove(&mut self, path: &str) -> Result<(), Box<Diagnostic>> {
        self.check_name(path)?;
        self.removed.insert(path.to_owned());
        Ok(())
    }

    fn check_name(&self, path: &str) -> Result<(), Box<Diagnostic>> {
        if !is_plain(path) {
            return Err(diagnostics::leaves_folder(path, &self.folder));
        }
        // A generated folder may be committed, and checked out on other systems.
        if (self.managed || cfg!(windows))
            && let Some(name) = System::Windows.unusable(path)
        {
            return Err(diagnostics::unusable_on_windows(path, name));
        }
        if path.eq_ignore_ascii_case(MANIFEST) {
            return Err(diagnostics::reserved_name(path));
        }
        Ok(())
    }

    fn insert_new(&mut self, path: &str, planned: Planned) -> Result<(), Box<Diagnostic>> {
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

    /// Returns the folder that the paths are relative to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the paths and contents of the files, sorted by path. Files that were compared when they were added are
    /// left out.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().filter_map(|(path, planned)| match planned {
            Planned::Bytes(bytes) => Some((path.as_str(), bytes.as_slice())),
            Planned::Compared(_) => None,
        })
    }

    /// Returns the number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns `true` if there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub(super) fn planned(&self) -> impl Iterator<Item = (&str, &Planned)> {
        self.files.iter().map(|(path, planned)| (path.as_str(), planned))
    }

    pub(super) fn removed(&self) -> impl Iterator<Item = &str> {
        self.removed.iter().map(String::as_str).filter(|path| !self.files.contains_key(*path))
    }

    pub(super) fn is_optional(&self, path: &str) -> bool {
        self.optional.contains(path)
    }

    pub(super) const fn is_exclusive(&self) -> bool {
        self.exclusive
    }

    pub(super) const fn is_exact(&self) -> bool {
        self.is_exact
    }

    pub(super) const fn is_managed(&self) -> bool {
        self.managed
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}
