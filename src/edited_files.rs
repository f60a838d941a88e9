//! Files that fixes edit in memory: shown as a diff, or written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::Console;
use super::{diagnostics, links};
use protoward_output::write_and_remove;
use protoward_output::{remove_leftovers, unified_diff};
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Edit, SourceId, Sources};
use protoward_workspace::inputs::EditedTexts;

/// The edited files by path, with their texts on disk and their new texts.
#[derive(Clone, Debug, Default)]
pub(super) struct EditedFiles {
    texts: BTreeMap<String, (Arc<str>, String)>,
    /// Files that do not exist yet.
    created: BTreeMap<String, String>,
    /// Files to remove, with their texts on disk.
    removed: BTreeMap<String, Arc<str>>,
}

impl EditedFiles {
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.created.is_empty() && self.removed.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len() + self.created.len() + self.removed.len()
    }

    /// Returns the new text of a file, if it is edited.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(|(_, text)| text.as_str())
    }

    /// Replaces the text of a file.
    pub(super) fn set(&mut self, path: &str, old: Arc<str>, new: String) {
        self.texts.insert(path.to_owned(), (old, new));
    }

    /// Adds a file that does not exist yet.
    pub(super) fn create(&mut self, path: String, text: String) {
        self.created.insert(path, text);
    }

    /// Returns the paths of files that do not exist yet.
    pub(super) fn created(&self) -> impl Iterator<Item = &str> {
        self.created.keys().map(String::as_str)
    }

    /// Removes a file.
    pub(super) fn remove(&mut self, path: &str, old: Arc<str>) {
        self.texts.remove(path);
        self.removed.insert(path.to_owned(), old);
    }

    /// Returns the paths of files to remove.
    pub(super) fn removed(&self) -> impl Iterator<Item = &str> {
        self.removed.keys().map(String::as_str)
    }

    /// Returns the new texts for a compilation, without the files to remove.
    pub(super) fn overlay(&self) -> EditedTexts {
        self.new_texts().into_iter().collect::<EditedTexts>().without(self.removed.keys().cloned())
    }

    /// Returns the new texts by path.
    pub(super) fn new_texts(&self) -> BTreeMap<String, String> {
        let edited = self.texts.iter().map(|(path, (_, text))| (path.clone(), text.clone()));
        edited.chain(self.created.clone()).collect()
    }

    /// Applies edits that do not overlap. Equal edits are applied once.
    pub(super) fn edit<'e>(&mut self, edits: impl IntoIterator<Item = &'e Edit>, sources: &Sources) {
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
    pub(super) fn diff(&self) -> String {
        let diff = |(path, (old, new)): (&String, &(Arc<str>, String))| unified_diff(old, new, [path, path]);
        let created = self.created.iter().map(|(path, text)| unified_diff("", text, ["/dev/null", path]));
        let removed = self.removed.iter().map(|(path, old)| unified_diff(old, "", [path, "/dev/null"]));
        self.texts.iter().map(diff).chain(created).chain(removed).collect()
    }

    /// Writes all files or none. Removes temporary files that a killed process left next to files of the schema, and reports
    /// files behind symbolic links.
    pub(super) fn write(
        &self,
        schema: &Schema,
        within: Option<&Path>,
        sources: &Sources,
        console: &mut Console,
    ) -> bool {
        folders(schema, within, sources).iter().for_each(|folder| remove_leftovers(folder));
        let unchanged = |(path, (old, new)): (&String, &(Arc<str>, String))| match fs::read(path) {
            Ok(found) if found == old.as_bytes() => Ok((PathBuf::from(path), new.clone().into_bytes())),
            Ok(_) => Err(diagnostics::changed_meanwhile(path)),
            Err(error) => Err(protoward_output::not_written(path.as_ref(), &error)),
        };
        let absent = |(path, text): (&String, &String)| match Path::new(path).exists() {
            true => Err(diagnostics::changed_meanwhile(path)),
            false => Ok((PathBuf::from(path), text.clone().into_bytes())),
        };
        let removed = |(path, old): (&String, &Arc<str>)| match fs::read(path) {
            Ok(found) if found == old.as_bytes() => Ok(PathBuf::from(path)),
            Ok(_) => Err(diagnostics::changed_meanwhile(path)),
            Err(error) => Err(protoward_output::not_written(path.as_ref(), &error)),
        };
        let files = self.texts.iter().map(unchanged).chain(self.created.iter().map(absent));
        let files: Result<Vec<_>, Box<Diagnostic>> = files.collect();
        let removed: Result<Vec<_>, Box<Diagnostic>> = self.removed.iter().map(removed).collect();
        match files.and_then(|files| write_and_remove(files, &removed?)) {
            Ok(()) => {
                self.report_links(console);
                true
            }
            Err(diagnostic) => {
                console.problem(*diagnostic);
                false
            }
        }
    }

    fn report_links(&self, console: &mut Console) {
        for path in self.texts.keys().filter(|path| links::contains_symlink(path)) {
            console.print_status(&format!(
                "`{path}` is behind a link: `{}` was changed, and the link stays",
                links::target(path)
            ));
        }
    }
}

/// Returns the schema folders that may be written.
fn folders(schema: &Schema, within: Option<&Path>, sources: &Sources) -> BTreeSet<PathBuf> {
    let files = schema.files.iter().map(|(_, file)| &sources.get(file.source).display);
    let real = files.filter_map(|path| fs::canonicalize(path).ok());
    let inside = real.filter(|path| within.is_some_and(|within| path.starts_with(within)));
    inside.filter_map(|path| path.parent().map(Path::to_owned)).collect()
}

/// Applies sorted edits without overlaps to a text in one pass.
fn edited(text: &str, edits: &[&Edit], sources: &Sources) -> String {
    let (mut edited, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        if let Some(range) = sources.bytes(edit.place) {
            edited.push_str(text.get(at..range.start).unwrap_or_default());
            edited.push_str(&edit.text);
            at = range.end.max(at);
        }
    }
    edited.push_str(text.get(at..).unwrap_or_default());
    edited
}
