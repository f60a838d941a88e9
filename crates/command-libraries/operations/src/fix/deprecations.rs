//! The removal of deprecated elements that may be deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::codes;
use crate::fix::whole_project::WholeProject;
use crate::fix::written::{self, writable};
use protoward_fix_plan::{Removals, find_removals};
use protoward_inputs::Input;
use protoward_output::{EditedFiles, LinkedFile};
use protoward_schema::{Element, Schema};
use protoward_source::{Diagnostic, Report, SourceId, Sources, count};
use protoward_workspace::{OpenOptions, Workspace};

/// The maximum number of rounds. Removals with edits in the same place are made in different rounds.
const MAX_ROUNDS: usize = 8;

/// The removal of deprecated elements from the files of an input.
pub struct DeprecationFixRun {
    input: Input,
    options: OpenOptions,
    /// The folder or file that may be written; `None` if the changes are only shown.
    within: Option<PathBuf>,
    workspace: Workspace,
    files: EditedFiles,
    /// The kinds and full names of the removed elements, in the order of removal.
    removed: Vec<String>,
    /// The elements that stay, with the reasons.
    kept: BTreeMap<String, String>,
}

impl DeprecationFixRun {
    /// Begins a removal. With `is_diff`, the changes are only shown, so that the files need not be writable.
    ///
    /// # Errors
    /// Fails if the files of the input cannot be written, or are only a part of the project: references in others are not known.
    pub fn new(
        input: Input,
        options: OpenOptions,
        workspace: Workspace,
        is_diff: bool,
        sources: &Sources,
    ) -> Result<Self, Box<Diagnostic>> {
        let within = match writable(&input) {
            Ok(within) => Some(within),
            Err(_) if is_diff => None,
            Err(diagnostic) => return Err(diagnostic),
        };
        let is_part = |within: &PathBuf| WholeProject::around(&workspace, within, &options, sources).is_some();
        if within.as_ref().is_some_and(is_part) {
            return Err(only_a_part(&input));
        }
        let files = EditedFiles::default();
        let removed = Vec::new();
        let kept = BTreeMap::new();
        Ok(Self { input, options, within, workspace, files, removed, kept })
    }

    /// Removes elements in memory, by full name.
    ///
    /// # Errors
    /// Fails if the schema does not compile afterwards.
    pub fn apply(&mut self, names: &BTreeSet<String>, sources: &mut Sources) -> Result<(), Report> {
        for _ in 0..MAX_ROUNDS {
            let schema = &self.workspace.schema;
            let is_named = |&it: &Element| schema.is_deprecated(it) && names.contains(&schema.full_name(it));
            let found: Vec<Element> = schema.declarations().filter(is_named).collect();
            let (mine, others): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|&it| self.is_writable(schema[schema.file_of(it)].source, sources));
            let Removals { edits, removed, kept, is_partial, .. } = find_removals(schema, &mine, sources);
            let shown = |it: Element| shown(schema, it);
            self.kept = kept.into_iter().map(|(it, reason)| (shown(it), reason)).collect();
            let outside = "its file is outside of the input, behind a symbolic link";
            self.kept.extend(others.into_iter().map(|it| (shown(it), outside.to_owned())));
            if edits.is_empty() {
                break;
            }
            self.removed.extend(removed.into_iter().map(shown));
            self.files.edit(&edits, sources);
            self.workspace = self.recompiled(sources)?;
            if !is_partial && self.kept.is_empty() {
                break;
            }
        }
        Ok(())
    }

    fn is_writable(&self, source: SourceId, sources: &Sources) -> bool {
        let path = &sources.get(source).display;
        self.within.as_ref().is_none_or(|within| fs::canonicalize(path).is_ok_and(|path| path.starts_with(within)))
    }

    fn recompiled(&self, sources: &mut Sources) -> Result<Workspace, Report> {
        let options =
            OpenOptions { edited: Some(self.files.new_texts().into_iter().collect()), ..self.options.clone() };
        let mut report = Report::default();
        protoward_workspace::open(&self.input, &options, sources, &mut report).ok_or(report)
    }

    /// Returns the changes as a unified diff.
    pub fn diff(&self) -> String {
        self.files.diff()
    }

    /// Writes all files or none. Returns the files behind symbolic links.
    ///
    /// # Errors
    /// Fails if a file cannot be written.
    pub fn write(&self, sources: &Sources) -> Result<Vec<LinkedFile>, Box<Diagnostic>> {
        written::write(&self.files, &self.workspace.schema, self.within.as_deref(), sources)
    }

    /// Returns the elements that stay, with the reasons.
    pub const fn kept(&self) -> &BTreeMap<String, String> {
        &self.kept
    }

    /// Returns what was removed: `removed 2 of 3 elements in 1 file`.
    pub fn summary(&self, verb: &str) -> String {
        let all = self.removed.len() + self.kept.len();
        match self.removed.len() {
            0 if all == 0 => "no element may be deleted".to_owned(),
            0 => format!("nothing was removed, {} may be deleted", count(all, "element")),
            removed => {
                let files = count(self.files.len(), "file");
                format!("{verb} {removed} of {} in {files}", count(all, "element"))
            }
        }
    }
}

fn shown(schema: &Schema, element: Element) -> String {
    format!("{} {}", schema.kind(element), schema.full_name(element))
}

fn only_a_part(input: &Input) -> Box<Diagnostic> {
    let message = format!("cannot remove elements of {input} alone: other files of the project may refer to them");
    Box::new(Diagnostic::error(codes::DEPRECATION, message).help("use the folder of the whole project"))
}
