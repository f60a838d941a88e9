//! `lint --fix` and `lint --diff`: fixes tried in memory, then written or shown.
//!
//! A fix is kept if the schema still compiles, has fewer findings and no new one, and differs in nothing but what the fix
//! declares. Fixes that fail together are tried in halves, so that one does not keep back the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::Console;
use super::edited_files::EditedFiles;
use super::fix::writable;
use super::lint::clock;
use super::whole_project::WholeProject;
use super::words::count;
use protoward_fix::{LintFix, find_lint_fixes, is_as_declared};
use protoward_gate::{LintVerdict, lint};
use protoward_schema::{Element, Schema};
use protoward_source::{Diagnostic, Report, SourceId, Sources};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace};

/// The maximum number of rounds. Fixes that overlap others wait for the next one.
const MAX_ROUNDS: usize = 16;

/// A schema whose findings are being fixed.
pub(super) struct LintFixRun {
    input: Input,
    options: OpenOptions,
    pub(super) workspace: Workspace,
    pub(super) verdict: LintVerdict,
    /// `true` to apply fixes that break something.
    allows_unsafe: bool,
    /// The number of findings before fixing.
    found: usize,
    files: EditedFiles,
    /// The folder or file that may be written.
    within: PathBuf,
    /// The other files of the project, if the input has only some.
    whole: Option<WholeProject>,
    /// The consequences of the applied fixes, with the number of fixes.
    broken: BTreeMap<&'static str, usize>,
    /// Fixes that were tried and not kept.
    refused: BTreeSet<String>,
    /// Fixes that would change or break files that are not part of the input.
    outside: BTreeSet<String>,
}

impl LintFixRun {
    pub(super) fn new(
        input: Input,
        options: OpenOptions,
        workspace: Workspace,
        verdict: LintVerdict,
        allows_unsafe: bool,
    ) -> Result<Self, Box<Diagnostic>> {
        let within = writable(&input)?;
        let found = verdict.findings.len();
        // Only fixes that break something affect other files.
        let whole = if allows_unsafe { WholeProject::around(&workspace, &within, &options) } else { None };
        let (files, broken) = (EditedFiles::default(), BTreeMap::new());
        let (refused, outside) = (BTreeSet::new(), BTreeSet::new());
        let run = Self { input, options, workspace, verdict, allows_unsafe, found, files, within, whole, broken, refused, outside };
        Ok(run)
    }

    /// Applies fixes in memory.
    pub(super) fn apply(&mut self, sources: &mut Sources) {
        for _ in 0..MAX_ROUNDS {
            let fixes = self.next_fixes(sources);
            if fixes.is_empty() {
                break;
            }
            self.try_all(&fixes, sources);
        }
    }

    /// Returns the fixes to try next, which do not overlap.
    fn next_fixes(&mut self, sources: &Sources) -> Vec<LintFix> {
        let all = find_lint_fixes(&self.workspace.schema, &self.verdict.findings, sources);
        let writable = self.writable_sources(&all, sources);
        // The end of each taken part of a text, by its start.
        let mut taken: BTreeMap<SourceId, BTreeMap<usize, usize>> = BTreeMap::new();
        let mut chosen = Vec::new();
        for fix in all {
            let is_allowed = fix.breaks.is_none() || self.allows_unsafe;
            if !is_allowed || self.refused.contains(&self.key(&fix)) {
                continue;
            }
            if !fix.edits.iter().all(|edit| writable.contains(&edit.place.source)) {
                self.outside.insert(self.key(&fix));
                continue;
            }
            let ranges: Option<Vec<(SourceId, usize, usize)>> = fix
                .edits
                .iter()
                .map(|edit| sources.bytes(edit.place).map(|range| (edit.place.source, range.start, range.end)))
                .collect();
            let Some(ranges) = ranges else { continue };
            let overlaps = |(source, start, end): &(SourceId, usize, usize)| {
                let before = taken.get(source).and_then(|all| all.range(..=end).next_back());
                before.is_some_and(|(_, to)| start <= to)
            };
            if !ranges.iter().any(overlaps) {
                for (source, start, end) in ranges {
                    taken.entry(source).or_default().insert(start, end);
                }
                chosen.push(fix);
            }
        }
        chosen
    }

