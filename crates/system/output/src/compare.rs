//! The comparison of a plan with its folder: which files change, and which existing files must not be touched.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use super::content::Content;
use super::diagnostics;
use super::incoming::ComparedFile;
use super::line_ends;
use super::manifest::{self, MANIFEST, prefixes};
use super::plan::{Plan, Planned};
use super::staged::is_staged;
use protoward_source::paths::tree_path;
use protoward_source::{Diagnostic, Report};

/// The changes that bring a folder to its planned state.
#[derive(Clone, Debug)]
pub struct Changes {
    pub(super) folder: PathBuf,
    pub(super) list: Vec<Change>,
    unchanged: usize,
    kept: Vec<String>,
    /// All planned files, relative to the output folder.
    planned: BTreeSet<String>,
}

/// A change to one file.
#[derive(Clone, Debug)]
pub struct Change {
    /// The path relative to the output folder.
    pub path: String,
    /// The current content; `None` if the file does not exist.
    pub old: Option<Content>,
    /// The planned content; `None` if the file is to be removed.
    pub new: Option<Content>,
}

impl Changes {
    /// Returns `true` if there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the folder that the paths are relative to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the changes, sorted by path. They may include the list of generated files.
    pub fn iter(&self) -> std::slice::Iter<'_, Change> {
        self.list.iter()
    }

    /// Returns the number of files that need no change.
    pub const fn unchanged(&self) -> usize {
        self.unchanged
    }

    /// Returns the folders of the planned files.
    pub(super) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let parents: BTreeSet<&str> =
            self.planned.iter().map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        parents.into_iter().map(|folder| self.folder.join(folder))
    }

    /// Returns the same changes without the removal of some files, such as those that other changes plan or remove: folders may
    /// contain each other, and one folder may have several plans.
    #[must_use]
    pub fn without_removal_of(mut self, files: &HashSet<PathBuf>) -> Self {
        let folder = real_folder(&self.folder);
        self.list.retain(|change| change.new.is_some() || !files.contains(&folder.join(&change.path)));
        self
    }

    /// Returns the paths of the files to remove, for [`without_removal_of`](Self::without_removal_of).
    pub fn removed_files(&self) -> impl Iterator<Item = PathBuf> {
        let folder = real_folder(&self.folder);
        self.list.iter().filter(|change| change.new.is_none()).map(move |change| folder.join(&change.path))
    }

    /// Returns the paths of the planned files, for [`without_removal_of`](Self::without_removal_of), with the content of those that
    /// change.
    pub fn planned_files(&self) -> impl Iterator<Item = (PathBuf, Option<&Content>)> {
        let folder = real_folder(&self.folder);
        let new: HashMap<&str, &Content> =
            self.list.iter().filter_map(|change| Some((&*change.path, change.new.as_ref()?))).collect();
        self.planned.iter().map(move |path| (folder.join(path), new.get(&**path).copied()))
    }

    /// Returns the files that are no longer generated, but stay because they may be handwritten.
    pub fn kept(&self) -> &[String] {
        &self.kept
    }

    /// Returns warnings about the [kept](Self::kept) files.
    pub fn kept_warnings(&self) -> Report {
        self.kept.iter().map(|path| diagnostics::kept(&self.folder.join(path))).collect()
    }
}

