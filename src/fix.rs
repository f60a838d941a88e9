//! `--fix` and `--diff`: fixes of findings, tried in memory, then written or shown.
//!
//! Nothing is written that does not compile, or that does not reduce the number of findings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::console::Console;
use super::edited_files::EditedFiles;
use super::words::count;
use super::{diagnostics, links};
use protoward_fix::{State, combined};
use protoward_gate::{Old, Policy, Verdicts};
use protoward_source::{Diagnostic, Edit, Report, SourceId, Sources};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace};

/// Maximum number of rounds. Conflicting fixes are deferred to the next round.
const MAX_ROUNDS: usize = 8;

/// Both sides of a comparison, with its findings.
pub(super) struct FixSubject<'a> {
    pub(super) olds: &'a [Old],
    pub(super) new: Workspace,
    pub(super) verdict: Verdicts,
}

/// A comparison whose findings are being fixed.
pub(super) struct FixRun<'a> {
    input: Input,
    options: OpenOptions,
    policy: &'a Policy,
    pub(super) subject: FixSubject<'a>,
    /// The number of findings before fixing.
    pub(super) found: usize,
    files: EditedFiles,
    /// Files whose fixes did not compile.
    rejected: BTreeSet<String>,
    /// The folder or file that may be written; `None` if nothing will be written.
    within: Option<PathBuf>,
    /// Files that a fix would change, but that are outside of the input, behind symbolic links.
    outside: BTreeSet<String>,
}

impl<'a> FixRun<'a> {
    pub(super) fn new(
        input: Input,
        options: OpenOptions,
        policy: &'a Policy,
        subject: FixSubject<'a>,
        within: Option<PathBuf>,
    ) -> Self {
        let found = subject.verdict.len();
        let (files, rejected, outside) = (EditedFiles::default(), BTreeSet::new(), BTreeSet::new());
        Self { input, options, policy, subject, found, files, rejected, within, outside }
    }

    /// Applies fixes in memory.
    pub(super) fn apply_fixes(&mut self, sources: &mut Sources) {
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
        let fixes = self.subject.verdict.fixes().filter(|(finding, _)| finding.diagnostic.fix.iter().all(may_change));
        let combined_edits = combined(fixes.map(|(_, fix)| fix), sources);
        if combined_edits.edits.is_empty() {
            return false;
        }
        let previous_files = self.files.clone();
        self.files.edit(&combined_edits.edits, sources);
        match self.recompile(sources) {
            Ok((new, verdict)) if verdict.len() < self.subject.verdict.len() => {
                (self.subject.new, self.subject.verdict) = (new, verdict);
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
        let edits = self.subject.verdict.findings().flat_map(|finding| &finding.diagnostic.fix);
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
        let verdict = Verdicts::new(self.subject.olds, &new, sources, self.policy);
        if verdict.failures.has_errors() { Err(verdict.failures) } else { Ok((new, verdict)) }
    }

    /// Returns the changes as a unified diff.
    pub(super) fn diff(&self) -> String {
        self.files.diff()
    }

    /// Writes all files or none.
    pub(super) fn write(&self, sources: &Sources, console: &mut Console) -> bool {
        let is_written = self.files.write(&self.subject.new.schema, self.within.as_deref(), sources, console);
        if is_written {
            self.report_outside(console);
        }
        is_written
    }

    /// Reports files that were not changed because they are outside of the input, behind symbolic links.
    fn report_outside(&self, console: &mut Console) {
        for path in &self.outside {
            if !Path::new(path).exists() {
                console.print_status(&format!("`{path}` is not checked out, and was not changed"));
                continue;
            }
            let target = links::target(path);
            console.print_status(&format!(
                "`{path}` leads to `{target}`, which is outside of {}, and was not changed",
                self.input
            ));
        }
    }

    /// Returns a summary such as `fixed 3 of 5 breaking changes in 2 files; 2 need a person`.
    pub(super) fn summary(&self, verb: &str) -> String {
        let (left, files) = (self.subject.verdict.len(), count(self.files.len(), "file"));
        let needs = if left == 1 { "1 needs a person".to_owned() } else { format!("{left} need a person") };
        match (self.found - left, left) {
            (0, 0) => "there is nothing to fix".to_owned(),
            (0, _) => format!("nothing can be fixed automatically; {needs}"),
            (fixed, 0) => format!("{verb} {} in {files}; nothing is left", count(fixed, "breaking change")),
            (fixed, _) => format!("{verb} {fixed} of {} in {files}; {needs}", count(self.found, "breaking change")),
        }
    }
}

/// Returns the folder or file that may be written. Commits, archives and images cannot be changed.
pub(super) fn writable(input: &Input) -> Result<PathBuf, Box<Diagnostic>> {
    match input {
        Input::Folder(path) | Input::File(path) => {
            fs::canonicalize(path).or_else(|error| match error.kind() {
                // Nothing is written where a sparse checkout has left the folder out.
                io::ErrorKind::NotFound => Ok(path.clone()),
                _ => Err(protoward_output::not_written(path, &error)),
            })
        }
        Input::Image(_) => Err(diagnostics::not_fixable(input, "an image")),
        Input::Archive(_) => Err(diagnostics::not_fixable(input, "an archive")),
        Input::Git(_) | Input::At { .. } => Err(diagnostics::not_fixable(input, "a commit")),
        Input::Staged { .. } => Err(diagnostics::not_fixable(input, "what is staged")),
    }
}
