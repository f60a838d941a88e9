//! `lint --fix` and `lint --diff`: fixes tried in memory, then written or shown.
//!
//! A fix is kept if the schema still compiles, has fewer findings, and differs in nothing but names and imports. Fixes that
//! fail together are tried in halves, so that one does not keep back the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use similar::TextDiff;

use super::console::Console;
use super::diagnostics;
use super::fix::{CONTEXT, edited, writable};
use super::lint::verdict;
use super::words::count;
use super::write::write_files;
use protoward_fix::{LintFix, find_lint_fixes, is_same_but_names};
use protoward_gate::LintVerdict;
use protoward_source::{Diagnostic, Edit, Report, SourceId, Sources};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace};

/// The maximum number of rounds. Fixes that overlap others wait for the next one.
const MAX_ROUNDS: usize = 8;

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
    /// Changed texts by path: old and new.
    texts: BTreeMap<String, (Arc<str>, String)>,
    /// The folder or file that may be written.
    within: PathBuf,
    /// The consequences of the applied fixes, with the number of fixes.
    broken: BTreeMap<&'static str, usize>,
    /// Fixes that were tried and not kept: the rule with the place and message of the finding.
    refused: BTreeSet<String>,
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
        let (texts, broken, refused) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        Ok(Self { input, options, workspace, verdict, allows_unsafe, found, texts, within, broken, refused })
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
    fn next_fixes(&self, sources: &Sources) -> Vec<LintFix> {
        let all = find_lint_fixes(&self.workspace.schema, &self.verdict.findings, sources);
        // The end of each taken part of a text, by its start.
        let mut taken: BTreeMap<SourceId, BTreeMap<usize, usize>> = BTreeMap::new();
        let mut chosen = Vec::new();
        for fix in all {
            let is_allowed = fix.breaks.is_none() || self.allows_unsafe;
            if !is_allowed || self.refused.contains(&self.key(&fix)) || !self.may_change(&fix, sources) {
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

    /// Returns the identity of a fix in all rounds.
    fn key(&self, fix: &LintFix) -> String {
        let finding = &self.verdict.findings[fix.finding];
        format!("{} {}", finding.rule.id(), finding.diagnostic.message)
    }

    /// Returns `true` if all edited files are inside of the input.
    fn may_change(&self, fix: &LintFix, sources: &Sources) -> bool {
        fix.edits.iter().all(|edit| {
            let path = &sources.get(edit.place.source).display;
            fs::canonicalize(path).is_ok_and(|path| path.starts_with(&self.within))
        })
    }

    /// Tries fixes together, or else in halves.
    fn try_all(&mut self, fixes: &[LintFix], sources: &mut Sources) {
        let before = self.texts.clone();
        self.edit(fixes, sources);
        match self.checked(sources) {
            Some((workspace, verdict)) => {
                for breaks in fixes.iter().filter_map(|fix| fix.breaks) {
                    *self.broken.entry(breaks).or_default() += 1;
                }
                (self.workspace, self.verdict) = (workspace, verdict);
            }
            None => {
                self.texts = before;
                match fixes {
                    [only] => _ = self.refused.insert(self.key(only)),
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

    fn edit(&mut self, fixes: &[LintFix], sources: &Sources) {
        let mut by_source: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
        for edit in fixes.iter().flat_map(|fix| &fix.edits) {
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

    /// Compiles and checks the edited schema; `None` if the edits are not right.
    fn checked(&self, sources: &mut Sources) -> Option<(Workspace, LintVerdict)> {
        let texts = self.texts.iter().map(|(path, (_, text))| (path.clone(), text.clone())).collect();
        let options = OpenOptions { edited: Some(Arc::new(texts)), ..self.options.clone() };
        let mut report = Report::default();
        let workspace = protoward_workspace::open(&self.input, &options, sources, &mut report)?;
        if !is_same_but_names(&self.workspace.schema, &workspace.schema) {
            return None;
        }
        let verdict = verdict(&workspace, sources).ok()?;
        (verdict.findings.len() < self.verdict.findings.len()).then_some((workspace, verdict))
    }

    /// Returns `true` if a fix changes a file.
    pub(super) fn is_changed(&self) -> bool {
        !self.texts.is_empty()
    }

    /// Returns the changes as a unified diff.
    pub(super) fn diff(&self) -> String {
        let diff = |(path, (old, new)): (&String, &(Arc<str>, String))| {
            let diff = TextDiff::from_lines(&**old, new.as_str());
            diff.unified_diff().context_radius(CONTEXT).header(path, path).to_string()
        };
        self.texts.iter().map(diff).collect()
    }

    /// Writes all files or none.
    pub(super) fn write(&self, console: &mut Console) -> bool {
        let unchanged = |(path, (old, new)): (&String, &(Arc<str>, String))| match fs::read(path) {
            Ok(found) if found == old.as_bytes() => Ok((PathBuf::from(path), new.clone().into_bytes())),
            Ok(_) => Err(diagnostics::changed_meanwhile(path)),
            Err(error) => Err(diagnostics::not_written(Path::new(path), &error)),
        };
        let files: Result<Vec<_>, Box<Diagnostic>> = self.texts.iter().map(unchanged).collect();
        match files.and_then(write_files) {
            Ok(()) => true,
            Err(diagnostic) => {
                console.problem(*diagnostic);
                false
            }
        }
    }

    /// Returns what was fixed, what the fixes break, and how many fixes `--unsafe` would apply.
    pub(super) fn summary(&self, verb: &str, sources: &Sources) -> String {
        let left = self.verdict.findings.len();
        let files = count(self.texts.len(), "file");
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
        let waiting: Vec<&str> = waiting.iter().filter_map(|fix| fix.breaks).collect();
        if !self.allows_unsafe && !waiting.is_empty() {
            let breaks: BTreeSet<&str> = waiting.iter().copied().collect();
            let breaks: Vec<String> = breaks.into_iter().map(str::to_owned).collect();
            text += &format!("; `--unsafe` would fix {} more, and break {}", waiting.len(), breaks.join("; "));
        }
        text
    }
}
