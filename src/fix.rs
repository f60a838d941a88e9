//! `--fix` and `--diff`: fixes of findings, tried in memory, then written or shown.
//!
//! Nothing is written that does not compile, or that does not reduce the number of findings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use similar::TextDiff;

use super::comparison::GateArgs;
use super::console::Console;
use super::words::count;
use super::write::write_files;
use super::{diagnostics, links};
use protoward_fix::{State, combined};
use protoward_gate::{Old, Verdicts};
use protoward_ledger::Ledger;
use protoward_output::remove_leftovers;
use protoward_source::{Diagnostic, Edit, Report, SourceId, Sources};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace};

/// Maximum number of rounds. Conflicting fixes are deferred to the next round.
const MAX_ROUNDS: usize = 8;

/// The number of context lines in a diff.
pub(super) const CONTEXT: usize = 3;

/// Both sides of a comparison, with its findings.
pub(super) struct FixSubject<'a> {
    pub(super) olds: &'a [Old],
    pub(super) new: Workspace,
    pub(super) verdict: Verdicts,
}

/// The settings for findings besides the configuration.
pub(super) struct Rules<'a> {
    pub(super) gate: &'a GateArgs,
    pub(super) ledger: Option<Arc<Ledger>>,
}

/// A comparison whose findings are being fixed.
pub(super) struct FixRun<'a> {
    input: Input,
    options: OpenOptions,
    rules: Rules<'a>,
    pub(super) subject: FixSubject<'a>,
    /// The number of findings before fixing.
    pub(super) found: usize,
    /// Changed texts by path: old and new.
    texts: BTreeMap<String, (Arc<str>, String)>,
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
        rules: Rules<'a>,
        subject: FixSubject<'a>,
        within: Option<PathBuf>,
    ) -> Self {
        let found = subject.verdict.len();
        let (texts, rejected, outside) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        Self { input, options, rules, subject, found, texts, rejected, within, outside }
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
        let previous_texts = self.texts.clone();
        self.edit(&combined_edits.edits, sources);
        match self.recompile(sources) {
            Ok((new, verdict)) if verdict.len() < self.subject.verdict.len() => {
                (self.subject.new, self.subject.verdict) = (new, verdict);
                combined_edits.states.contains(&State::Deferred)
            }
            Ok(_) => {
                // The fix compiles but does not reduce the findings.
                self.texts = previous_texts;
                false
            }
            Err(report) => {
                let changed =
                    |path: &&str| self.texts.get(*path).map(|it| &it.1) != previous_texts.get(*path).map(|it| &it.1);
                let invalid_files = report.iter().filter_map(Diagnostic::place);
                let invalid_files: BTreeSet<String> = invalid_files
                    .map(|place| sources.get(place.source).display.as_str())
                    .filter(changed)
                    .map(str::to_owned)
                    .collect();
                let is_known = !invalid_files.is_empty();
                self.rejected.extend(invalid_files);
                self.texts = previous_texts;
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

    fn edit(&mut self, edits: &[Edit], sources: &Sources) {
        let mut by_source: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
        for edit in edits {
            by_source.entry(edit.place.source).or_default().push(edit);
        }
        for (source, edits) in by_source {
            let file = sources.get(source);
            let Some(text) = &file.text else { continue };
            let edited = edited(text, &edits, sources);
            let old_text =
                self.texts.get(&file.display).map_or_else(|| Arc::clone(text), |(old_text, _)| Arc::clone(old_text));
            self.texts.insert(file.display.clone(), (old_text, edited));
        }
    }

    /// Compiles and compares the input with the edits.
    fn recompile(&self, sources: &mut Sources) -> Result<(Workspace, Verdicts), Report> {
        let edited = self.texts.iter().map(|(path, (_, text))| (path.clone(), text.clone())).collect();
        let options = OpenOptions { edited: Some(Arc::new(edited)), ..self.options.clone() };
        let mut report = Report::default();
        let new = protoward_workspace::open(&self.input, &options, sources, &mut report).ok_or(report)?;
        let policy = self.rules.gate.policy(&new, self.rules.ledger.clone())?;
        let verdict = Verdicts::new(self.subject.olds, &new, sources, &policy);
        if verdict.failures.has_errors() { Err(verdict.failures) } else { Ok((new, verdict)) }
    }

    /// Returns the changes as a unified diff.
    pub(super) fn diff(&self) -> String {
        let diff = |(path, (old_text, new_text)): (&String, &(Arc<str>, String))| {
            let diff = TextDiff::from_lines(&**old_text, new_text.as_str());
            diff.unified_diff().context_radius(CONTEXT).header(path, path).to_string()
        };
        self.texts.iter().map(diff).collect()
    }

    /// Writes all files or none. Removes temporary files that a killed process left next to schema files.
    pub(super) fn write(&self, sources: &Sources, console: &mut Console) -> bool {
        self.folders(sources).iter().for_each(|folder| remove_leftovers(folder));
        let files: Result<Vec<_>, Box<Diagnostic>> = self
            .texts
            .iter()
            .map(|(path, (old_text, new_text))| match fs::read(path) {
                Ok(found) if found == old_text.as_bytes() => Ok((path.into(), new_text.clone().into_bytes())),
                Ok(_) => Err(diagnostics::changed_meanwhile(path)),
                Err(error) => Err(diagnostics::not_written(path.as_ref(), &error)),
            })
            .collect();
        match files.and_then(write_files) {
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

    /// Returns the schema folders that may be written.
    fn folders(&self, sources: &Sources) -> BTreeSet<PathBuf> {
        let files = self.subject.new.schema.files.iter().map(|(_, file)| &sources.get(file.source).display);
        let real = files.filter_map(|path| fs::canonicalize(path).ok());
        let inside = real.filter(|path| self.within.as_ref().is_some_and(|within| path.starts_with(within)));
        inside.filter_map(|path| path.parent().map(Path::to_owned)).collect()
    }

    /// Reports changed files behind symbolic links, and files that were not changed because they are outside of the input.
    fn report_links(&self, console: &mut Console) {
        for path in self.texts.keys().filter(|path| links::contains_symlink(path)) {
            console.print_status(&format!(
                "`{path}` is behind a link: `{}` was changed, and the link stays",
                links::target(path)
            ));
        }
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
        let (left, files) = (self.subject.verdict.len(), count(self.texts.len(), "file"));
        let needs = if left == 1 { "1 needs a person".to_owned() } else { format!("{left} need a person") };
        match (self.found - left, left) {
            (0, 0) => "there is nothing to fix".to_owned(),
            (0, _) => format!("nothing can be fixed automatically; {needs}"),
            (fixed, 0) => format!("{verb} {} in {files}; nothing is left", count(fixed, "breaking change")),
            (fixed, _) => format!("{verb} {fixed} of {} in {files}; {needs}", count(self.found, "breaking change")),
        }
    }
}

/// Applies sorted edits without overlaps to a text in one pass.
pub(super) fn edited(text: &str, edits: &[&Edit], sources: &Sources) -> String {
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

/// Returns the folder or file that may be written. Commits, archives and images cannot be changed.
pub(super) fn writable(input: &Input) -> Result<PathBuf, Box<Diagnostic>> {
    match input {
        Input::Folder(path) | Input::File(path) => {
            fs::canonicalize(path).or_else(|error| match error.kind() {
                // Nothing is written where a sparse checkout has left the folder out.
                io::ErrorKind::NotFound => Ok(path.clone()),
                _ => Err(diagnostics::not_written(path, &error)),
            })
        }
        Input::Image(_) => Err(diagnostics::not_fixable(input, "an image")),
        Input::Archive(_) => Err(diagnostics::not_fixable(input, "an archive")),
        Input::Git(_) | Input::At { .. } => Err(diagnostics::not_fixable(input, "a commit")),
        Input::Staged { .. } => Err(diagnostics::not_fixable(input, "what is staged")),
    }
}