impl Plan {
    /// Compares the plan with the folder, and returns the necessary changes. Writes nothing.
    ///
    /// # Errors
    /// Returns an error if:
    ///
    /// - the output folder or a folder above it is a file;
    /// - a path below the output folder is a symbolic link, or a file in the place of a folder, or the reverse;
    /// - a planned file exists that may be handwritten;
    /// - a file cannot be read.
    pub fn compare(&self) -> Result<Changes, Box<Diagnostic>> {
        self.check_folder()?;
        let list = if self.is_managed() { self.read(MANIFEST)? } else { None };
        let listed = list.as_deref().map(manifest::parse).unwrap_or_default();
        let on_list: HashSet<&str> = listed.iter().copied().collect();
        let mut changes = Changes {
            folder: self.folder().to_owned(),
            list: Vec::new(),
            unchanged: 0,
            kept: Vec::new(),
            planned: BTreeSet::new(),
        };
        let mut planned = Vec::new();
        for (path, file) in self.planned() {
            let is_unlisted = self.is_managed() && !on_list.contains(path);
            let is_included = match file {
                Planned::Bytes(new) => self.compare_bytes(path, new, is_unlisted, &mut changes)?,
                Planned::Compared(compared) => self.record_compared(path, compared, is_unlisted, &mut changes)?,
            };
            if is_included {
                planned.push(path);
                changes.planned.insert(path.to_owned());
            }
        }
        let included: HashSet<&str> = planned.iter().copied().collect();
        for path in listed.into_iter().filter(|path| !included.contains(path)) {
            self.record_stale(path, &mut changes)?;
        }
        for path in self.removed() {
            self.record(path, self.read(path)?, None, &mut changes);
        }
        if self.is_exclusive() {
            self.record_unplanned(&mut changes)?;
        }
        if self.is_managed() {
            let new = (!planned.is_empty()).then(|| manifest::render(planned.into_iter()));
            self.record(MANIFEST, list, new.as_deref(), &mut changes);
        }
        changes.list.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }

    /// Records the change to a file. Returns `false` if the file is left out in favor of an existing one.
    fn compare_bytes(
        &self,
        path: &str,
        new: &[u8],
        is_unlisted: bool,
        changes: &mut Changes,
    ) -> Result<bool, Box<Diagnostic>> {
        let old = self.read(path)?;
        if self.is_optional(path) && self.is_superseded(path, old.as_deref()) {
            return Ok(false);
        }
        let differs = old.as_deref().is_none_or(|old| !self.is_same(old, new));
        if differs && is_unlisted && old.as_deref().is_some_and(manifest::may_be_handwritten) {
            return Err(diagnostics::may_be_handwritten(&self.folder().join(path)));
        }
        self.record(path, old, Some(new), changes);
        Ok(true)
    }

    /// Records the change to a file that was compared when it was added.
    fn record_compared(
        &self,
        path: &str,
        compared: &ComparedFile,
        is_unlisted: bool,
        changes: &mut Changes,
    ) -> Result<bool, Box<Diagnostic>> {
        let Some(new) = &compared.new else {
            changes.unchanged += 1;
            return Ok(true);
        };
        let target = self.folder().join(path);
        if compared.exists && is_unlisted && self.read(path)?.as_deref().is_some_and(manifest::may_be_handwritten) {
            return Err(diagnostics::may_be_handwritten(&target));
        }
        let old = compared.exists.then(|| Content::of_file(&target));
        changes.list.push(Change { path: path.to_owned(), old, new: Some(new.clone()) });
        Ok(true)
    }

    /// Returns `true` if an [optional](Plan::add_optional) file is left out: an existing file may be handwritten, or the folder
    /// is a Rust module with a file of its own beside it.
    fn is_superseded(&self, path: &str, old: Option<&[u8]>) -> bool {
        let is_module = || path == "mod.rs" && module_file(self.folder()).is_some_and(|file| file.is_file());
        old.is_some_and(manifest::may_be_handwritten) || is_module()
    }

    /// Records the removal of all files that are not planned. Links are not followed, and stay.
    fn record_unplanned(&self, changes: &mut Changes) -> Result<(), Box<Diagnostic>> {
        let mut listed = HashSet::new();
        if self.folder().is_dir() { self.record_unplanned_in(self.folder(), &mut listed, changes) } else { Ok(()) }
    }

    /// Records the removal of the files in one folder. Files on the list of a generated folder stay.
    fn record_unplanned_in(
        &self,
        folder: &Path,
        listed: &mut HashSet<PathBuf>,
        changes: &mut Changes,
    ) -> Result<(), Box<Diagnostic>> {
        let list = folder.join(MANIFEST);
        if let Ok(text) = fs::read(&list) {
            listed.extend(manifest::parse(&text).into_iter().map(|path| folder.join(path)));
            listed.insert(list);
        }
        let cannot_read = |path: &Path, error| diagnostics::cannot("read", path, &error);
        for entry in fs::read_dir(folder).map_err(|error| cannot_read(folder, error))? {
            let entry = entry.map_err(|error| cannot_read(folder, error))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(|error| cannot_read(folder, error))?;
            if kind.is_dir() {
                self.record_unplanned_in(&path, listed, changes)?;
            } else if kind.is_file()
                && let Some(inside) = path.strip_prefix(self.folder()).ok().and_then(tree_path)
                && !self.has(&inside)
                && !is_staged(&path)
                && !listed.contains(&path)
            {
                let old = fs::read(&path).map_err(|error| cannot_read(&path, error))?;
                self.record(&inside, Some(old), None, changes);
            }
        }
        Ok(())
    }

