//! Files that are edited in memory: shown as a diff, or written, unless the text on disk has changed since. Symbolic links stay.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::apply::apply;
use crate::diagnostics;
#[cfg(feature = "diff")]
use crate::diff::unified_diff;
use crate::staged::remove_leftovers;
use crate::write::compared;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Edit, LineEnds, SourceId, Sources};

/// Edited files by path, with their texts on disk and their new texts.
///
/// ```
/// use protoward_output::EditedFiles;
///
/// # let temp = tempfile::tempdir().unwrap();
/// # let path = temp.path().join("a.proto").display().to_string();
/// std::fs::write(&path, "message a {}\n").expect("the folder is writable");
/// let mut files = EditedFiles::default();
/// files.set(&path, "message a {}\n".into(), "message A {}\n".to_owned());
/// files.write()?;
/// assert_eq!(std::fs::read_to_string(&path).ok().as_deref(), Some("message A {}\n"));
/// // The text on disk is another one now.
/// assert!(files.write().is_err());
/// # Ok::<(), Box<protoward_source::Diagnostic>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditedFiles {
    texts: BTreeMap<String, (Arc<str>, String)>,
    /// Files that do not exist yet.
    created: BTreeMap<String, String>,
    /// Files to remove, with their texts on disk.
    removed: BTreeMap<String, Arc<str>>,
}

impl EditedFiles {
    /// Returns `true` if no file is edited, created or removed.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.created.is_empty() && self.removed.is_empty()
    }

    /// Returns the number of files that are edited, created or removed.
    pub fn len(&self) -> usize {
        self.texts.len() + self.created.len() + self.removed.len()
    }

    /// Returns the new text of a file, if it is edited.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(|(_, text)| text.as_str())
    }

    /// Replaces the text of a file. If all lines of the old text end with `\r\n`, those of the new one do too.
    pub fn set(&mut self, path: &str, old: Arc<str>, new: String) {
        let has_returns =
            LineEnds::of(&old) == LineEnds::CrLf && old.matches('\n').count() == old.matches("\r\n").count();
        let new = if has_returns { LineEnds::CrLf.apply(&new).into_owned() } else { new };
        self.texts.insert(path.to_owned(), (old, new));
    }

    /// Restores a file to its state in `before`.
    pub fn restore(&mut self, path: &str, before: &Self) {
        match before.texts.get(path) {
            Some(texts) => _ = self.texts.insert(path.to_owned(), texts.clone()),
            None => _ = self.texts.remove(path),
        }
    }

    /// Adds a file that does not exist yet.
    pub fn create(&mut self, path: String, text: String) {
        self.created.insert(path, text);
    }

    /// Returns the paths of files that do not exist yet.
    pub fn created(&self) -> impl Iterator<Item = &str> {
        self.created.keys().map(String::as_str)
    }

    /// Removes a file, whose text on disk is `old`.
    pub fn remove(&mut self, path: &str, old: Arc<str>) {
        self.texts.remove(path);
        self.removed.insert(path.to_owned(), old);
    }

    /// Returns the paths of files to remove.
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        self.removed.keys().map(String::as_str)
    }

    /// Returns the paths of all files that are edited, created or removed.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().chain(self.created.keys()).chain(self.removed.keys()).map(String::as_str)
    }

    /// Returns the new texts by path.
    pub fn new_texts(&self) -> BTreeMap<String, String> {
        let edited = self.texts.iter().map(|(path, (_, text))| (path.clone(), text.clone()));
        edited.chain(self.created.clone()).collect()
    }

    /// Applies edits that do not overlap. Equal edits are applied once.
    pub fn edit<'e>(&mut self, edits: impl IntoIterator<Item = &'e Edit>, sources: &Sources) {
        let mut by_source: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
        for edit in edits {
            by_source.entry(edit.place.source).or_default().push(edit);
        }
        for (source, mut edits) in by_source {
            let file = sources.get(source);
            let Some(text) = &file.text else { continue };
            edits.sort_by_key(|edit| sources.bytes(edit.place).map(|range| (range.start, range.end)));
            edits.dedup();
            let new_text = edited(text, &edits, sources);
            let old_text = self.texts.get(&file.display).map_or_else(|| Arc::clone(text), |(old, _)| Arc::clone(old));
            self.texts.insert(file.display.clone(), (old_text, new_text));
        }
    }

    /// Returns the changes as a unified diff.
    #[cfg(feature = "diff")]
    pub fn diff(&self) -> String {
        let diff = |(path, (old, new)): (&String, &(Arc<str>, String))| unified_diff(old, new, [path, path]);
        let created = self.created.iter().map(|(path, text)| unified_diff("", text, ["/dev/null", path]));
        let removed = self.removed.iter().map(|(path, old)| unified_diff(old, "", [path, "/dev/null"]));
        self.texts.iter().map(diff).chain(created).chain(removed).collect()
    }

    /// Writes all files or none. Returns the edited files that are behind symbolic links, which stay.
    ///
    /// # Errors
    /// Fails if a file on disk no longer has the text that was edited, or if a file cannot be written.
    pub fn write(&self) -> Result<Vec<LinkedFile>, Box<Diagnostic>> {
        let edited = self.texts.iter().map(|(path, (_, new))| (PathBuf::from(path), new.clone().into_bytes()));
        let created = self.created.iter().map(|(path, text)| (PathBuf::from(path), text.clone().into_bytes()));
        let removed: Vec<PathBuf> = self.removed.keys().map(PathBuf::from).collect();
        let changes = compared(edited.chain(created).collect(), &removed)?;
        // Only then, because `apply` compares the files with those that the changes have read.
        self.check_unchanged()?;
        apply(&changes)?;
        Ok(self.texts.keys().filter_map(|path| linked_file(path)).collect())
    }

    /// Returns an error if a file on disk no longer has the text that was edited.
    fn check_unchanged(&self) -> Result<(), Box<Diagnostic>> {
        let edited = self.texts.iter().map(|(path, (old, _))| (path, old));
        edited.chain(&self.removed).try_for_each(|(path, old)| unchanged(path, old))?;
        self.created.keys().try_for_each(|path| absent(path))
    }
}

