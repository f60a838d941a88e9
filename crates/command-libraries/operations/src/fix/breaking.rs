//! Fixes of breaking changes, tried in memory, then written or shown.
//!
//! Nothing is written that does not compile, or that does not reduce the number of findings.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fix::written;
use protoward_fix_plan::{State, combined};
use protoward_gate::{Comparison, Verdicts};
use protoward_inputs::Input;
use protoward_output::{EditedFiles, link_target};
use protoward_source::{Diagnostic, Edit, Report, SourceId, Sources, count};
use protoward_workspace::{OpenOptions, Workspace};

/// The maximum number of rounds. Conflicting fixes are deferred to the next round.
const MAX_ROUNDS: usize = 8;

/// A comparison whose findings are being fixed.
pub struct BreakingFixRun {
    input: Input,
    options: OpenOptions,
    /// The comparison with the fixes.
    pub comparison: Comparison,
    /// The number of findings before fixing.
    pub found: usize,
    files: EditedFiles,
    /// Files whose fixes did not compile.
    rejected: BTreeSet<String>,
    /// The folder or file that may be written; `None` if nothing will be written.
    within: Option<PathBuf>,
    /// Files that a fix would change, but that are outside of the input, behind symbolic links.
    outside: BTreeSet<String>,
}

impl BreakingFixRun {
    /// Begins to fix a comparison. `within` is the folder or file that may be written; `None` if nothing will be written.
    pub fn new(input: Input, options: OpenOptions, comparison: Comparison, within: Option<PathBuf>) -> Self {
        let found = comparison.verdicts.len();
        let files = EditedFiles::default();
        let rejected = BTreeSet::new();
        let outside = BTreeSet::new();
        Self { input, options, comparison, found, files, rejected, within, outside }
    }

    /// Applies fixes in memory, until a round fixes nothing more.
    pub fn apply_fixes(&mut self, sources: &mut Sources) {
        for _ in 0..MAX_ROUNDS {
            let may_fix_more = self.round(sources);
            if !may_fix_more {
                break;
            }
        }
    }

    /// Runs one round, and returns `true` if another one may fix more.
    fn round(&mut self, sources: &mut Sources) -> bool {
        let read_only_files = self.read_only_files(sources);
        let may_change = |edit: &Edit| !read_only_files.contains(&edit.place.source);
        let fixes =
            self.comparison.verdicts.fixes().filter(|(finding, _)| finding.diagnostic.fix.iter().all(may_change));
        let combined_edits = combined(fixes.map(|(_, fix)| fix), sources);
        if combined_edits.edits.is_empty() {
            return false;
        }
        let previous_files = self.files.clone();
        self.files.edit(&combined_edits.edits, sources);
        match self.recompile(sources) {
            Ok((new, verdict)) if verdict.len() < self.comparison.verdicts.len() => {
                (self.comparison.new, self.comparison.verdicts) = (new, verdict);
                combined_edits.states.contains(&State::Deferred)
            }
            Ok(_) => {
                // The fix compiles but does not reduce the findings.
                self.files = previous_files;
                false
            }
            Err(report) => {
                let changed = |path: &&str| self.files.text(path) != previous_files.text(path);
                let invalid_files = report.iter().filter_map(Diagnostic::place);
                let invalid_files: BTreeSet<String> = invalid_files
                    .map(|place| sources.get(place.source).display.as_str())
                    .filter(changed)
                    .map(str::to_owned)
                    .collect();
                let is_known = !invalid_files.is_empty();
                self.rejected.extend(invalid_files);
                self.files = previous_files;
                is_known
            }
        }
    }

    /// Returns files that must not change: those outside of the input, and those refused before.
    fn read_only_files(&mut self, sources: &Sources) -> BTreeSet<SourceId> {
        let edits = self.comparison.verdicts.findings().flat_map(|finding| &finding.diagnostic.fix);
        let files: BTreeSet<SourceId> = edits.map(|edit| edit.place.source).collect();
        let is_outside = |file: &SourceId| {
            let path = &sources.get(*file).display;
            let is_inside = |within: &PathBuf| fs::canonicalize(path).is_ok_and(|path| path.starts_with(within));
            !self.within.as_ref().is_none_or(is_inside)
        };
        let (outside, inside): (Vec<_>, Vec<_>) = files.into_iter().partition(is_outside);
        self.outside.extend(outside.iter().map(|file| sources.get(*file).display.clone()));
        let rejected = inside.into_iter().filter(|file| self.rejected.contains(&sources.get(*file).display));
        outside.into_iter().chain(rejected).collect()
    }

    /// Compiles and compares the input with the edits.
    fn recompile(&self, sources: &mut Sources) -> Result<(Workspace, Verdicts), Report> {
        let options =
            OpenOptions { edited: Some(self.files.new_texts().into_iter().collect()), ..self.options.clone() };
        let mut report = Report::default();
        let new = protoward_workspace::open(&self.input, &options, sources, &mut report).ok_or(report)?;
        let verdicts = self.comparison.judge_again(&new, sources)?;
        Ok((new, verdicts))
    }

    /// Returns the changes as a unified diff.
    pub fn diff(&self) -> String {
        self.files.diff()
    }

    /// Writes all files or none. Returns notes about files behind symbolic links.
    ///
    /// # Errors
    /// Fails if a file cannot be written.
    pub fn write(&self, sources: &Sources) -> Result<Vec<String>, Box<Diagnostic>> {
        let within = self.within.as_deref();
        let linked = written::write(&self.files, &self.comparison.new.schema, within, sources)?;
        let linked = linked.iter().map(ToString::to_string);
        Ok(linked.chain(self.outside.iter().map(|path| self.outside_note(path))).collect())
    }

    /// Returns the note about a file that was not changed because it is outside of the input, behind a symbolic link.
    fn outside_note(&self, path: &str) -> String {
        if !Path::new(path).exists() {
            return format!("`{path}` is not checked out, and was not changed");
        }
        let target = link_target(path);
        format!("`{path}` leads to `{target}`, which is outside of {}, and was not changed", self.input)
    }

    /// Returns a summary such as `fixed 3 of 5 breaking changes in 2 files; 2 need a person`.
    pub fn summary(&self, verb: &str) -> String {
        let left = self.comparison.verdicts.len();
        let files = count(self.files.len(), "file");
        let needs = if left == 1 { "1 needs a person".to_owned() } else { format!("{left} need a person") };
        match (self.found - left, left) {
            (0, 0) => "there is nothing to fix".to_owned(),
            (0, _) => format!("nothing can be fixed automatically; {needs}"),
            (fixed, 0) => format!("{verb} {} in {files}; nothing is left", count(fixed, "breaking change")),
            (fixed, _) => format!("{verb} {fixed} of {} in {files}; {needs}", count(self.found, "breaking change")),
        }
    }
}