    fn record_stale(&self, path: &str, changes: &mut Changes) -> Result<(), Box<Diagnostic>> {
        match self.read(path)? {
            Some(old) if manifest::may_be_handwritten(&old) && !self.is_exclusive() => {
                changes.kept.push(path.to_owned())
            }
            old => self.record(path, old, None, changes),
        }
        Ok(())
    }

    fn record(&self, path: &str, old: Option<Vec<u8>>, new: Option<&[u8]>, changes: &mut Changes) {
        match (old, new) {
            (None, None) => {}
            (Some(old), Some(new)) if self.is_same(&old, new) => changes.unchanged += 1,
            (old, new) => {
                let old = old.map(Content::from);
                let new = new.map(|new| Content::from(new.to_vec()));
                changes.list.push(Change { path: path.to_owned(), old, new });
            }
        }
    }

    fn is_same(&self, old: &[u8], new: &[u8]) -> bool {
        if self.is_exact() { old == new } else { line_ends::is_same_text(old, new) }
    }

    /// Returns the content of a file in the output folder, or `None` if the file does not exist.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Box<Diagnostic>> {
        if !self.check_path(path)? {
            return Ok(None);
        }
        let full = self.folder().join(path);
        fs::read(&full).map(Some).map_err(|error| diagnostics::cannot("read", &full, &error))
    }

    /// Checks that the output folder, or its nearest existing ancestor, is a folder.
    pub(super) fn check_folder(&self) -> Result<(), Box<Diagnostic>> {
        let folder = self.folder();
        for ancestor in folder.ancestors().filter(|ancestor| !ancestor.as_os_str().is_empty()) {
            match fs::metadata(ancestor) {
                Ok(found) if found.is_dir() => return Ok(()),
                Ok(_) => return Err(diagnostics::folder_is_a_file(folder, ancestor)),
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
                Err(error) => return Err(diagnostics::cannot("read", ancestor, &error)),
            }
        }
        Ok(())
    }

    /// Returns `true` if a file exists. Returns an error if it is a folder, or if its path has a symbolic link or a file
    /// in the place of a folder.
    pub(super) fn check_path(&self, path: &str) -> Result<bool, Box<Diagnostic>> {
        for prefix in prefixes(path) {
            let full = self.folder().join(prefix);
            let is_file = prefix.len() == path.len();
            match fs::symlink_metadata(&full) {
                Ok(found) if found.is_symlink() => return Err(diagnostics::symbolic_link(&full)),
                Ok(found) if is_file && !found.is_file() => return Err(diagnostics::folder_instead_of_file(&full)),
                Ok(found) if !is_file && !found.is_dir() => return Err(diagnostics::file_instead_of_folder(&full)),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                Err(error) => return Err(diagnostics::cannot("read", &full, &error)),
            }
        }
        Ok(true)
    }
}

/// Returns the one path of a folder that may have several spellings.
fn real_folder(folder: &Path) -> PathBuf {
    let mut real = std::env::current_dir().unwrap_or_default();
    for component in folder.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                real.pop();
            }
            other => {
                real.push(other);
                // A folder that does not exist yet cannot be a link.
                real = real.canonicalize().unwrap_or(real);
            }
        }
    }
    real
}

/// Returns the path of the file for the Rust module that a folder is: `gen.rs` for the folder `gen`. An
/// [optional](Plan::add_optional) file `mod.rs` is left out if that file exists.
pub fn module_file(folder: &Path) -> Option<PathBuf> {
    let mut name = folder.file_name()?.to_owned();
    name.push(".rs");
    Some(folder.with_file_name(name))
}