    /// Returns the sources of edits that may change: files of the input, but neither dependencies nor files behind links to
    /// other folders.
    fn writable_sources(&self, fixes: &[LintFix], sources: &Sources) -> BTreeSet<SourceId> {
        let own = self.workspace.schema.files.iter().filter(|(_, file)| !file.is_import);
        let own: BTreeSet<SourceId> = own.map(|(_, file)| file.source).collect();
        let edited: BTreeSet<SourceId> =
            fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.place.source).collect();
        let is_inside = |source: &SourceId| {
            let path = &sources.get(*source).display;
            fs::canonicalize(path).is_ok_and(|path| path.starts_with(&self.within))
        };
        edited.into_iter().filter(|source| own.contains(source) && is_inside(source)).collect()
    }

    /// Returns the identity of a fix in all rounds: the rule, the place of its element in the descriptor, and the change.
    fn key(&self, fix: &LintFix) -> String {
        let (finding, schema) = (&self.verdict.findings[fix.finding], &self.workspace.schema);
        let place = place(schema, finding.element);
        format!("{} {place} {}", finding.rule.id(), finding.diagnostic.message)
    }

    /// Tries fixes together, or else in halves.
    fn try_all(&mut self, fixes: &[LintFix], sources: &mut Sources) {
        let before = self.files.clone();
        self.files.edit(fixes.iter().flat_map(|fix| &fix.edits), sources);
        match self.checked(fixes, sources) {
            Ok((workspace, verdict)) => {
                for breaks in fixes.iter().filter_map(|fix| fix.breaks) {
                    *self.broken.entry(breaks).or_default() += 1;
                }
                (self.workspace, self.verdict) = (workspace, verdict);
            }
            Err(refusal) => {
                self.files = before;
                match fixes {
                    [only] => {
                        let key = self.key(only);
                        if refusal == Refusal::Outside {
                            self.outside.insert(key.clone());
                        }
                        self.refused.insert(key);
                    }
                    fixes => {
                        let (left, right) = fixes.split_at(fixes.len() / 2);
                        let keys: BTreeSet<String> = right.iter().map(|fix| self.key(fix)).collect();
                        self.try_all(left, sources);
                        // The texts changed: the other half is planned again.
                        let again = self.next_fixes(sources);
                        let right: Vec<LintFix> =
                            again.into_iter().filter(|fix| keys.contains(&self.key(fix))).collect();
                        if !right.is_empty() {
                            self.try_all(&right, sources);
                        }
                    }
                }
            }
        }
    }

    /// Compiles and checks the edited schema.
    fn checked(&self, fixes: &[LintFix], sources: &mut Sources) -> Result<(Workspace, LintVerdict), Refusal> {
        let options = OpenOptions { edited: Some(Arc::new(self.files.new_texts())), ..self.options.clone() };
        let mut report = Report::default();
        let workspace = protoward_workspace::open(&self.input, &options, sources, &mut report).ok_or(Refusal::Wrong)?;
        if !is_as_declared(&self.workspace.schema, &workspace.schema, fixes, sources) {
            return Err(Refusal::Wrong);
        }
        let verdict = lint(&workspace, sources, &clock(&workspace)).map_err(|_| Refusal::Wrong)?;
        if !self.improves(&workspace.schema, &verdict) {
            return Err(Refusal::Wrong);
        }
        let breaks = fixes.iter().any(|fix| fix.breaks.is_some());
        match &self.whole {
            Some(whole) if breaks && !whole.compiles_with(&self.files) => Err(Refusal::Outside),
            _ => Ok((workspace, verdict)),
        }
    }

    /// Returns `true` if findings are gone and none is new.
    fn improves(&self, new: &Schema, verdict: &LintVerdict) -> bool {
        let mut before: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for finding in &self.verdict.findings {
            *before.entry((finding.rule.id(), place(&self.workspace.schema, finding.element))).or_default() += 1;
        }
        let was_there = verdict.findings.iter().all(|finding| {
            let left = before.get_mut(&(finding.rule.id(), place(new, finding.element))).filter(|left| **left > 0);
            left.map(|left| *left -= 1).is_some()
        });
        was_there && verdict.findings.len() < self.verdict.findings.len()
    }

    /// Returns `true` if a fix changes a file.
    pub(super) fn is_changed(&self) -> bool {
        !self.files.is_empty()
    }

    /// Returns the changes as a unified diff.
    pub(super) fn diff(&self) -> String {
        self.files.diff()
    }

    /// Writes all files or none.
    pub(super) fn write(&self, sources: &Sources, console: &mut Console) -> bool {
        self.files.write(&self.workspace.schema, Some(Path::new(&self.within)), sources, console)
    }

    /// Returns what was fixed, what the fixes break, how many fixes need files outside of the input, and how many `--unsafe`
    /// would apply.
    pub(super) fn summary(&self, verb: &str, sources: &Sources) -> String {
        let left = self.verdict.findings.len();
        let files = count(self.files.len(), "file");
        let fixed = self.found.saturating_sub(left);
        let mut text = match fixed {
            0 => "nothing was fixed".to_owned(),
            _ => format!("{verb} {} of {} in {files}", fixed, count(self.found, "finding")),
        };
        if !self.broken.is_empty() {
            let broken: Vec<String> = self.broken.iter().map(|(what, times)| format!("{what} ({times})")).collect();
            text += &format!("; they break {}", broken.join("; "));
        }
        let waiting = find_lint_fixes(&self.workspace.schema, &self.verdict.findings, sources);
        let outside = waiting.iter().filter(|fix| self.outside.contains(&self.key(fix))).count();
        if outside > 0 {
            let verb = if outside == 1 { "is" } else { "are" };
            text += &format!(
                "; {} {verb} left out, because files that are not part of the input would have to change",
                count(outside, "fix")
            );
        }
        let waiting: Vec<&str> = waiting.iter().filter_map(|fix| fix.breaks).collect();
        if !self.allows_unsafe && !waiting.is_empty() {
            let breaks: BTreeSet<&str> = waiting.iter().copied().collect();
            let breaks: Vec<String> = breaks.into_iter().map(str::to_owned).collect();
            text += &format!("; `--unsafe` would fix {} more, and break {}", waiting.len(), breaks.join("; "));
        }
        text
    }
}

/// The reason why fixes are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// They do not compile, do not help, or change more than they declare.
    Wrong,
    /// They break files that are not part of the input.
    Outside,
}

/// Returns the place of an element that fixes leave as it is: its path in the descriptor of its file. A value has its number,
/// because its index may change.
fn place(schema: &Schema, element: Element) -> String {
    let file = schema.name(schema.file_of(element).into());
    let (path, number) = match element {
        Element::EnumValue(value) => (schema.path(schema[value].parent.into()), Some(schema[value].number)),
        element => (schema.path(element), None),
    };
    format!("{file} {path:?} {number:?}")
}
