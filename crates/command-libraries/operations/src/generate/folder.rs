//! Output folders of generated code: actual and expected content, and their difference.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::generate::diagnostics;
use protoward_output::{Change, Changes, Content, MANIFEST};
use protoward_source::paths::shown;
use protoward_source::{Report, count, list};

/// An output folder: the changes that make it current.
#[derive(Debug)]
pub struct OutputFolder {
    /// The number of generated files.
    pub files: usize,
    /// The changes that make the folder current.
    pub changes: Changes,
}

/// Keeps the files that any of the folders has, and removes others once: one folder of a run may contain another, or be the same.
///
/// # Errors
/// Fails if a file has different contents in two of the folders: the one would be written over the other.
pub(crate) fn with_files_of_all(folders: Vec<OutputFolder>) -> Result<Vec<OutputFolder>, Report> {
    let mut decided = planned(&folders)?;
    let mut all = Vec::new();
    for folder in folders {
        let changes = folder.changes.without_removal_of(&decided);
        decided.extend(changes.removed_files());
        all.push(OutputFolder { changes, ..folder });
    }
    Ok(all)
}

/// Returns the planned files of all folders.
fn planned(folders: &[OutputFolder]) -> Result<HashSet<PathBuf>, Report> {
    let mut contents: HashMap<PathBuf, (Option<&Content>, &OutputFolder)> = HashMap::new();
    let mut report = Report::default();
    for folder in folders {
        for (path, content) in folder.changes.planned_files() {
            match contents.entry(path) {
                Entry::Occupied(taken) if !is_same(taken.get().0, content) => {
                    let outs = [taken.get().1, folder].map(|folder| folder.changes.folder());
                    report.push(diagnostics::generated_by_several(taken.key(), outs));
                }
                Entry::Occupied(_) => {}
                Entry::Vacant(free) => {
                    free.insert((content, folder));
                }
            }
        }
    }
    if report.has_errors() { Err(report) } else { Ok(contents.into_keys().collect()) }
}

/// Returns `true` for two equal contents; a file that does not change has none.
fn is_same(one: Option<&Content>, other: Option<&Content>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => matches!((one.read(), other.read()), (Ok(one), Ok(other)) if one == other),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

impl OutputFolder {
    /// Returns `true` if all files are current.
    pub fn is_current(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns `true` if no generated file exists.
    pub fn is_absent(&self) -> bool {
        self.files > 0 && self.steps().count() == self.files && self.steps().all(|change| change.old.is_none())
    }

    /// Returns the files that are not current, without the internal list of generated files.
    pub fn stale(&self) -> impl Iterator<Item = String> {
        self.steps().map(|change| self.path_of(change))
    }

    /// Returns the path of a changed file.
    pub fn path_of(&self, change: &Change) -> String {
        shown(&self.changes.folder().join(&change.path)).to_string()
    }

    /// Returns the changes, without that of the internal list of generated files.
    pub fn steps(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.path != MANIFEST)
    }

    /// Describes the folder: `9 files in src/gen`.
    pub fn named(&self) -> String {
        format!("{} in {}", count(self.files, "file"), shown(&self.changes.folder()))
    }

    /// Counts the actions: `1 new, 2 changed`.
    pub fn steps_in_words(&self) -> String {
        let number = |of: fn(bool, bool) -> bool| {
            self.steps().filter(|change| of(change.old.is_some(), change.new.is_some())).count()
        };
        let steps = [
            (number(|old, new| !old && new), "new"),
            (number(|old, new| old && new), "changed"),
            (number(|old, new| old && !new), "removed"),
        ];
        let words = steps.into_iter().filter(|(number, _)| *number > 0);
        let words: Vec<String> = words.map(|(number, what)| format!("{number} {what}")).collect();
        if words.is_empty() { "nothing changed".to_owned() } else { list(&words) }
    }
}