/// Removes the staged files that killed runs have left next to these files. Folders outside of `within` are left as they are.
pub fn remove_leftovers_beside<'a>(paths: impl IntoIterator<Item = &'a str>, within: &Path) {
    let real = paths.into_iter().filter_map(|path| fs::canonicalize(path).ok());
    let inside = real.filter(|path| path.starts_with(within));
    let folders: BTreeSet<PathBuf> = inside.filter_map(|path| path.parent().map(Path::to_owned)).collect();
    folders.iter().for_each(|folder| remove_leftovers(folder));
}

/// Returns an error unless a file has this text.
fn unchanged(path: &str, text: &str) -> Result<(), Box<Diagnostic>> {
    match fs::read(path) {
        Ok(found) if found == text.as_bytes() => Ok(()),
        Ok(_) => Err(diagnostics::changed_meanwhile(path)),
        Err(error) => Err(diagnostics::cannot("write", path.as_ref(), &error)),
    }
}

/// Returns an error if a file exists.
fn absent(path: &str) -> Result<(), Box<Diagnostic>> {
    if Path::new(path).exists() { Err(diagnostics::changed_meanwhile(path)) } else { Ok(()) }
}

/// Applies sorted edits without overlaps to a text in one pass. The texts of the edits get its line ends.
fn edited(text: &str, edits: &[&Edit], sources: &Sources) -> String {
    let ends = LineEnds::of(text);
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        if let Some(range) = sources.bytes(edit.place) {
            edited.push_str(text.get(at..range.start).unwrap_or_default());
            edited.push_str(&ends.apply(&edit.text));
            at = range.end.max(at);
        }
    }
    edited.push_str(text.get(at..).unwrap_or_default());
    edited
}

/// A file that was written through a symbolic link, which stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFile {
    /// The path with the link.
    pub path: String,
    /// The file behind the link, relative to the working directory if possible.
    pub target: String,
}

impl fmt::Display for LinkedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, target } = self;
        write!(f, "`{path}` is behind a link: `{target}` was changed, and the link stays")
    }
}

/// Returns the file that a path leads to, if it contains a symbolic link below the working directory.
pub(crate) fn linked_file(path: &str) -> Option<LinkedFile> {
    contains_symlink(Path::new(path)).then(|| LinkedFile { path: path.to_owned(), target: link_target(path) })
}

fn contains_symlink(path: &Path) -> bool {
    let here = std::env::current_dir().unwrap_or_default();
    let is_below = |part: &&Path| !here.starts_with(part);
    path.ancestors().filter(|part| !part.as_os_str().is_empty()).take_while(is_below).any(Path::is_symlink)
}

/// Returns the target of a path, relative to the working directory if possible.
pub fn link_target(path: &str) -> String {
    let Ok(real) = fs::canonicalize(path) else { return path.to_owned() };
    let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
    shown(real.strip_prefix(here).unwrap_or(&real)).to_string()
}
